"""A small catalogue that uses every part of the format, and the shipped one."""

from __future__ import annotations

import copy
import json
from functools import cache
from importlib import resources
from typing import Any

from desk.rules.procedures import Catalogue, read_catalogue

_SMALL: dict[str, Any] = {
    "format": 1,
    "version": "thử 1",
    "issuer": "Xã Thử Nghiệm",
    "exemptions": [
        {"name": "Hộ nghèo", "mark": "C", "fields": ["Hộ tịch"]},
        {
            "name": "Công dân số",
            "mark": "C",
            "codes": ["2.000635"],
            "channel": "online",
            "from": "2026-08-15",
            "to": "2027-02-28",
        },
        {"name": "Lý do khác", "mark": "B", "note": "Người phụ trách quyết định."},
    ],
    "procedures": [
        {
            "code": "2.000815",
            "name": "Chứng thực bản sao từ bản chính",
            "field": "Chứng thực",
            "mark": "C",
            "cases": [
                {"name": "", "time": {"amount": 0, "unit": "same_day", "mark": "C"}, "note": "Trong ngày."},
                {"name": "Nhiều bản", "time": {"amount": 2, "unit": "working_day", "mark": "C"}},
            ],
            "components": [
                {"name": "Bản chính", "originals": 1, "copies": 0, "obligatory": True, "mark": "C"},
                {
                    "name": "Bản chụp",
                    "originals": 0,
                    "copies": 1,
                    "obligatory": False,
                    "mark": "B",
                    "note": "Nếu có.",
                },
            ],
            "fees": [
                {
                    "name": "Phí chứng thực",
                    "amount": 2000,
                    "per": "page",
                    "channel": "any",
                    "mark": "C",
                    "tiers": [{"from_page": 3, "amount": 1000}],
                    "max_per_copy": 200000,
                }
            ],
        },
        {
            "code": "1.013225",
            "name": "Cấp giấy phép xây dựng",
            "field": "Xây dựng",
            "mark": "B",
            "from": "2025-07-01",
            "to": "2026-12-31",
            "cases": [{"name": "", "time": {"amount": 15, "unit": "day", "mark": "C"}}],
            "channels": {"online": {"amount": 20, "unit": "day", "mark": "B"}},
            "components": [],
            "fees": [
                {
                    "name": "Lệ phí",
                    "amount": None,
                    "per": "dossier",
                    "channel": "any",
                    "mark": "B",
                    "note": "Hỏi tỉnh.",
                }
            ],
            "notes": "Chỉ để thử.",
        },
        {
            "code": "2.000635",
            "name": "Cấp bản sao trích lục hộ tịch",
            "field": "Hộ tịch",
            "mark": "C",
            "cases": [{"name": "", "time": None}, {"name": "Qua bưu chính", "time": None}],
            "components": [],
            "fees": [
                {
                    "name": "Phí",
                    "amount": 8000,
                    "per": "copy",
                    "channel": "desk",
                    "mark": "C",
                    "to": "2026-12-31",
                },
                {
                    "name": "Phí",
                    "amount": 9000,
                    "per": "copy",
                    "channel": "desk",
                    "mark": "C",
                    "from": "2027-01-01",
                },
                {"name": "Phí", "amount": 5000, "per": "copy", "channel": "online", "mark": "C"},
                {
                    "name": "Cước",
                    "amount": 0,
                    "per": "dossier",
                    "channel": "post",
                    "mark": "C",
                    "case": "Qua bưu chính",
                },
            ],
        },
    ],
}


def small_document() -> dict[str, Any]:
    """A fresh copy, to be spoilt at will."""
    return copy.deepcopy(_SMALL)


def shipped_document() -> dict[str, Any]:
    """The document that ships with the desk, as a fresh copy."""
    text = resources.files("desk.data").joinpath("catalogue.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@cache
def shipped() -> Catalogue:
    """The catalogue that ships with the desk."""
    return read_catalogue(shipped_document())

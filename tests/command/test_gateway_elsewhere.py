"""The province's commands on PostgreSQL and on a bucket: one option each, nothing of it in the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.command.conftest import Motcua
from tests.sync.buckets import bucket_server
from tests.sync.postgres import postgres_server


def test_an_invitation_lies_in_the_database_of_the_address(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server(tmp_path / "server") as make:
        database = make()
        made = motcua(
            "gateway",
            "--database",
            database,
            "invite",
            "--office",
            "H44.900",
            "--data",
            tmp_path / "p",
            "--json",
        )
        assert made.code == 0, made.err
        monkeypatch.setenv("MOTCUA_GATEWAY_DATABASE", database)
        listed = motcua("gateway", "devices", "--data", tmp_path / "p", "--json")
        assert listed.code == 0, listed.err
        assert listed.json["devices"] == []
    assert not list((tmp_path / "p").rglob("gateway.db*"))
    gone = motcua("gateway", "devices", "--data", tmp_path / "p", "--json")
    assert gone.code == 1
    assert gone.json["failed"] == "database_away"
    assert len(gone.err.strip().splitlines()) <= 2


def test_what_is_no_address_is_a_usage_error(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("gateway", "--database", "mysql://x", "devices", "--data", tmp_path)
    assert done.code == 2
    assert "postgresql://" in done.err


def test_files_lie_in_the_bucket_of_the_address(
    motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bucket_server(tmp_path / "weed") as make:
        bucket = make()
        monkeypatch.setenv("MOTCUA_GATEWAY_BUCKET", bucket)
        made = motcua("gateway", "invite", "--office", "H44.900", "--data", tmp_path / "p", "--json")
        assert made.code == 0, made.err
        checked = motcua("gateway", "verify", "--data", tmp_path / "p", "--json")
        assert checked.code == 0, checked.err
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sai")
        out = motcua("gateway", "verify", "--data", tmp_path / "p", "--json")
        assert (out.code, out.json["failed"]) == (1, "bucket_refused")
        nobody = os.environ["AWS_ENDPOINT_URL"]
    monkeypatch.setenv("AWS_ENDPOINT_URL", nobody)
    monkeypatch.setenv("MOTCUA_GATEWAY_BUCKET", bucket)
    away = motcua("gateway", "verify", "--data", tmp_path / "p", "--json")
    assert (away.code, away.json["failed"]) == (1, "bucket_away")
    wrong = motcua("gateway", "--bucket", "/mnt/kho", "verify", "--data", tmp_path / "p")
    assert wrong.code == 2
    assert "s3://" in wrong.err

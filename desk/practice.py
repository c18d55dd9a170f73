"""How does one practise? Plausible, plainly fictitious citizens and dossiers for training stores and tests.

Every given name says that it is made up (Mẫu, Thử, Ví Dụ …); ids use a place code and years that fit, and
random digits; phones stand in a range that is not allotted (0999 …).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from desk.reception import Request
from desk.rules.citizen import Person, read_person
from desk.rules.dossier import ReturnBy
from desk.rules.procedures import Catalogue, Procedure

FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
MIDDLES = {"Nam": ("Văn", "Đức", "Hữu", "Công", "Quang"), "Nữ": ("Thị", "Thùy", "Ngọc", "Thu", "Kim")}
GIVEN = ("Mẫu", "Thử", "Ví Dụ", "Minh Họa", "Tập Huấn", "Làm Quen", "Giả Định", "Thí Điểm")
HAMLETS = ("Thôn Đông", "Thôn Đoài", "Xóm Chợ", "Tổ dân phố 3", "Khu Hành chính 5")
PLACE_CODE = "026"
COMMON = ("2.000815", "2.000815", "2.000815", "1.001193", "1.004873", "2.000884", "1.000656", "2.000635", "1.000894",
          "1.004859", "1.004222")  # fmt: skip
"""Procedures in the proportion of a usual day (certification first)."""


def practice_person(chance: random.Random, on: date) -> Person:
    """Somebody who does not exist, of age on that day."""
    sex = chance.choice(("Nam", "Nữ"))
    born = date(chance.randint(on.year - 80, on.year - 19), chance.randint(1, 12), chance.randint(1, 28))
    century = (0 if born.year < 2000 else 2) + (sex == "Nữ")
    name = f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES[sex])} {chance.choice(GIVEN)}"
    return read_person(
        {
            "name": name,
            "personal_id": f"{PLACE_CODE}{century}{born.year % 100:02d}{chance.randrange(10**6):06d}",
            "born": born.isoformat(),
            "sex": sex,
            "address": f"{chance.choice(HAMLETS)}, xã Minh Họa, tỉnh Phú Thọ",
            "phone": f"0999{chance.randrange(10**6):06d}",
        },
        "applicant",
        on,
    )


def numbered_person(number: int, seed: int, year: int) -> Person:
    """The same for each number below a million, without looking anything up; of age in that year."""
    chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 (no secret)
    sex = chance.choice(("Nam", "Nữ"))
    born = date(year - 19 - chance.randrange(61), chance.randint(1, 12), chance.randint(1, 28))
    century = (0 if born.year < 2000 else 2) + (sex == "Nữ")
    return Person(
        name=f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES[sex])} {chance.choice(GIVEN)}",
        personal_id=f"{PLACE_CODE}{century}{born.year % 100:02d}{number % 10**6:06d}",
        born=born.isoformat(),
        sex=sex,
        address=f"{chance.choice(HAMLETS)}, xã Minh Họa, tỉnh Phú Thọ",
        phone=f"0999{chance.randrange(10**6):06d}",
    )


def practice_requests(chance: random.Random, count: int, on: date, catalogue: Catalogue) -> list[Request]:
    """`count` dossiers as a counter meets them; the same `chance` gives the same dossiers."""
    offered = [procedure for code in COMMON if (procedure := catalogue.get(code)) is not None]
    requests: list[Request] = []
    met: set[str] = set()
    while len(requests) < count:
        request = _request(chance, on, offered)
        if request.applicant.personal_id not in met:  # nobody practises with a twin by chance
            met.add(request.applicant.personal_id)
            requests.append(request)
    return requests


def _request(chance: random.Random, on: date, offered: Sequence[Procedure]) -> Request:
    procedure = chance.choice(offered)
    return Request(
        procedure=procedure.code,
        applicant=practice_person(chance, on),
        holder=practice_person(chance, on) if chance.random() < 0.25 else None,
        quantity=chance.randint(1, 12),
        return_by=chance.choice((ReturnBy.DESK, ReturnBy.DESK, ReturnBy.DESK, ReturnBy.POST)),
        note=chance.choice(("", "", "", "Đã đối chiếu bản chính tại quầy.")),
    )

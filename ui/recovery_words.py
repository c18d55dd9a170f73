"""What does a person read when desk and province hold two journals? The same sentences in the window and on the command line."""

from __future__ import annotations

from desk.recovery import Apart, Part, Rejoined
from desk.rules.words import _

SHOWN_AT_ONCE = 8
"""Sentences of one kind; the rest stands in the journal and on the dossiers."""


def why_words(apart: Apart) -> str:
    """What most likely happened, and what to do about its cause."""
    if not apart.theirs.entries:
        return _("Nhật ký hai bên đã giống nhau; còn {n} tệp đính kèm chỉ có ở tỉnh.").format(n=apart.files)
    if apart.twice:
        return _(
            "Hai máy đang chạy cùng một bản dữ liệu: cả hai cùng ghi trong những giờ này. Hãy lấy lại rồi gửi hết ở cả hai máy. "
            "Sau đó chọn một máy, xin tỉnh một mã đăng ký mới, đóng cửa sổ và chạy: motcua part MÃ --as quantri; nó thành một "
            "máy riêng, hồ sơ cũ tiếp tục ở máy kia."
        )
    return _(
        "Dữ liệu của máy này có vẻ được khôi phục từ bản sao lưu cũ: tỉnh giữ những việc máy này đã ghi sau bản sao lưu ấy."
    )


def part_words(part: Part) -> str:
    """How much one side has, by whom, from when to when."""
    if not part.entries or part.first_at is None or part.last_at is None:
        return _("Không có gì.")
    said = [
        _("{entries} mục nhật ký của {dossiers} hồ sơ").format(entries=part.entries, dossiers=part.dossiers),
        _("từ {first} đến {last}").format(
            first=f"{part.first_at:%H:%M %d/%m/%Y}", last=f"{part.last_at:%H:%M %d/%m/%Y}"
        ),
    ]
    if part.people:
        said.append(_("do {people} ghi").format(people=", ".join(part.people)))
    return "\n".join(said)


def rejoined_words(done: Rejoined) -> list[str]:
    """What came of it; after the first sentence, what a person has to do now."""
    said = []
    if done.theirs:
        told = _("Đã lấy lại {theirs} mục nhật ký từ tỉnh; {mine} mục của máy này được ghi tiếp theo sau.")
        said.append(told.format(theirs=done.theirs, mine=done.mine))
    if done.files_home or not done.theirs:
        said.append(_("Đã lấy lại {n} tệp đính kèm từ tỉnh.").format(n=done.files_home))
    renamed = [
        _("Mã {old} đã thuộc hồ sơ khác; hồ sơ ghi sau nay mang mã {new}. Hãy in lại giấy hẹn.").format(old=old, new=new)
        for old, new in done.renamed
    ]  # fmt: skip
    said += _some(renamed)
    said += _some(list(done.passed_over))
    said += _some(list(done.by_hand))
    if done.lost_files:
        said.append(
            _(
                "Còn {n} tệp đính kèm chưa lấy lại được; hãy bấm “Lấy lại từ tỉnh” khi đường truyền tốt hơn."
            ).format(n=len(done.lost_files))
        )
    return said


def _some(sentences: list[str]) -> list[str]:
    more = len(sentences) - SHOWN_AT_ONCE
    return [
        *sentences[:SHOWN_AT_ONCE],
        *([_("… và {n} việc nữa như vậy.").format(n=more)] if more > 0 else []),
    ]

"""English is a whole translation: nothing in the code is without it, no placeholder is lost, and the start chooses it."""

from __future__ import annotations

import ast
import gettext
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.rules import words
from ui import language

HOUSE = Path(__file__).parents[2]
ROOMS = ("desk", "sync", "printing", "scanning", "ui")
PO = HOUSE / "ui/words/en/LC_MESSAGES/motcua.po"
TEMPLATE = HOUSE / "ui/words/motcua.pot"
ENTRY = re.compile(r'^(msgid|msgstr) (".*")((?:\n".*")*)', re.MULTILINE)
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
MARKED = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
NAMES = ("Một Cửa", "đồng", " đ", "Nữ")
"""What stays Vietnamese in English: the program's name, the currency, and the word that a data file must hold."""
ON_PAPER = "ui/papers/receipt.py"
"""Fills the official forms, which are never translated."""
START = "import sys; from ui.entry import main; sys.exit(main())"
RUN = """
import os, runpy, sys
from types import SimpleNamespace
sys.argv = ["", "--help"]
if {module!r} == "ui.try_it":  # it asks for no help but opens the windows, where there is a display
    os.environ["DISPLAY"] = ":0"
    sys.modules["ui.training_desk"] = SimpleNamespace(open_training=lambda folder: 0)
try:
    runpy.run_module({module!r}, run_name="__main__")
except SystemExit:
    pass
import {home}
print({home}.{word})
"""
"""What `python -m` does, and then a word that was evaluated while it loaded."""


def sentences() -> dict[str, set[str]]:
    """Every sentence handed to _(), with the files that say it."""
    found: dict[str, set[str]] = {}
    for room in ROOMS:
        for file in (HOUSE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                    where = str(file.relative_to(HOUSE).as_posix())
                    assert [type(part) for part in node.args] == [ast.Constant], f"{where}:{node.lineno}"
                    found.setdefault(ast.literal_eval(node.args[0]), set()).add(where)
    return found


def entries(file: Path) -> dict[str, str]:
    """Source -> translation, as a person wrote them; the header is the translation of nothing."""
    strings = [
        (kind, "".join(ast.literal_eval(line) for line in (first + rest).splitlines()))
        for kind, first, rest in ENTRY.findall(file.read_text("utf-8"))
    ]
    assert [kind for kind, _text in strings] == ["msgid", "msgstr"] * (len(strings) // 2)
    texts = [text for _kind, text in strings]
    return dict(zip(texts[::2], texts[1::2], strict=True))


def compiled() -> dict[str, str]:
    with PO.with_suffix(".mo").open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


def start(chosen: str | None, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != language.VARIABLE}
    if chosen is not None:
        environment[language.VARIABLE] = chosen
    done = subprocess.run(
        [sys.executable, *arguments], cwd=HOUSE, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def our_own_language_again() -> Iterator[None]:
    yield
    words.use_language(language.SOURCE, language.WORDS)


def test_every_sentence_of_the_code_has_its_english() -> None:
    english = entries(PO)
    missing = sorted(text for text in sentences() if not english.get(text))
    assert not missing, "run `make words` and translate in ui/words/en/LC_MESSAGES/motcua.po"


def test_the_catalogues_hold_no_sentence_that_the_code_no_longer_says() -> None:
    said = {"", *sentences()}
    assert not entries(PO).keys() - said, "run `make words`"
    assert entries(TEMPLATE).keys() == said, "run `make words`"


def test_english_keeps_every_placeholder() -> None:
    for source, english in entries(PO).items():
        assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(english)), source


def test_english_begins_and_ends_with_the_same_spaces_and_lines() -> None:
    for source, english in entries(PO).items():
        if source:
            spaces = [re.match(r"\s*", text)[0] for text in (source, source[::-1])]  # type: ignore[index]
            assert spaces == [re.match(r"\s*", text)[0] for text in (english, english[::-1])], source  # type: ignore[index]


def test_no_vietnamese_is_left_in_english_but_names_and_the_official_forms() -> None:
    files = sentences()
    for source, english in entries(PO).items():
        if source == english and files[source] == {ON_PAPER}:
            continue
        rest = english
        for name in NAMES:
            rest = rest.replace(name, "")
        assert not MARKED.search(rest), english


def test_what_stands_on_official_forms_only_stays_vietnamese() -> None:
    english = entries(PO)
    on_paper = [text for text, files in sentences().items() if files == {ON_PAPER}]
    assert on_paper
    assert {text: english[text] for text in on_paper} == {text: text for text in on_paper}


def test_the_compiled_catalogue_is_the_one_that_was_written() -> None:
    assert compiled() == entries(PO), "run `make words`"


def test_no_catalogue_keeps_guesses_or_moments() -> None:
    for file in (PO, TEMPLATE):
        text = file.read_text("utf-8")
        assert "#, fuzzy" not in text
        assert "Date:" not in text
        assert "\n#:" not in text
        assert "\n#~" not in text


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ("en", "The file {path} was not found."),
        ("vi", "Không thấy tệp {path}."),
        ("tlh", "Không thấy tệp {path}."),
        ("", "Không thấy tệp {path}."),
        (None, "Không thấy tệp {path}."),
        ("en_GB.UTF-8", "The file {path} was not found."),
    ],
)
@pytest.mark.usefixtures("our_own_language_again")
def test_the_environment_chooses_and_vietnamese_is_what_remains(chosen: str | None, sentence: str) -> None:
    language.speak({} if chosen is None else {language.VARIABLE: chosen})
    assert words._("Không thấy tệp {path}.") == sentence


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ("en", "a one-stop desk that works without a network"),
        ("vi", "quầy một cửa làm việc được cả khi mất mạng"),
        ("tlh", "quầy một cửa làm việc được cả khi mất mạng"),
        (None, "quầy một cửa làm việc được cả khi mất mạng"),
    ],
)
def test_the_command_speaks_from_its_first_word(chosen: str | None, sentence: str) -> None:
    assert sentence in " ".join(start(chosen, "-c", START, "--help").split())


@pytest.mark.parametrize(
    ("module", "home", "word", "sentence"),
    [
        ("ui.album", "ui.pages.today", "TodayPage.title", "Today"),
        ("ui.try_it", "ui.command.main", "motcua.help", "a one-stop desk that works without a network"),
    ],
)
def test_the_other_ways_to_start_choose_before_they_load_what_speaks(
    module: str, home: str, word: str, sentence: str
) -> None:
    assert sentence in start("en", "-c", RUN.format(module=module, home=home, word=word))

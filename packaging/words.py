"""How does a new sentence get its English? Extract every _() of the code, merge it into the catalogues, compile them.

Run by `make words`; needs GNU gettext. Sentences without English are named at the end, and a test refuses them.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[1]
ROOMS = ("desk", "sync", "printing", "scanning", "ui")
WORDS = HOUSE / "ui/words"
TEMPLATE = WORDS / "motcua.pot"
TOOLS = ("xgettext", "msgmerge", "msgattrib", "msgfmt")
HEADER = """\
# The sentences of Một Cửa Desk; the Vietnamese source is the key. Made by `make words`.
msgid ""
msgstr ""
"Project-Id-Version: motcua\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def sentences() -> Iterator[str]:
    """Every literal that the rooms hand to _(), in the order of files and lines, once each."""
    seen: set[str] = set()
    for room in ROOMS:
        for file in sorted((HOUSE / room).rglob("*.py")):
            calls = [
                node
                for node in ast.walk(ast.parse(file.read_text("utf-8")))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
            ]
            for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
                match call.args:
                    case [ast.Constant(value=str(text))]:
                        if text not in seen:
                            seen.add(text)
                            yield text
                    case _:
                        sys.exit(f"{file.relative_to(HOUSE)}:{call.lineno}: _() takes one literal sentence")


def extract() -> None:
    """Write the template. The calls are found by Python's own parser because xgettext 0.21 does not look inside
    f-strings; xgettext then does the quoting and marks what holds {placeholders}."""
    calls = "".join(f"_({text!r})\n" for text in sentences())
    body = _run(
        "xgettext", "--language=Python", "--keyword=_", "--from-code=UTF-8", "--no-location", "--no-wrap",
        "--output=-", "-", said=calls,
    )  # fmt: skip
    # The generated header holds the moment of extraction; ours does not, so equal sentences give an equal file.
    _generated, entries = re.split(r"\n\n", body, maxsplit=1)
    TEMPLATE.write_text(f"{HEADER}\n{entries}", "utf-8")


def merge(catalogue: Path) -> int:
    """Bring one catalogue up to date with the template and compile it; how many sentences lack a translation.

    No guessing by likeness: a sentence that changed its words is translated again by a person."""
    merged = _run(
        "msgmerge", "--quiet", "--no-fuzzy-matching", "--no-wrap", "--output-file=-", str(catalogue),
        str(TEMPLATE),
    )  # fmt: skip
    kept = _run("msgattrib", "--no-obsolete", "--no-wrap", "--output-file=-", "-", said=merged)
    catalogue.write_text(kept, "utf-8")
    _run("msgfmt", "--check-format", f"--output-file={catalogue.with_suffix('.mo')}", str(catalogue))
    missing = _run("msgattrib", "--untranslated", "--no-wrap", "--output-file=-", str(catalogue))
    entries = missing.partition("\n\n")[2]
    print(entries, end="")
    return entries.count("\nmsgstr ")


def main() -> int:
    """Exit 0 when every sentence has its translation, 1 otherwise."""
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    if lacking:
        print(
            f"make words needs GNU gettext ({', '.join(lacking)}): apt-get install gettext", file=sys.stderr
        )
        return 1
    extract()
    missing = sum(merge(catalogue) for catalogue in sorted(WORDS.glob("*/LC_MESSAGES/motcua.po")))
    print(f"{missing} sentences to translate" if missing else "every sentence is translated")
    return 1 if missing else 0


def _run(*command: str, said: str | None = None) -> str:
    done = subprocess.run(command, input=said, capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

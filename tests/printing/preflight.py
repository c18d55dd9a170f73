"""Is this file PDF/A by the word of somebody else? Apache PDFBox Preflight, a checker of part 1 level b (Debian: libpdfbox2-java)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

JARS = Path("/usr/share/java")
NEEDED = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")
PACKAGES = "libpdfbox2-java libcommons-logging-java libactivation-java libjaxb-api-java default-jre-headless"
NOT_PART_1 = "7.11.2 : Error on MetaData, part must be 1"


def here() -> bool:
    return shutil.which("java") is not None and all((JARS / f"{jar}.jar").exists() for jar in NEEDED)


def findings(file: Path) -> list[str]:
    """What Preflight has against this file; nothing: it is a valid PDF/A-1b."""
    path = ":".join(str(JARS / f"{jar}.jar") for jar in NEEDED)
    done = subprocess.run(
        ["java", "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", str(file)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "PDF/A-1b" in done.stdout, done.stderr
    return [line for line in done.stdout.splitlines()[1:] if line.strip()]

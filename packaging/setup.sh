#!/bin/sh
# Prepares a bare Debian 12 with Python 3.11: the system libraries that Qt needs, a virtual environment,
# the pinned packages, and the command `motcua` in it. Run by `make setup`; safe to run again.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3.11}
VENV=${VENV:-.venv}

command -v "$PYTHON" >/dev/null 2>&1 || PYTHON=python3
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Cần Python 3.11 trở lên (Python 3.11 or newer is needed)." >&2
    exit 1
}

if command -v dpkg-query >/dev/null 2>&1; then
    missing=""
    for package in $(cat packaging/debian-packages.txt); do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
    done
    "$PYTHON" -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
    if [ -n "$missing" ]; then
        if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
        echo "Cài thư viện hệ thống (system libraries):$missing"
        $as_root apt-get update -qq
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
    fi
fi

[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
echo "Cài các gói Python đã ghim (pinned Python packages) …"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .

# Một Cửa Desk. `make` alone lists the targets.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all coverage lint format torture bench pictures words lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 20

setup: $(READY) ## prepare everything: system libraries for Qt, virtual environment, pinned packages

$(READY): requirements.lock pyproject.toml packaging/debian-packages.txt packaging/setup.sh
	@PYTHON=$(PYTHON) VENV=$(VENV) sh packaging/setup.sh
	@touch $@

run: setup ## open the desk with a ready training office (or play a day headless where there is no display)
	@$(BIN)/python -m ui.try_it

test: setup lint ## lint, then every quick test, headless
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 -m "not heavy and not torture"

coverage: setup ## the quick tests again, with what they reach (a quarter slower)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 -m "not heavy and not torture" --cov --cov-report=term

test-all: setup lint ## as test, and the tests that need system services (CUPS, secret service)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "not torture"

torture: setup ## long fault tests: cuts at every byte, kills at every step
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m torture

lint: setup ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## let ruff format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## benchmarks, each beside a floor in the same run
	$(BIN)/python -m bench

pictures: export MOTCUA_PASSPHRASE := pictures of a fictitious day
pictures: setup ## make the pictures in docs/ again from a played day
	rm -rf build/pictures
	$(BIN)/motcua day --out build/pictures --dossiers 24 --no-pictures
	$(BIN)/python -m ui.album --data build/pictures/desk --out docs/pictures --all \
	  --at $$($(BIN)/python -c 'import json; print(json.load(open("build/pictures/summary.json"))["day"])')T15:10:00+07:00

words: ## extract, merge and compile the English words (needs GNU gettext; says so)
	@$(PYTHON) packaging/words.py

lock: ## pin the dependencies again (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev --extra province --quiet pyproject.toml -o requirements.lock

clean: ## remove what setup and tests made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* *.egg-info

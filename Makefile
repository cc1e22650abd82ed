# `make run` and `make test` set up all they need: Python 3.11 or newer with venv, and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo
STUDY := $(DEMO)/learning-platforms.casecoder

.PHONY: run test test-pythons lint types contract check hooks bench soak docs lock clean

# The sample study with its documents, then the application; without a terminal it stops before that.
run: $(VENV)/.installed
	@$(BIN)/casecoder demo $(DEMO)
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/casecoder open $(STUDY); else echo "Open it in a terminal: $(BIN)/casecoder open $(STUDY)"; fi

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2 --dist worksteal

# The fast part of the suite on every Python from 3.11 that is here or can be downloaded; says which it skipped.
test-pythons: $(VENV)/.installed-dev
	$(BIN)/python -m tests.every_python

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check --quiet src tests benchmarks

types: $(VENV)/.installed-dev
	$(BIN)/mypy

contract: $(VENV)/.installed-dev
	$(BIN)/lint-imports

check: lint types contract test

# What lint holds, before each commit.
hooks: $(VENV)/.installed-dev
	$(BIN)/pre-commit install

# Each figure beside its floor, medians of one run.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

# Two hundred kills at random moments of coding and import, printing what it did; then two windows at random for a minute;
# then all examples of every property, of which `make test` tries a quarter.
soak: $(VENV)/.installed-dev
	$(BIN)/python -m tests.soak --kills 200
	CASECODER_TWO_WINDOWS_SECONDS=60 $(BIN)/python -m pytest tests/test_two_windows.py
	$(BIN)/python -m pytest -n 2 --dist worksteal -m hypothesis --hypothesis-profile full

# The reference of every key and command, from the bindings and the command line themselves.
docs: $(VENV)/.installed-dev
	$(BIN)/python -m tests.documents.keys_and_commands

lock: $(VENV)/.installed-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" pyproject.toml --group build -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) $(DEMO) build dist

$(VENV)/.installed: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing casecoder into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

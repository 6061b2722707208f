PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --quiet --upgrade

.PHONY: demo test lint check system lock clean

demo: $(VENV)/installed  ## run the whole job on the bundled sample reviews
	$(BIN)/analyse demo demo

test: system $(VENV)/tested  ## lint, types, import contract, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(PYTEST)

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or name yours: make PYTHON=python3.12 ..."; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --no-deps -r requirements.lock
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/tested: requirements-dev.lock $(VENV)/installed
	$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

# What Debian must provide, and the command that shows that it is there.
system:
	@sh scripts/system.sh

lock:  ## pin the newest releases, with hashes and without addresses
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) dist build demo .mypy_cache .ruff_cache .pytest_cache

# The first of these that is there and new enough; or name yours: make PYTHON=/usr/local/bin/python3.12 demo
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Python compiles a module when it is first used; to compile all of them takes as long as to install them
INSTALL := $(PIP) install --no-compile
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --quiet --upgrade

.PHONY: help demo test check system lock wheel sample train tune distil clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

demo: $(VENV)/installed  ## run the whole job on the bundled sample reviews, in the folder demo
	$(BIN)/analyse demo demo

test: system check  ## lint, types, import contract and tests, after installing what they need
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(PYTEST)

check: $(VENV)/tested  ## lint, types and import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

system:  ## what the tests need from the system
	@sh scripts/system.sh

lock:  ## pin the newest releases, with hashes and without addresses (needs uv)
	@command -v uv >/dev/null || { echo "uv is needed to lock: pipx install uv"; exit 2; }
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

wheel: $(VENV)/tested  ## build the wheel into dist
	rm -rf dist
	$(BIN)/python -m hatchling build --target wheel --directory dist

sample: system $(VENV)/tested  ## render the sample reviews anew from examples/sample
	$(BIN)/python -m examples.render

train: $(VENV)/tested  ## train the coder anew from ../shared/reviews, and write its card
	$(BIN)/python -m scripts.train ../shared/reviews
	$(BIN)/python -m scripts.card

tune: $(VENV)/tested  ## tune MiniLM to the coded passages (needs torch, installed beside: 0.2 to 3 GB)
	$(INSTALL) --no-deps 'torch>=2.6' sympy mpmath networkx fsspec filelock typing-extensions
	$(BIN)/python -m scripts.tune ../shared/reviews

distil: $(VENV)/tested  ## fit the static vectors to MiniLM anew, from ../shared/reviews
	$(BIN)/python -m scripts.distil ../shared/reviews

clean:  ## remove all that was made here
	rm -rf $(VENV) dist build demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; if it has another name: make PYTHON=NAME ..."; exit 2; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian: sudo apt-get install python3-venv"; exit 2; }

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes --no-deps -r requirements.lock
	$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/tested: requirements-dev.lock $(VENV)/installed
	$(INSTALL) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

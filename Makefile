# detente: make demo, make test, make check, make bench. Every target may be run twice.
#
#   make demo                      install, run the whole path on the bundled sample, serve it
#   make demo ARGS=--no-serve      the same, ending after the summary
#   make demo CORPUS=../documents  the same with your own folder
#   make test                      all tests
#   make check                     all that CI runs: lint, format, types, import rules, tests, accuracy gates
#   make bench                     accuracy and throughput, as tables
#   make requirements              write the pinned requirements again (needs uv)
#
# PYTHON=/path/to/python3.12 chooses the interpreter; without it the first of these that is new enough is used.

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types imports gate bench requirements clean

VENV := .venv
BIN := $(VENV)/bin
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(firstword $(foreach p,$(CANDIDATES),$(shell $(p) -c '$(NEW_ENOUGH)' 2>/dev/null && echo $(p))) python3)

# A stamp is named after what it was made from, so a change of the requirements, of the project's file or of the
# folder makes it again, and nothing else does.
key = $(shell (pwd; cat $(1)) | cksum | tr ' ' '-')
RUNTIME := $(VENV)/stamp-runtime-$(call key,requirements.txt pyproject.toml)
DEVELOPMENT := $(VENV)/stamp-development-$(call key,requirements.txt requirements-dev.txt pyproject.toml)
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL = $(PIP) install --quiet --require-hashes -r
INSTALL_PROJECT = $(PIP) install --quiet --no-deps --no-build-isolation --editable .

help:
	@sed -n 's/^#   //p' Makefile

$(VENV)/bin/python:
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null || { \
	  echo "detente needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" --version 2>&1 | tail -n 1)." \
	    "Install one, or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) lacks venv; install it (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "creating $(VENV) with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv $(VENV)

$(RUNTIME): | $(VENV)/bin/python
	@$(BIN)/python -c '$(NEW_ENOUGH)' || { \
	  echo "$(VENV) holds a Python that is too old; run make clean and then this again." >&2; exit 1; }
	@echo "installing the pinned requirements (once; a minute or two)"
	@rm -f $(VENV)/stamp-runtime-*
	@$(INSTALL) requirements.txt
	@$(INSTALL_PROJECT)
	@touch $@

$(DEVELOPMENT): $(RUNTIME)
	@echo "installing the pinned development requirements"
	@rm -f $(VENV)/stamp-development-*
	@$(INSTALL) requirements-dev.txt
	@touch $@

demo: $(RUNTIME)
	@$(BIN)/detente demo $(if $(CORPUS),"$(CORPUS)") $(ARGS)

test: $(DEVELOPMENT)
	@$(BIN)/python -m pytest $(ARGS)

lint: $(DEVELOPMENT)
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .

types: $(DEVELOPMENT)
	@$(BIN)/python -m mypy

imports: $(DEVELOPMENT)
	@$(BIN)/lint-imports --no-logo --no-cache

gate: $(DEVELOPMENT)
	@$(BIN)/python bench/gate.py $(ARGS)

check: lint types imports test gate

bench: $(DEVELOPMENT)
	@$(BIN)/python bench/gate.py --full
	@$(BIN)/python bench/throughput.py
	@$(BIN)/python bench/stages.py

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
requirements:
	@$(COMPILE) pyproject.toml --group build -o requirements.txt
	@$(COMPILE) pyproject.toml --group dev -o requirements-dev.txt

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .bench

# make demo    the product on three made-up résumés and a posting, with the model that it runs itself
# make test    the whole suite: no network, no key, no weights
# make faults  the long tests of what goes wrong: some minutes
# make check   what CI runs: tests with coverage, lint, format, types, import contracts, recordings
# make schemas writes docs/schemas again; make lock renews constraints.txt
# make docs    builds the documentation site into site/
# make sample-report writes docs/sample-report.html and docs/report.png again

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST_FLAGS ?=
# Two processes, a file of tests in one of them: much of the suite waits, for a server or for a deadline.
SIDE_BY_SIDE := --numprocesses=2 --dist=loadfile
COVERAGE := --cov --cov-report=term:skip-covered

# The first Python that is new enough; `make PYTHON=/path/to/python test` names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)

.PHONY: help demo test faults check lint types schemas docs sample-report lock clean
.DELETE_ON_ERROR:

help:
	@sed -n 's/^# //p' Makefile

demo: $(VENV)/.package
	$(BIN)/vouchline model pull
	$(BIN)/vouchline run samples/demo -o out/demo

# The code under test sees neither key nor address of a model; tests/conftest.py refuses the network.
test: $(VENV)/.tools
	env -u OPENAI_API_KEY -u OPENAI_BASE_URL $(BIN)/python -m pytest $(SIDE_BY_SIDE) $(PYTEST_FLAGS)

faults: $(VENV)/.tools
	env -u OPENAI_API_KEY -u OPENAI_BASE_URL $(BIN)/python -m pytest -m long tests/faults $(PYTEST_FLAGS)

check:
	$(MAKE) test PYTEST_FLAGS="$(COVERAGE)"
	$(MAKE) lint types

lint: $(VENV)/.tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/vouchline cassettes check cassettes --tests tests

types: $(VENV)/.tools
	$(BIN)/pyright

schemas: $(VENV)/.package
	$(BIN)/python -c 'import json, pathlib, schemas; [pathlib.Path(f"docs/schemas/{name}.schema.json").write_text(json.dumps(schemas.json_schema(name), ensure_ascii=False, indent=2) + "\n", encoding="utf-8") for name in schemas.PUBLISHED]'

# The site, from the pages, the docstrings and the help of the commands. A broken link or anchor fails it.
docs: $(VENV)/.docs
	$(BIN)/python docs/assemble.py build/docs
	NO_MKDOCS_2_WARNING=1 PYTHONPATH=. $(BIN)/python -m mkdocs build --strict

# The demo's results as one page, from recordings, and a picture of it, which needs Chromium.
sample-report: $(VENV)/.tools
	$(BIN)/python -m bench.report --sample

# The lock names versions, no addresses: whoever installs brings their own package index.
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --strip-extras --all-extras --group dev --group docs --group samples --output-file constraints.txt pyproject.toml

clean:
	rm -rf $(VENV) build dist out site

# The package, editable, with what the embedded model and all forms of export need.
$(VENV)/.package: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Vouchline needs Python 3.11 or later, and none is on the path." \
		"Install one, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11." \
		"Name another: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear $(VENV)
	$(PIP) install --quiet --constraint constraints.txt 'pip>=25.3'
	$(PIP) install --quiet --constraint constraints.txt --build-constraint constraints.txt --editable '.[local,export]'
	@touch $@

# What the suite and the checks need on top.
$(VENV)/.tools: $(VENV)/.package
	$(PIP) install --quiet --constraint constraints.txt --group dev
	@touch $@

# What the documentation site is built with.
$(VENV)/.docs: $(VENV)/.package
	$(PIP) install --quiet --constraint constraints.txt --group docs
	@touch $@

# The five verbs. Everything they need is installed into .venv, pinned by requirements.lock.
.PHONY: run test check bench mutants

PYTHON ?= python3
# Extra words for pytest, e.g. make test ARGS="-k segments"
ARGS ?=
BIN := .venv/bin

run: .venv/.ready            # open the dashboard
	$(BIN)/coverline serve

# One more worker than cores: browser tests spend much of their time waiting.
WORKERS := $(shell $(PYTHON) -c 'import os; print(min(8, (os.cpu_count() or 1) + 1))')

test: .venv/.ready           # all tests on all cores; browser tests with any Chromium found
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: .venv/.ready          # style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.ready          # timings, beside a bare sort; reruns of the Timeline with many people
	$(BIN)/python -m pytest tests/benchmarks --benchmark-only --benchmark-columns=min,median,max,rounds -s $(ARGS)
	$(BIN)/python -m tests.benchmarks.sessions

mutants: .venv/.ready        # which changes to the engine would no test notice?
	$(BIN)/mutmut run $(ARGS)
	$(BIN)/mutmut results

# Stamps: a pinned set is installed once; a changed lock makes a new .venv, so nothing stale stays in it.
.venv/.pinned: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Coverline needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.ready: .venv/.pinned pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

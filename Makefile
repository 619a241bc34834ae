# `make run` and `make test` each do all that a fresh checkout needs. The rest is for developers.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export ALONGSIDE_DEMO ?= 1
export SITE_URL ?= http://localhost:$(PORT)

.PHONY: drill run test coverage check fix lint types contracts migrations docs audit browser worker demo bench lock clean

run: .venv/.ready
	@$(BIN)/alongside run --port $(PORT)

# A file's tests stay together, because they share what they set up.
test: .venv/.ready-dev browser
	@$(BIN)/pytest -n auto --dist loadfile

coverage: .venv/.ready-dev browser
	@$(BIN)/coverage run -m pytest
	@$(BIN)/coverage report --skip-covered --show-missing

browser: .venv/.ready-dev
	@$(BIN)/python tests/browser.py

check: lint types contracts migrations docs

lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint alongside

types: .venv/.ready-dev
	$(BIN)/mypy alongside

contracts: .venv/.ready-dev
	$(BIN)/lint-imports

migrations: .venv/.ready-dev
	$(BIN)/alongside makemigrations --check --dry-run

docs: .venv/.ready-dev
	$(BIN)/alongside generate_docs --check

audit: .venv/.ready-dev
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.lock

fix: .venv/.ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/alongside generate_docs

worker: .venv/.ready
	$(BIN)/alongside work

demo: .venv/.ready
	$(BIN)/alongside build_demo

# The site is hurt on purpose: docs/how-to/run-the-drills.md. ONLY=R03,R05 runs some, SIZE=--small less of each.
drill: .venv/.ready-dev
	$(BIN)/python -m drills --only "$(ONLY)" $(SIZE)

# Their tables are kept in docs/benchmarks.md. BENCH_DATABASE_URL measures PostgreSQL instead of SQLite.
bench: .venv/.ready-dev
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.imports
	$(BIN)/python -m benchmarks.weight
	$(BIN)/python -m benchmarks.definitions
	$(BIN)/python -m benchmarks.scoring
	$(BIN)/python -m benchmarks.triage
	$(BIN)/python -m benchmarks.words
	$(BIN)/python -m benchmarks.groups
	$(BIN)/python -m benchmarks.evaluation
	$(BIN)/python -m benchmarks.matching

# For maintainers: resolve again and write both lock files. uv.lock names registry hosts, so it stays out of git.
lock:
	uv lock --upgrade
	uv export -q --frozen --no-dev --no-emit-project --no-header --no-annotate --all-extras -o requirements.lock
	uv export -q --frozen --no-emit-project --no-header --no-annotate --all-extras -o requirements-dev.lock

clean:
	rm -rf .venv data static-collected

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Alongside needs Python 3.11 or newer: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Creating .venv (once) ..."
	@$(PYTHON) -m venv .venv

.venv/.ready: requirements.lock | .venv/bin/python
	@echo "Installing what Alongside needs (once) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.ready-dev: requirements-dev.lock | .venv/.ready
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Every target sets up what it needs: a virtual environment in .venv, renewed when pyproject.toml changes.
# Needs Python 3.11 or newer, git and make. Another Python: make PYTHON=python3.12 test

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

# One more than there are cores: tests wait for disks and programs more than a third of their time.
export PYTEST_XDIST_AUTO_NUM_WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

# Without kept bytecode every process that a test starts compiles the whole engine again: half a second each.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint style format types layers bench torture mutants wheel reference pictures clean

help:
	@echo "make demo     a sample company mid-challenge, in a temporary folder"
	@echo "make test     the tests, on all cores"
	@echo "make lint     ruff, mypy and the layers"
	@echo "make bench    how long scoring takes, beside other ways to do it"
	@echo "make torture  the long tests, and a table of what is promised and what was tried"
	@echo "make mutants  small changes to the engine, which its tests have to notice; goes on where it ended"
	@echo "make wheel    the package, in dist"
	@echo "make reference  docs/reference, from the docstrings of the API"
	@echo "make pictures  docs/pictures, the screen and the page of the sample company"
	@echo "make clean    remove everything that was made"

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Moonwalk needs Python 3.11 or newer, and '$(PYTHON)' is none. Name one: make PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "'$(PYTHON)' cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 1; }
	@echo "Installing what the tests and tools need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@# Most of what is installed is never imported: what is, is compiled then, and the rest costs no time.
	@$(BIN)/python -m pip install --quiet --no-compile --editable . --group dev
	@touch $@

demo: $(READY)
	$(BIN)/moonwalk demo

# Tests write thousands of databases, and each waits for the disk, except in memory. The long runs stay on the disk.
test: export PYTEST_DEBUG_TEMPROOT ?= $(shell df -Pm /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 >= 2000 { print "/dev/shm" }')
test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not torture"

lint: style format types layers

style: $(READY)
	$(BIN)/ruff check .

format: $(READY)
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

bench: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python tests/bench/bench.py

# With another SQLite than Python's: make torture SQLITE=/path/to/libsqlite3.so.0
torture: $(READY)
	$(if $(SQLITE),LD_PRELOAD=$(SQLITE)) $(BIN)/python -m pytest -m "torture or promise"
	MOONWALK_EXAMPLES_TIMES=25 $(BIN)/python -m pytest -n auto tests/scoring tests/plugins

# PACKAGES=store MINUTES=30 SECONDS=5: only that package, for so long, and with the quickest tests only
mutants: $(READY)
	$(BIN)/python tests/mutants/mutants.py $(PACKAGES) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SECONDS),--seconds $(SECONDS))

wheel: $(READY)
	$(BIN)/python -m build --wheel --no-isolation

reference: $(READY)
	$(BIN)/python docs/make_reference.py

pictures: $(READY)
	$(BIN)/python docs/make_pictures.py
	PYTHONPATH=. $(BIN)/python docs/make_page_pictures.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

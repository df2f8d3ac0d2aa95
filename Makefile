# One verb each. `make run` and `make test` set up whatever they need, in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Python keeps the bytecode of what it has read, whatever the environment says: commands start in two thirds of the time.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test lint types unit format bench docs clean

run: $(VENV)/.installed  ## load the sample collection (first time only) and serve the page at http://127.0.0.1:8000
	$(BIN)/broadsheet add --if-empty sample
	$(BIN)/broadsheet serve --indexer

test: lint  ## everything that must pass; types are checked while the first servers of the tests start
	$(MAKE) --no-print-directory -j2 types unit

lint: $(VENV)/.developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.developer
	$(BIN)/mypy

# Tests with servers wait for a third of their time: three processes keep two cores busy. They come first, so that none is left at the end.
unit: $(VENV)/.developer
	$(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder

format: $(VENV)/.developer  ## bring the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.developer  ## measure against others, ratios in one run (needs the articles that bench/README.md names)
	$(BIN)/python -m bench.searching
	$(BIN)/python -m bench.building

docs: $(VENV)/.installed  ## write the tables that are generated from code into docs/
	$(BIN)/python docs/tables.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Broadsheet needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.python
	$(BIN)/pip install -qq --disable-pip-version-check --editable '.[fast,pages]'
	@touch $@

$(VENV)/.developer: pyproject.toml $(VENV)/.installed
	$(BIN)/pip install -qq --disable-pip-version-check --editable '.[fast,pages,entities,evaluate,cluster,dev]'
	@touch $@

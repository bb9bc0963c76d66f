# Millésime: `make` does everything, `make test` checks it, `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TESTABLE := $(VENV)/.testable
EXTRACT = $(BIN)/millesime extract raw --to extracted $(if $(WITHOUT),--without $(WITHOUT))
COMPARE = $(BIN)/millesime compare extracted
REVIEW = $(BIN)/millesime review extracted

.DEFAULT_GOAL := all
.PHONY: all setup extract compare review test lint evaluate bench bench-peers fuzz model lock clean help

# One problem never keeps the other reports from being compared and reviewed: all three steps are done, and the worst
# exit code is given at the end. A step that was stopped (Ctrl-C: 130) stops the rest.
all: $(READY) ## Extract every report of raw/, compare the years, make the review pages (the default)
	@worst=0; \
	for step in "$(EXTRACT)" "$(COMPARE)" "$(REVIEW)"; do \
	  echo "$$step"; \
	  $$step || { \
	    code=$$?; \
	    if [ $$code -gt 128 ]; then exit $$code; fi; \
	    if [ $$code -gt $$worst ]; then worst=$$code; fi; \
	  }; \
	done; \
	exit $$worst

setup: $(READY) ## Make the virtual environment (the only step that needs the network)

$(READY): pyproject.toml .constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Millésime needs Python 3.11 or newer: install it, or run: make PYTHON=/path/to/python3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .constraints.txt --editable .
	@touch $@

$(TESTABLE): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .constraints.txt --editable '.[dev]'
	@touch $@

extract: $(READY) ## Turn raw/ into the tables of extracted/ (WITHOUT=people leaves people out)
	$(EXTRACT)

compare: $(READY) ## Compare each body's neighbouring years
	$(COMPARE)

review: $(READY) ## Make the pages on which each record stands on its sentence
	$(REVIEW)

test: $(TESTABLE) ## Run the tests
	$(BIN)/python -m pytest

lint: $(TESTABLE) ## Check style and types
	$(BIN)/ruff check pipeline tests
	$(BIN)/ruff format --check pipeline tests
	$(BIN)/mypy

evaluate: $(READY) ## Score the records against the gold reports and write docs/quality.md
	$(BIN)/millesime evaluate

bench: $(READY) ## Measure the speed beside the peers, by stage, and as reports grow
	$(BIN)/python -m pipeline.bench

bench-peers: ## Install what `make bench` compares with, in an environment of its own
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --requirement pipeline/bench/peers.txt

fuzz: $(TESTABLE) ## Feed the readers damaged input for a minute
	$(BIN)/python -m pipeline.fuzz

model: $(READY) ## Train the model of names again
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .constraints.txt --editable '.[train]'
	$(BIN)/python -m pipeline.ner.train

lock: $(TESTABLE) ## Write .constraints.txt from what is installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .constraints.txt --editable '.[dask,dev,train]'
	$(BIN)/python -m pip freeze --exclude-editable --disable-pip-version-check | LC_ALL=C sort -f > .constraints.txt

clean: ## Remove the virtual environment and what the run makes, except extracted/csv
	rm -rf $(VENV) .venv-peers .pytest_cache .mypy_cache .ruff_cache .hypothesis build millesime.egg-info
	rm -rf extracted/parquet extracted/compare extracted/review extracted/export extracted/datapackage.json extracted/.state.json extracted/.staging extracted/.making

help: ## Say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

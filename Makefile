# make run     set everything up and start on the embedded default
# make test    set up and pass lint and the fast tests (15 minutes at most on 2 cores)
# make test-long   kills, fuzz, simulations, real clients
# make lint · make bench · make docs
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python

.PHONY: run test test-long lint bench docs set-up set-up-dev browser clean

run: set-up
	$(PYTHON) run.py serve $(ARGS)

set-up: $(VENV)/.runtime static/vendor/manifest.sha256

set-up-dev: $(VENV)/.dev static/vendor/manifest.sha256 node_modules/.dev

$(VENV)/.runtime: requirements.txt
	@tools/set-up-python $(VENV) requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt
	@tools/set-up-python $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/.runtime

# Without npm the server runs all the same, and its page says what is missing.
static/vendor/manifest.sha256: package.json package-lock.json tools/vendor.mjs | $(VENV)/.runtime
	@tools/set-up-front-end $(VENV)

node_modules/.dev: package.json package-lock.json
	@tools/set-up-front-end $(VENV) --dev

browser:
	@tools/set-up-browser

test: set-up-dev browser lint
	$(PYTHON) -m pytest -n 2 --dist loadfile -m "not long" $(ARGS)

test-long: set-up-dev browser
	$(PYTHON) -m pytest -m long --timeout=1800 $(ARGS)

lint: set-up-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" node_modules/.bin/tsc -p tsconfig.json

bench: set-up-dev
	$(PYTHON) -m bench $(ARGS)

docs: set-up-dev
	$(PYTHON) -m tools.docs

clean:
	rm -rf $(VENV) node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache

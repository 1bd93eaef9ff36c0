# Everything a fresh machine with Python 3.11 and make needs; each target sets up what it uses.
PYTHON ?= $(or $(shell command -v python3.11),python3)
PORT ?= 8000
HOST ?= 127.0.0.1
INTRANET_PORT ?= 8080
BIN := .venv/bin

# Whole files are dealt out, so that what a file's tests share is made once, in the order of tests/conftest.py. What drives
# a server comes after the rest, for there a test waits for processes that would have to share the cores with every other
# test; and because it waits, two such tests share a core. Some of the others wait, too: three of them share two cores.
WORKERS ?= $(shell expr '(' 3 '*' "$$(getconf _NPROCESSORS_ONLN)" + 1 ')' / 2)
WAITERS ?= $(shell expr 2 '*' "$$(getconf _NPROCESSORS_ONLN)")
PYTEST = $(BIN)/pytest --dist loadfile --no-loadscope-reorder
SERVED := tests/live tests/browser

# A machine that forbids Python to keep what it compiled would have every worker and every server compile the whole anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run widget test check outage image lint pictures licences advisories sbom scenarios evaluate crowd benchmark format reset lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run ## Start the assistant and print its address (PORT=8000, HOST=127.0.0.1)
	$(BIN)/python -m assistant serve --host $(HOST) --port $(PORT)

widget: .venv/run ## Start an example intranet with the assistant on its pages, and print its address (PORT, INTRANET_PORT=8080)
	$(BIN)/python -m examples.intranet --port $(INTRANET_PORT) --assistant-port $(PORT)

test: .venv/dev ## Run every test on every core (WORKERS, WAITERS); without Chromium or PostgreSQL theirs are skipped, loudly
	@$(PYTEST) -n $(WORKERS) $(SERVED:%=--ignore=%); plain=$$?; \
	$(PYTEST) -n $(WAITERS) -rfEs $(SERVED); served=$$?; \
	if [ $$plain = 0 ] && [ $$served = 0 ]; then echo "make test: every test passed"; else \
	echo "make test: FAILED (pytest ended with $$plain, and with $$served for what needs a server or a browser)"; exit 1; fi

check: lint ## Lint, and run the tests beside what has changed since main; before every commit
	$(PYTEST) -n $(WORKERS) $(SERVED:%=--ignore=%) $$($(BIN)/python tests/changed_rooms.py)

outage: .venv/dev ## Kill servers while people write, restart the database, upgrade each server (PEOPLE=100, KILLS=20)
	OUTAGE_PEOPLE=$(or $(PEOPLE),100) OUTAGE_KILLS=$(or $(KILLS),20) $(BIN)/pytest -s tests/live/test_outages.py

image: .venv/dev ## Build the image without a daemon and try it, as root with buildah (BASE=an image, or a tar of a root file system)
	IMAGE_BASE=$(or $(BASE),docker.io/library/python:3.11-slim-bookworm) IMAGE_OPTIONS="$(OPTIONS)" $(BIN)/pytest -s tests/deploy/test_built_image.py

lint: .venv/dev ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

pictures: .venv/dev ## Make the pictures of docs/ anew: two of a talk, and a contact sheet of states, languages and widths
	UPDATE_PICTURES=1 $(BIN)/pytest -q tests/browser/test_journey.py tests/browser/test_widget.py tests/browser/test_cards.py tests/browser/test_forms.py
	$(BIN)/python tests/browser/contact_sheet.py

licences: .venv/dev ## Check the licence of every package that the assistant runs on
	PYTHONPATH=. $(BIN)/python -m supply_chain.licences

advisories: .venv/dev ## Ask whether anything is known against a locked package (needs OSV or PyPI)
	PYTHONPATH=. $(BIN)/python -m supply_chain.advisories

sbom: .venv/dev ## Write the bill of materials, sbom.cdx.json (CycloneDX: packages, licences, hashes)
	PYTHONPATH=. $(BIN)/python -m supply_chain.bill_of_materials

scenarios: .venv/dev ## Play every scenario with three scripted models and eight seeds, and print a table
	PYTHONPATH=. $(BIN)/python -m evaluation.run

evaluate: .venv/dev ## Play every scenario K=4 times with the configured model, for at most BUDGET, and write a report
	PYTHONPATH=. $(BIN)/python -m evaluation.evaluate --k $(or $(K),4) $(if $(BUDGET),--budget $(BUDGET)) $(if $(ONLY),--only $(ONLY))

crowd: .venv/dev ## Play 250 to 10,000 people on 50 servers against HubSpot's limits, in virtual time: where waiting begins
	PYTHONPATH=. $(BIN)/python -m evaluation.crowd

benchmark: .venv/dev ## Measure turns beside bare openai and bare Chainlit, watching, an import, growing stores (CROWDS=1: and crowds)
	PYTHONPATH=. $(BIN)/python benchmarks/turn_cost.py
	PYTHONPATH=. $(BIN)/python benchmarks/watch_cost.py
	PYTHONPATH=. $(BIN)/python benchmarks/import_speed.py
	PYTHONPATH=. $(BIN)/python benchmarks/store_speed.py
	PYTHONPATH=. $(BIN)/python benchmarks/chat_cost.py $(if $(CROWDS),--crowds)

format: .venv/dev ## Put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reset: .venv/run ## Put the sample contacts back as they were; forget all proposals and the journal
	$(BIN)/python -m assistant reset

lock: .venv/dev ## Write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile $(LOCK) --group dev pyproject.toml -o requirements-dev.lock

clean: ## Remove the environment and the caches, never the data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .files

LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

# The stamps hold the lock files' times, so that an environment is made anew when a lock changes
.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed; name yours with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

.venv/dev: .venv/run requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

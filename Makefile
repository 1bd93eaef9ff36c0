# Everything a fresh machine with Python 3.11 and make needs; each target sets up what it uses.
PYTHON ?= $(or $(shell command -v python3.11),python3)
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin

# Whole files are dealt out, so that what a file's tests share is made once. What drives a server comes after the rest,
# for there a test waits for processes that would have to share the cores with every other test.
WORKERS ?= auto
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist loadfile
SERVED := live or browser

.PHONY: help run test check lint scenarios evaluate benchmark format reset lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run ## Start the assistant and print its address (PORT=8000, HOST=127.0.0.1)
	$(BIN)/python -m assistant serve --host $(HOST) --port $(PORT)

test: .venv/dev ## Run every test on every core (WORKERS=auto); without Chromium the browser's are skipped, loudly
	@$(PYTEST) -m "not ($(SERVED))"; plain=$$?; \
	$(PYTEST) -rfEs -m "$(SERVED)"; served=$$?; \
	if [ $$plain = 0 ] && [ $$served = 0 ]; then echo "make test: every test passed"; else \
	echo "make test: FAILED (pytest ended with $$plain, and with $$served for what needs a server or a browser)"; exit 1; fi

check: lint ## Lint, and run the tests beside what has changed since main; before every commit
	$(PYTEST) -m "not ($(SERVED))" $$($(BIN)/python tests/changed_rooms.py)

lint: .venv/dev ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

scenarios: .venv/dev ## Play every scenario with three scripted models and eight seeds, and print a table
	PYTHONPATH=. $(BIN)/python -m evaluation.run

evaluate: .venv/dev ## Play every scenario K=4 times with the configured model, for at most BUDGET, and write a report
	PYTHONPATH=. $(BIN)/python -m evaluation.evaluate --k $(or $(K),4) $(if $(BUDGET),--budget $(BUDGET)) $(if $(ONLY),--only $(ONLY))

benchmark: .venv/dev ## Measure turns beside the bare openai client, what watching costs, an import, and growing stores
	PYTHONPATH=. $(BIN)/python benchmarks/turn_cost.py
	PYTHONPATH=. $(BIN)/python benchmarks/watch_cost.py
	PYTHONPATH=. $(BIN)/python benchmarks/import_speed.py
	PYTHONPATH=. $(BIN)/python benchmarks/store_speed.py

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

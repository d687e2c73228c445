# Needs python3 (3.11 or newer), its venv module and make. `make` alone says what can be done.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
RUNS := .venv/.runs

# Hashes of the public packages and no addresses: a developer's own mirrors and wheel folders decide
# neither what is locked nor what is written.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	--build-deps-for editable $(if $(upgrade),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup run try test check bench lock migration docs

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Build .venv from the lock (every other target does it when needed)

# Only when a lock is newer than what was built from it, and then from nothing: no leftovers. What
# runs the service comes first and alone, so that whoever only looks at it need not wait for the rest.
$(RUNS): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name one: make setup PYTHON=python3.12"; exit 1; }
	@echo "Building .venv from the lock, once: this takes half a minute, or a little more."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(READY): $(RUNS) requirements-dev.txt
	@if test -e $@; then $(MAKE) --no-print-directory --always-make $(RUNS); fi
	@echo "Adding what tests and checks need, once: this takes a minute or two."
	@$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

run: $(RUNS) ## Start the service with invented people and a year of records; args="--port 8001"
	@$(BIN)/supervision demo $(args)

try: $(RUNS) ## Make six calls to the demonstration, and show the answers
	@$(BIN)/supervision try

test: $(READY) ## Run every test, on SQLite and on PostgreSQL; args="-k name" narrows it
	@$(BIN)/pytest $(args)

check: $(READY) ## Format, lint, types, layers, generated docs, Dockerfile
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@for page in "openapi docs/openapi.json" "rules-page docs/rules.md" "columns docs/columns.csv"; do \
		set -- $$page; echo "supervision $$1 = $$2"; \
		$(BIN)/supervision $$1 | diff -u $$2 - || { echo "$$2 is out of date: make docs"; exit 1; }; \
	done
	$(BIN)/hadolint Dockerfile

bench: $(READY) ## Measure speed and survival
	@$(BIN)/python -m benchmarks $(args)

lock: $(READY) ## Lock what pyproject.toml asks for; upgrade=1 takes the newest of everything
	$(COMPILE) --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

migration: $(READY) ## Draft a migration from the tables in the code: name="add cases"
	@test -n "$(name)" || { echo 'Say what it does: make migration name="add cases"'; exit 1; }
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.harness.migration "$(name)"

docs: $(READY) ## Write the generated pages anew
	@mkdir -p docs
	$(BIN)/supervision openapi > docs/openapi.json
	$(BIN)/supervision rules-page > docs/rules.md
	$(BIN)/supervision columns --into docs/columns.csv

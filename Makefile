# Zhuli. `make` alone lists the commands; each needs only Python >= 3.11 and make.

# Ports that are not named are those of the last run in DATA, else 8000 and the two after it.
PORT ?=
SANDBOX_PORT ?=
METRICS_PORT ?=
DATA ?= data
SEED ?= 1
SIZE ?= 60
DAYS ?= 7
# mabang: `make run` and `make demo` connect a stand-in for that ERP, too.
ERP ?=

# Tests wait for their programs: three of them keep two cores busy (95 %).
TESTERS ?= $(shell expr 3 '*' $$(nproc 2>/dev/null || echo 2) / 2)

# The first of these that is new enough. (A version manager's stand-in may exist and still fail.)
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)

BIN := .venv/bin
INSTALLED := .venv/installed
TOOLS := .venv/tools
JUDGES := .venv-judges/installed
PLACES = $(if $(PORT),--port "$(PORT)") $(if $(SANDBOX_PORT),--sandbox-port "$(SANDBOX_PORT)") \
	$(if $(METRICS_PORT),--metrics-port "$(METRICS_PORT)") --data "$(DATA)"
ACCOUNT = --seed $(SEED) --size $(SIZE) $(if $(ERP),--erp "$(ERP)")

.DEFAULT_GOAL := help
.PHONY: help setup tools run demo migrate doctor backup restore move test check bench judges clients storm format revision feature contract lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Variables: PORT=$(PORT) SANDBOX_PORT=$(SANDBOX_PORT) METRICS_PORT=$(METRICS_PORT) (else those of the last run, else 8000 and the two after it) DATA=$(DATA) SEED=$(SEED) SIZE=$(SIZE) DAYS=$(DAYS) ERP=$(ERP) (or mabang) PYTHON=$(PYTHON)"

setup: $(INSTALLED) ## Create .venv with the pinned libraries (the other commands do it when needed)

tools: $(TOOLS) ## Add what tests and checks need to .venv (they do it themselves)

run: setup ## Start everything, sync a simulated seller account, show the worklist, keep serving
	@$(BIN)/zhuli run $(PLACES) $(ACCOUNT)

demo: setup ## Compare that worklist with what was planted, now and DAYS later; fails where they differ
	@$(BIN)/zhuli demo $(PLACES) $(ACCOUNT) --days $(DAYS)

migrate: setup ## Bring the databases in DATA to the newest schema
	@$(BIN)/zhuli migrate $(PLACES)

doctor: setup ## Look the installation in DATA over: what is wrong, and what to do
	@$(BIN)/zhuli doctor $(PLACES)

backup: setup ## Copy everything of one moment while Zhuli works: FOLDER=/backups/today KEYS=/safe/today
	@$(BIN)/zhuli backup "$(FOLDER)" --keys "$(KEYS)" $(PLACES)

restore: setup ## Put a backup back, with Zhuli stopped; what is there is moved aside: FOLDER= KEYS=
	@$(BIN)/zhuli restore "$(FOLDER)" --keys "$(KEYS)" $(PLACES)

move: setup ## Move everything from SQLite to PostgreSQL, with Zhuli stopped: TO=postgresql://user:password@host/zhuli
	@$(BIN)/zhuli move --to "$(TO)" $(PLACES)

test: tools ## Run the whole suite, on SQLite and on a PostgreSQL of its own
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(TESTERS) --dist worksteal

check: tools ## Lint, format, types, import contracts and architecture tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q tests/architecture

bench: tools ## Measure side by side with baselines, into build/bench.json: ONLY=name SCALE=0.01 ROUNDS=5
	@$(BIN)/python -m tests.benchmarks $(if $(ONLY),--only "$(ONLY)") $(if $(SCALE),--scale "$(SCALE)") \
		$(if $(ROUNDS),--rounds "$(ROUNDS)")

judges: tools $(JUDGES) ## Ask outside judges about the API, into build/judges (needs Node, npm, Java, Go, PHP, PgBouncer, nginx): ONLY=release
	@$(BIN)/python -m tests.judges $(if $(ONLY),--only "$(ONLY)")

clients: tools $(JUDGES) ## Make clients of the API, with guides as READMEs, into build/clients (needs Node, npm, Java): ONLY=python
	@$(BIN)/python -m clients $(if $(ONLY),--only "$(ONLY)")

storm: tools ## Kill -9 again and again under load, then a verdict: KILLS=100 DATABASE=postgres SEED=7; POLL=1 ROWS=200000; TRIAL=1; FLOOD=1 SIZE=5000
	@$(BIN)/python -m tests.storm$(if $(POLL),.polling $(if $(ROWS),--rows "$(ROWS)"))$(if $(TRIAL),.trial)$(if $(FLOOD),.flood $(if $(filter command environment,$(origin SIZE)),--size "$(SIZE)")) \
		$(if $(KILLS),--kills "$(KILLS)") $(if $(DATABASE),--database "$(DATABASE)") $(if $(filter command environment,$(origin SEED)),--seed "$(SEED)")

format: tools ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

revision: tools ## Write a migration from the changed models: SERVICE=ads MESSAGE="add notes"
	@$(BIN)/zhuli revision $(SERVICE) "$(MESSAGE)"

feature: tools ## Make the folder of a new feature: SERVICE=ads NOUN=budgets
	@$(BIN)/zhuli feature $(SERVICE) "$(NOUN)"

contract: tools ## Write docs/api/ anew from the routes, and the Postman collection
	@$(BIN)/zhuli contract
	@$(BIN)/python -m tests.postman

lock: tools ## Compile the lock files anew from pyproject.toml
	$(COMPILE) pyproject.toml --group dev --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --group build --constraint requirements-dev.lock --output-file requirements.lock
	$(COMPILE) --group judges --output-file requirements-judges.lock

clean: ## Delete .venv, caches and build products; DATA stays
	rm -rf .venv .venv-judges tests/judges/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find services shared tests -name __pycache__ -prune -exec rm -rf {} +

# One resolution for every platform and Python; without addresses, so that any mirror serves.
COMPILE = $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

INSTALL := $(BIN)/pip --disable-pip-version-check install --quiet --no-deps

# `--no-deps`: the lock is complete. The project itself is installed as a link to this folder, never
# by name: foreign packages are called `services` and `shared` too.
$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Zhuli needs Python 3.11 or newer: make $(or $(MAKECMDGOALS),setup) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Zhuli needs Python 3.11 or newer; $(PYTHON) is " + sys.version)'
	@echo "Installing the libraries into .venv (once; half a minute)"
	@$(PYTHON) -m venv .venv
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(TOOLS): $(INSTALLED) requirements-dev.lock
	@echo "Adding what tests and checks need to .venv (once; half a minute)"
	@$(INSTALL) --require-hashes --requirement requirements-dev.lock
	@touch $@

# What the judges bring along is none of ours: an environment of their own, and node_modules beside their package.json.
$(JUDGES): requirements-judges.lock tests/judges/package-lock.json
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "The judges need Node and npm: install Node 20 or newer" >&2; exit 1; }
	@echo "Installing the judges into .venv-judges and tests/judges/node_modules (once; about a minute)"
	@$(PYTHON) -m venv .venv-judges
	@.venv-judges/bin/pip --disable-pip-version-check install --quiet --require-hashes --no-deps --requirement requirements-judges.lock
	@npm ci --silent --prefix tests/judges
	@touch $@

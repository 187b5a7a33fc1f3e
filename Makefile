# Each command says what it does, installs what it needs into this folder, and may be run twice.
# PORT, HOST, DEMO_PASSWORD, DATABASE_URL and PYTHON are read from the environment or the command
# line: make run PORT=9000

.DEFAULT_GOAL := help
python := .venv/bin/python

.PHONY: help
help: ## This list
	@echo "CyberCantal Télécentres. Start with: make run"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

.PHONY: run
run: ## Serve the site with its demo network on http://127.0.0.1:8000 (PORT=… for another)
	@deploy/bootstrap.sh run

.PHONY: demo
demo: ## Put the demo network back as it was (what was added to it is lost)
	@deploy/bootstrap.sh run --reset-demo

.PHONY: test
test: ## What CI runs: lint, contracts, tests on SQLite and PostgreSQL, browser
	@deploy/bootstrap.sh install dev
	@$(python) -m tests.tools.suite

.PHONY: check-deep
check-deep: ## Before saying « done »: W3C, html-validate, Lighthouse, axe in every width and mode, mail failures
	@deploy/bootstrap.sh install dev
	@$(python) -m tests.tools.deep

.PHONY: race
race: ## The last place asked for by 64 processes, 200 times, on SQLite and PostgreSQL
	@deploy/bootstrap.sh install dev
	@$(python) -m tests.tools.race $(if $(PROCESSES),--processes $(PROCESSES)) $(if $(ROUNDS),--rounds $(ROUNDS))

.PHONY: bench
bench: ## Speed, as ratios to a bare Django view on the same server in the same run
	@deploy/bootstrap.sh install dev
	@$(python) -m bench

.PHONY: lint
lint: ## Style, types, import contracts, migrations in step with the models
	@deploy/bootstrap.sh install dev
	@$(python) -m tests.tools.suite lint

.PHONY: format
format: ## Rewrite the Python code in the project's style
	@deploy/bootstrap.sh install dev
	@$(python) -m ruff check --fix-only --quiet .
	@$(python) -m ruff format .

.PHONY: lock
lock: ## Resolve the pins again into deploy/locks/, one hashed file per Python version
	@deploy/bootstrap.sh lock

.PHONY: clean
clean: ## Remove .venv, node_modules and caches; var/ (database, media) stays
	rm -rf .venv node_modules .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

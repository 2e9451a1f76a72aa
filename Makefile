# The few commands there are. `make demo` and `make test` are all a newcomer needs.
# PYTHON: any Python 3.11 to 3.13; everything else is installed into .venv from the hash-locked requirements.
PYTHON ?= $(shell command -v python3.13 >/dev/null 2>&1 && python3.13 -c '' 2>/dev/null && echo python3.13 \
	|| { command -v python3.12 >/dev/null 2>&1 && python3.12 -c '' 2>/dev/null && echo python3.12; } \
	|| { command -v python3.11 >/dev/null 2>&1 && python3.11 -c '' 2>/dev/null && echo python3.11; } || echo python3)
BIN := .venv/bin
STAMP := .venv/.installed
SPARK_STAMP := .venv-spark/.installed
DEMO_HOME := demo/home
DEMO_LANDING := demo/landing

# No tool of the stack reports home.
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DAGSTER_DISABLE_TELEMETRY := 1
export GX_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo tiers dev test lint docs bench clean spark-up spark-down test-spark

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Install everything into .venv (once) and prepare the models
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' \
		|| { echo "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=/path/to/python3.12"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the hash-locked dependencies into .venv (minutes, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 -x 'tests|templates' .venv/lib orchestration
	@$(BIN)/python -m orchestration.lib.warehouse
	@touch $@

demo: $(STAMP) ## A made-up company, from exported files to published tiers
	@$(BIN)/tiering demo --out $(DEMO_LANDING)
	@$(BIN)/tiering refresh --landing $(DEMO_LANDING) --home $(DEMO_HOME)

tiers: $(STAMP) ## The same on your own landing/
	@$(BIN)/tiering refresh

dev: $(STAMP) ## Dagster's UI on 127.0.0.1:3000, with schedules and the landing sensor
	@$(BIN)/tiering dev

test: $(STAMP) ## Every test
	@$(BIN)/python -m pytest

# Two environments: beside pyspark, Great Expectations takes the program for a Spark job (docs/guides/spark.md).
$(SPARK_STAMP): $(STAMP) requirements-spark.lock requirements-spark-client.lock
	@test -x .venv-spark/bin/python || $(PYTHON) -m venv .venv-spark
	@echo "Installing Spark into .venv-spark, and what talks to it into .venv (minutes, once) ..."
	@.venv-spark/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-spark-client.lock
	@touch $@

spark-up: $(SPARK_STAMP) ## A Spark cluster on 127.0.0.1 for `tiering refresh --target spark`
	@$(BIN)/python -m orchestration.lib.spark.standalone up

spark-down: $(STAMP) ## Stop it
	@$(BIN)/python -m orchestration.lib.spark.standalone down

test-spark: $(SPARK_STAMP) ## The same rows from both engines, on a cluster of its own
	@$(BIN)/python -m pytest -n 0 tests/spark

lint: $(STAMP) ## ruff, mypy, sqlfluff, yamllint, dbt-bouncer
	@$(BIN)/ruff check orchestration benchmarks tests
	@$(BIN)/ruff format --check orchestration benchmarks tests
	@$(BIN)/mypy
	@$(BIN)/yamllint --strict .
	@$(BIN)/sqlfluff lint --processes 2 models tests/dbt/singular
	@$(BIN)/python -m orchestration.lib.warehouse
	@cp target/prepared/????????????????/manifest.json target/manifest.json
	@$(BIN)/dbt-bouncer run

docs: $(STAMP) ## Static dbt docs in target/docs/index.html, and docs/guides/{sources,dictionary}.md
	@$(BIN)/python -m orchestration.lib.sources_guide
	@$(BIN)/python -m orchestration.lib.dictionary
	@$(BIN)/dbt --quiet docs generate --static --no-compile --empty-catalog --target-path target/docs
	@mv target/docs/static_index.html target/docs/index.html && echo "target/docs/index.html"

bench: $(STAMP) ## Refreshes against the floor at 10 thousand to 1 million accounts, into docs/benchmarks.md (hours)
	@$(BIN)/python -m benchmarks

clean: ## Remove what make and dbt built (never your .tiering home)
	rm -rf demo target logs .pytest_cache .hypothesis .mypy_cache .ruff_cache

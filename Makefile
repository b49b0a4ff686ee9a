# Laneway's two commands are `make run` and `make test`; both begin with `make setup`, which is quick when nothing changed.
# What `setup` made is marked by a file whose name is a checksum of the lock it was made from: a changed lock is a missing mark.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run demo lint test soak bench bench-engine bench-timers bench-reports clean FORCE

bin := .venv/bin
checksum = $(shell cat $(1) | cksum | tr -c '0-9\n' '-')
python_mark := .venv/.made-from-$(call checksum,uv.lock)-$(shell printf %s '$(CURDIR)' | cksum | tr -c '0-9\n' '-')
node_mark := node_modules/.made-from-$(call checksum,package-lock.json)
# Not empty only when the environment's Python is gone or broken, for instance after an upgrade of the system.
python_broken := $(shell test -e $(python_mark) && $(bin)/python -c '' 2>&1)

# The first of these that is new enough; `make PYTHON=/path/to/python3` overrides.
PYTHON ?= $(shell for python in python3 python python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

define need_python
python="$(PYTHON)"; "$${python:-false}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo "Laneway needs Python 3.11 or newer, and found $$(python3 -V 2>/dev/null || echo none): install it, or name one with make PYTHON=/path/to/python3." >&2; exit 1; }; \
"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "Laneway needs Python's venv module, which $$python lacks: install it (on Debian and Ubuntu the package python3-venv)." >&2; exit 1; }
endef

define need_node
node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1 || { \
	echo "Laneway needs Node.js 20 or newer with npm, and found $$(node --version 2>/dev/null || echo none): install it and try again." >&2; exit 1; }
endef

# The console command finds its own environment, so that no path stands in it and a moved checkout needs only `make setup`.
define console_command
#!/bin/sh
exec "$$(dirname "$$0")/python" -P -c 'import sys; sys.argv[0] = "laneway"; from service.cli import main; sys.exit(main.main())' "$$@"
endef
export console_command

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile

setup: $(node_mark) $(python_mark) $(bin)/laneway ## make the environment alone: .venv and node_modules from the lock files

$(node_mark):
	@$(need_python)
	@$(need_node)
	npm ci --ignore-scripts --loglevel=error
	@rm -f node_modules/.made-from-* && touch $@

$(python_mark): $(if $(python_broken),FORCE)
	@$(need_python)
	@$(bin)/pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear .venv
	$(bin)/python -m pip install --quiet --disable-pip-version-check "uv==$$(sed -n 's/.*"uv==\([^"]*\)".*/\1/p' pyproject.toml)"
	UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv $(bin)/uv sync --quiet --frozen --python $(bin)/python
	@rm -f .venv/.made-from-* && touch $@

$(bin)/laneway: $(python_mark) Makefile
	@$(bin)/python -c 'import os, sysconfig; open(sysconfig.get_path("purelib") + "/laneway.pth", "w").write(os.getcwd() + "\n")'
	@printf '%s\n' "$$console_command" > $@ && chmod +x $@

run: setup ## set up, load the demo once, start the web server and the worker
	@$(bin)/laneway db upgrade
	@$(bin)/laneway demo
	@exec $(bin)/laneway serve --worker

demo: setup ## load the demo's agencies, people, procedures and cases, once
	@$(bin)/laneway db upgrade
	@$(bin)/laneway demo

lint: setup ## style, types, layers, and the house's own rules
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/lint-imports --no-logo
	$(bin)/pytest -q tests/test_house.py

# xdist keeps the tests of a module or class on one process, so that what they share is made once.
pytest := $(bin)/pytest -n auto --maxprocesses 4 --dist loadscope --durations 10

test: setup ## every test, on both databases and in a browser, with a share of the long ones
	@$(bin)/python -m tests.support.provision
	$(pytest)

soak: setup ## every test, the long ones whole
	@$(bin)/python -m tests.support.provision
	LANEWAY_SOAK=1 $(pytest)

bench: setup ## measure a completion over HTTP and write docs/performance.md
	$(bin)/python -m tests.bench

bench-engine: setup ## measure the engine alone, beside the stock library, and print it
	$(bin)/python -m tests.bench --engine

bench-timers: setup ## fire 100,000 timers on PostgreSQL and 1,000 on SQLite, and write that part of docs/performance.md
	$(bin)/python -m tests.bench.timers

bench-reports: setup ## measure report II.06a over 3 million cases on both databases, and print it
	$(bin)/python -m tests.bench.reports

clean: ## remove what setup and the tools made; the data under var/ stays
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find bpmn service models runner tests -name __pycache__ -type d -prune -exec rm -rf {} +

# What people and CI run. The first run makes .venv from the locked, hashed requirements; nothing is installed outside
# of it, except Chromium for the browser tests where that is allowed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check schema bench bench-full soak walkthrough lock

PYTHON ?= python3
ARGS ?=
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 4 ? n : 4)))
VENV_PYTHON := .venv/bin/python
PIP := $(VENV_PYTHON) -m pip install --disable-pip-version-check --quiet --require-hashes
SCHEMA := docs/api/schema.yaml

help: ## show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: .venv/.ready ## run everything on this machine at http://127.0.0.1:8000/ (ICSE_PORT=8001 for another port)
	@exec $(VENV_PYTHON) -m icse.embedded demo

demo-reset: .venv/.ready ## remove this checkout's data; the next `make demo` starts afresh
	@exec $(VENV_PYTHON) -m icse.embedded reset

test: .venv/.ready-test ## run the tests (ARGS="tests/series -k upload" for some)
	@$(get_chromium)
	$(VENV_PYTHON) -m pytest -n $(WORKERS) --dist=loadfile --no-loadscope-reorder $(ARGS)

check: .venv/.ready-test ## style, types, migrations, settings, import order, API schema
	@$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy .
	# No database is needed: that its history cannot be compared is said in a warning, and is none here.
	$(VENV_PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(VENV_PYTHON) manage.py check
	$(VENV_PYTHON) -m pytest tests/architecture -q
	drawn=$$(mktemp); trap 'rm -f "$$drawn"' EXIT
	$(VENV_PYTHON) manage.py spectacular --validate --fail-on-warn --file "$$drawn"
	diff -u $(SCHEMA) "$$drawn" || { echo "The API changed: run \`make schema\` and look at the difference." >&2; exit 1; }

schema: .venv/.ready-test ## write the API's description after a change of the API
	@$(VENV_PYTHON) manage.py spectacular --validate --fail-on-warn --file $(SCHEMA)

bench: .venv/.ready-test ## run the benchmarks on a small world and print their figures (ARGS=pages for one)
	@$(VENV_PYTHON) -m benchmarks $(ARGS)

bench-full: .venv/.ready-test ## the same with 6 million items: 13 GB, kept in ICSE_BENCH_DATA for the next time
	@$(VENV_PYTHON) -m benchmarks --full $(ARGS)

soak: .venv/.ready-test ## kill processes under 500 files; then 20,000 new worlds and 20,000 new files (ICSE_SOAK_WORLDS, ICSE_SOAK_FILES)
	@$(VENV_PYTHON) -m pytest -v -n 0 tests/chaos/soak.py
	$(VENV_PYTHON) -m pytest -v -n $(WORKERS) --dist=worksteal tests/partition/soak.py tests/partition/test_faults*.py tests/hostile/soak.py $(ARGS)

walkthrough: .venv/.ready-test ## make the pictures of docs/walkthrough.md anew
	@$(VENV_PYTHON) -m pytest -q -n 0 tests/browser/walkthrough.py

lock: .venv/.ready-test ## write requirements*.txt anew from requirements*.in
	@for name in requirements requirements-test; do
	  $(VENV_PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    "$$name.in" -o "$$name.txt"
	done

.venv/.ready: requirements.txt
	@$(alone)
	if [[ -e $@ && ! requirements.txt -nt $@ ]]; then exit 0; fi
	$(make_venv)
	echo "Installing what the service needs (about a minute, once) ..." >&2
	$(PIP) -r requirements.txt
	touch $@

.venv/.ready-test: requirements-test.txt .venv/.ready
	@$(alone)
	if [[ -e $@ && ! requirements-test.txt -nt $@ && ! .venv/.ready -nt $@ ]]; then exit 0; fi
	echo "Installing what the tests need (about a minute, once) ..." >&2
	$(PIP) -r requirements.txt -r requirements-test.txt
	touch $@

# One make at a time works on .venv; the next one then finds the work done. (macOS has no flock: there, run one.)
define alone
exec 9<Makefile
if command -v flock >/dev/null; then flock 9; fi
endef

define make_venv
fail() { printf '%s\n' "$$@" >&2; exit 1; }
command -v "$(PYTHON)" >/dev/null ||
  fail "There is no $(PYTHON). Install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=/path/to/python3.12"
"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' ||
  fail "$(PYTHON) is $$("$(PYTHON)" --version 2>&1); needed is 3.11, 3.12 or 3.13. Name one: make PYTHON=python3.12"
"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null ||
  fail "$(PYTHON) lacks its venv module. On Debian: apt-get install python3-venv"
if ! $(VENV_PYTHON) -c 'import pdqhash' 2>/dev/null; then
  command -v g++ >/dev/null || fail "g++ is missing; the PDQ fingerprint is compiled here. On Debian: apt-get install g++"
  headers=$$("$(PYTHON)" -c 'import sysconfig; print(sysconfig.get_path("include"))')
  [[ -e $$headers/Python.h ]] || fail "Python.h is missing; the PDQ fingerprint needs it. On Debian: apt-get install python3-dev"
fi
# A .venv that was moved, or whose Python is gone or of another version, is made anew.
if ! $(VENV_PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
  "$(PYTHON)" -m venv --clear .venv
fi
endef

define get_chromium
if ! command -v chromium chromium-browser google-chrome >/dev/null; then
  become=(sudo -n)
  if [[ $$(id -u) == 0 ]]; then become=(env); fi
  if command -v apt-get >/dev/null && "$${become[@]}" true 2>/dev/null; then
    echo "Installing Chromium for the browser tests ..." >&2
    { "$${become[@]}" apt-get update -qq && "$${become[@]}" apt-get install -y -qq --no-install-recommends chromium; } >&2 ||
      echo "Chromium could not be installed: the browser tests are skipped." >&2
  else
    echo "There is no Chromium, and no right to install it: the browser tests are skipped." >&2
  fi
fi
endef

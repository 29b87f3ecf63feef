# One command each, from a fresh clone: `make score` for a planner, `make test` for a developer.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help setup score test parity verify mutation readme docs check-fast lint lock clean verify-staff page-tables plan-pages notebooks benchmarks

help:  ## these targets
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(READY)  ## a virtual environment in .venv with every pinned package and this project

score: setup  ## the scoreboard of the plan, today and reformed
	@$(BIN)/sim score

test: setup  ## every test, on all cores
	@$(BIN)/python -m sim.engines.compiled
	@$(BIN)/python -m sim.measures.screen
	@$(BIN)/python -m pytest -n $(WORKERS)

N ?= 1000
parity: setup  ## N random scenarios through every engine, row by row (make parity N=10000)
	@$(BIN)/python -m tests.parity --count $(N)

verify: setup  ## closed forms, faults, calibration of the verdicts: docs/verification.md, calibration.md, trust.md (half an hour)
	@$(BIN)/python -m sim.engines.compiled
	@$(BIN)/python -m tests.verification
	@$(BIN)/python -m tests.calibration
	@$(BIN)/python -m tests.verification.trust

mutation: setup  ## small faults put into the program one at a time: do the tests notice? (twenty minutes on two cores; RESUME=--resume goes on)
	@$(BIN)/python -m sim.engines.compiled
	@nice -n 10 $(BIN)/python -m tests.mutation $(RESUME)
	@$(BIN)/python -m tests.verification.trust

SEEDS ?= 50
verify-staff: setup  ## known optimal staffings, each found from 50 seeds (make verify-staff SEEDS=10)
	@$(BIN)/python -m tests.theory.staffing --seeds $(SEEDS)

KILLS ?= 200
torture: setup  ## kill sweeps and writers KILLS times, flip as many bits, fill disks; nothing may be lost (15 minutes)
	@$(BIN)/python -m tests.torture --kills $(KILLS)

PEERS ?=
benchmarks: setup  ## what docs/performance.md tells, measured anew (PEERS=python with simpy, ciw, salabim)
	@PEERS=$(PEERS) $(BIN)/python -m benchmarks

readme: setup  ## the scoreboard in README.md anew
	@mkdir -p build
	@$(BIN)/sim score --markdown --quiet > build/scoreboard.md
	@$(BIN)/python docs/update_page.py README.md "sim score --markdown" < build/scoreboard.md

plan-pages: setup  ## docs/plan anew: a page for each scenario of the plan (some minutes)
	@$(BIN)/python docs/make_plan.py

page-tables: setup  ## how quick the what-if page is, and who is refused, into docs/page.md (needs Chromium)
	@mkdir -p build
	@$(BIN)/python -m benchmarks.page_latency > build/latency.md
	@$(BIN)/python docs/update_page.py docs/page.md "page latency" < build/latency.md
	@$(BIN)/python -m tests.errors.page_attacks > build/attacks.md
	@$(BIN)/python docs/update_page.py docs/page.md "page attacks" < build/attacks.md

docs: setup  ## the generated pages anew: docs/reference.md and docs/scenario.schema.json
	@$(BIN)/python -m sim.reading.reference
	@$(BIN)/python -m sim.reading.schema

notebooks: setup  ## every notebook executed and written as .ipynb
	@$(BIN)/python notebooks/render.py

check-fast: setup  ## style, types and the quick tests, stopping at the first failure
	@$(BIN)/ruff check sim tests
	@$(BIN)/mypy --strict sim tests
	@$(BIN)/python -m pytest -n $(WORKERS) -x -q -m "not slow"

lint: setup  ## style, format, types, and the direction of imports
	@$(BIN)/ruff check sim tests
	@$(BIN)/ruff format --check sim tests
	@$(BIN)/mypy --strict sim tests
	@$(BIN)/lint-imports

# The environment is brought up to date whenever the pins or the project's own description have changed.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or later is needed, and '$(PYTHON)' is: $$($(PYTHON) --version 2>&1 || echo missing)." >&2; \
	    echo "Name another one: make $(or $(MAKECMDGOALS),setup) PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python -a -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the pinned packages into $(VENV) (1 GB on disk, a few minutes the first time) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . >&2
	@command -v chromium > /dev/null || test "$$(id -u)" != 0 || ! command -v apt-get > /dev/null || { \
	    echo "Installing Chromium, in which the what-if page is tested ..." >&2; \
	    { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium; } > /dev/null 2>&1; } || \
	    echo "Chromium could not be installed: tests of the page in a browser will be skipped." >&2
	@touch $@

LOCKER := build/locker
lock:  ## renew requirements.lock from pyproject.toml (UPGRADE=--upgrade for newer releases)
	@test -x $(LOCKER)/bin/uv || { $(PYTHON) -m venv $(LOCKER) && $(LOCKER)/bin/python -m pip install --quiet uv; }
	@head -n 2 requirements.lock > build/requirements.head
	@$(LOCKER)/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --fork-strategy fewest \
	    --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE) \
	    --output-file requirements.lock > /dev/null
	@cat build/requirements.head requirements.lock > build/requirements.new && mv build/requirements.new requirements.lock

clean:  ## remove the environment, caches and build output; saved runs in results/ stay
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +

# `make help` lists the targets. Everything is installed into .venv by `make setup`; nothing else on the host is touched.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
JOBS ?= 3

.PHONY: help setup generate check test golden lint bench fuzz audit faults crash stress heartbeats model portability lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: .venv/ready .venv/swarmsh ## make .venv: pinned tools, swarmgen and the generated package

.venv/ready: requirements.lock
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'make setup: needs Python >= 3.11 with venv (Debian: apt-get install python3-venv)' >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(PIP) --require-hashes --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/swarmsh: .venv/ready generated/python/pyproject.toml
	$(PIP) --no-deps --no-build-isolation --editable generated/python
	@touch $@

generated/python/pyproject.toml:
	@echo 'generated/ is not there; run: make generate' >&2; exit 1

generate: .venv/ready ## compile the conventions: Python helpers, bash library, reference pages
	@$(BIN)/python -m swarmgen generate

check: .venv/ready ## check the conventions, and that generated/ is what they compile to
	@$(BIN)/python -m swarmgen check --future
	@$(BIN)/python -m swarmgen generate --check

test: setup ## everything a change must pass: lint, drift, all tests
	@$(MAKE) --no-print-directory lint check
	$(BIN)/python -m pytest --quiet --numprocesses $(JOBS) --dist worksteal

golden: setup ## rewrite the expected outputs of the tests; read the diff before you commit it
	$(BIN)/python -m pytest --quiet --numprocesses $(JOBS) --snapshot-update

lint: setup ## ruff, mypy --strict, import layers, ShellCheck, shfmt, what old bashes lack
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/mypy generator/swarmgen generated/python/src tests bench examples
	$(BIN)/lint-imports --no-cache
	$(BIN)/shellcheck .ci/run generated/bash/*.sh examples/*/*.sh tests/portability/*.sh
	$(BIN)/shfmt -d -i 2 -ci .ci/run generated/bash/*.sh templates/bash/*/*.sh examples/*/*.sh \
	  tests/portability/*.sh
	$(BIN)/python -m tests.portability.lint generated/bash/*.sh templates/bash/*/*.sh tests/portability/replay.sh

bench: setup ## measure speed against floors of the same run
	$(BIN)/python -m bench
	$(BIN)/python -m bench.coordinator

N ?= 200
fuzz: setup ## run N=200 random sequences of operations on every implementation and compare
	$(BIN)/python -m tests.parity_patterns.fuzz --count $(N)

ROUNDS ?= 200
audit: setup ## change ROUNDS=200 bytes of sealed segments at random: audit-verify of both languages must name the segment
	AUDIT_ROUNDS=$(ROUNDS) $(BIN)/python -m pytest tests/audit/test_verify.py -k any_byte -q

faults: setup ## let every write fail, damage every byte of every kind of record, in both languages
	$(BIN)/python -m tests.faults

crash: setup ## kill every operation at every change, in both languages, and its recovery too (an hour)
	$(BIN)/python -m tests.crash --jobs $(JOBS)

SECONDS ?= 60
WORKERS ?= 16
stress: setup ## kill and stop WORKERS=16 concurrent clients for SECONDS=60, then check all that they were told
	$(BIN)/python -m tests.stress --seconds $(SECONDS) --workers $(WORKERS) $(if $(SEED),--seed $(SEED))

heartbeats: setup ## renew 30 items at once, 100 times, from processes of both languages: none may be lost
	$(BIN)/python -m tests.run.parallel

model: setup ## explore the models of the patterns with SPIN, and mutants of them, which must be refuted
	@$(BIN)/python -m tests.models

BASHES ?=
portability: setup ## the whole corpus in hostile surroundings; BASHES="PATH ..." with other bashes instead
	$(BIN)/python -m tests.portability $(BASHES:%=--bash %)

lock: .venv/ready ## choose newer versions of every tool and write requirements.lock
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url \
	  --no-emit-trusted-host --no-annotate --no-header --extra dev --output-file requirements.lock pyproject.toml

clean: ## remove what can be made again: .venv, caches
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

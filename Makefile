# `make help` lists the targets. Everything is installed into .venv by `make setup`; nothing else on the host is touched.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2

.PHONY: help setup generate check test golden lint bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: .venv/ready ## make .venv: pinned tools, swarmgen and the generated package

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'make setup: needs Python >= 3.11 with venv (Debian: apt-get install python3-venv)' >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lock: .venv/ready ## choose newer versions of every tool and write requirements.lock
	$(BIN)/pip-compile --quiet --upgrade --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url \
	  --no-emit-trusted-host --no-annotate --no-header --extra dev --output-file requirements.lock pyproject.toml

# Everything that is run here has a name here; `make help` lists them.
# Needs make, git and Python 3.11 or newer with venv. The rest comes by lock files, into .venv.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
FUZZ_S ?= 1800
export PORT

BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
NPM := $(BIN)/python tools/npm.py
export UV_NO_CONFIG := 1

##@ Use
.PHONY: install run
install: .venv/.installed ## Make .venv/bin/adempauze, front end included

run: install ## Serve the site on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(BIN)/python hatch_build.py
	@exec $(BIN)/adempauze serve

##@ Work
.PHONY: built test test-python test-postgres test-frontend test-browser check format deep bench study
# two at a time: a browser waits for its pages most of its time
test: ## Run all tests: Python, PostgreSQL, TypeScript, browser
	@$(MAKE) --jobs=2 --output-sync=target test-browser test-python test-postgres test-frontend

built: .venv/.tools
	@$(BIN)/python hatch_build.py

test-python: built ## Python tests, on SQLite
	$(BIN)/pytest -q tests --ignore=tests/e2e

test-postgres: built ## The tests of the site again, on a real PostgreSQL
	$(BIN)/python tools/with_postgres.py $(BIN)/pytest -q tests/web

test-frontend: built ## TypeScript tests
	$(NPM) run --silent test

test-browser: built ## Whole pages in a real Chromium, installed if there is none
	@# A page on a busy machine can come too late for a driven clock, and a browser may never answer; what failed, or
	@# took five minutes, is tried once more, by itself.
	export ADEMPAUZE_CHROMIUM="$$($(BIN)/python tools/chromium.py)"; \
	  $(BIN)/pytest -q tests/e2e --timeout=300 || \
	  $(BIN)/pytest -q tests/e2e --timeout=300 --last-failed --last-failed-no-failures none

check: .venv/.tools ## Lint, format, types, floors, documents: all that is judged without running
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/mypy --config-file mypy-site.ini
	$(BIN)/pytest -q tests/arch
	@$(BIN)/python hatch_build.py
	$(NPM) run --silent check
	$(BIN)/python tools/reference.py --check
	$(BIN)/python tools/texts.py --check
	$(BIN)/python tools/safety_documents.py --check
	$(BIN)/python tools/schemas.py --check
	$(BIN)/python tools/changelog.py

format: .venv/.tools ## Put the Python in the shape that check asks for
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

deep: .venv/.deep ## The long runs: many more examples, longer fuzz, mutants of the rules, kernels uncompiled
	@$(BIN)/python hatch_build.py
	HYPOTHESIS_PROFILE=deep ADEMPAUZE_DEEP=1 $(BIN)/pytest -q tests --ignore=tests/e2e
	@mkdir -p .cache/fuzz
	$(BIN)/python tests/fuzz/fuzz_readers.py -max_total_time=$(FUZZ_S) -timeout=30 -rss_limit_mb=2048 .cache/fuzz
	NUMBA_DISABLE_JIT=1 $(BIN)/pytest -q tests/unit/physiology tests/unit/body
	$(BIN)/mutmut run
	@$(BIN)/mutmut results

bench: .venv/.tools ## Measure, and print what docs/measurements keeps
	@set -e; for file in bench/bench_*.py; do [ ! -e "$$file" ] || $(BIN)/python "$$file"; done

study: .venv/.tools ## Let virtual runners train by the rules, and write docs/measurements/study.md (RUNNERS=1000)
	$(BIN)/python tools/study.py $(RUNNERS)

##@ Keep
.PHONY: lock docs texts package looks release clean help
lock: .venv/.tools ## Renew the lock files (UPGRADE=1 takes newer versions)
	$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)
	$(NPM) $(if $(UPGRADE),update,install --package-lock-only) --ignore-scripts

docs: .venv/.tools ## Write the generated documents anew
	$(BIN)/python tools/reference.py
	$(BIN)/python tools/safety_documents.py
	$(BIN)/python tools/schemas.py

texts: .venv/.tools ## Gather the texts of the site for translation, and say which have no Dutch
	$(BIN)/python tools/texts.py

package: .venv/.installed ## Build the sdist and the wheel into dist/
	@$(BIN)/python tools/package.py

looks: .venv/.tools ## Photograph the site into docs/looks (ONLY=home for those whose name begins so)
	@$(BIN)/python hatch_build.py
	ADEMPAUZE_CHROMIUM="$$($(BIN)/python tools/chromium.py)" $(BIN)/python tools/looks.py $(ONLY)

release: .venv/.tools ## Move the fragments of changes/ into CHANGELOG.md (VERSION=0.2.0)
	$(BIN)/python tools/changelog.py $(VERSION)

clean: ## Remove what was installed and built; a runner's data is elsewhere and stays
	rm -rf .venv frontend/node_modules src/adempauze_web/static/built dist
	find src -name '*.mo' -delete

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo

# Each stamp stands for one step that is done; a newer lock file or project file has it done again.
$(BIN)/uv: requirements/bootstrap.lock
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Installing into .venv with $$($$python --version)"; \
	    $$python -m venv .venv && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $< && \
	    touch $@; exit; \
	  fi; \
	done; \
	echo 'Python 3.11 or newer with venv was not found. On Debian or Ubuntu: apt install python3 python3-venv' >&2; \
	exit 1

.venv/.locked: requirements/run.lock $(BIN)/uv
	@$(UV) --require-hashes -r $<
	@touch $@

# the locks hold the build requirements too, so nothing is fetched that no hash vouches for
.venv/.installed: pyproject.toml hatch_build.py .venv/.locked
	@$(UV) --no-build-isolation --no-deps --editable .
	@$(BIN)/python -m adempauze.body
	@touch $@

.venv/.deep: requirements/deep.lock .venv/.tools
	@$(UV) --require-hashes -r $<
	@touch $@

.venv/.tools: requirements/dev.lock .venv/.installed
	@$(UV) --require-hashes -r $<
	@touch $@

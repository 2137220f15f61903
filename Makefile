# Three commands are enough: `make run`, `make check` while working, `make test` before handing over.
# Everything shares one virtual environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# By file or by the server that tests share (tests/conftest.py); in our order, the longest first.
# Three workers on two cores, since a test waits for its browser much of the time.
PYTEST_ARGS ?= -n 3 --dist loadgroup --no-loadscope-reorder

# Nothing in them is quick: they need not even be read.
SLOW_FOLDERS := browser deploy notebooks

.PHONY: run check test venv lint types bench screenshots lock sbom clean

run: venv
	$(BIN)/streamlit run streamlit_app.py

check: venv lint
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" $(SLOW_FOLDERS:%=--ignore=tests/%)

test: venv lint
	$(BIN)/python -m pytest $(PYTEST_ARGS)

venv: $(VENV)/.ready

$(VENV)/.ready: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

lint: venv types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: venv
	$(BIN)/mypy

bench: venv
	$(BIN)/python -m scripts.bench

screenshots: venv
	$(BIN)/python -m scripts.screenshots

# Every file of every platform by its hash, for Python 3.11 to 3.13: all of it, and what an image needs.
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock:
	$(COMPILE) --extra dev --output-file requirements.txt
	$(COMPILE) --extra build --constraint requirements.txt --output-file requirements-app.txt

# What the image holds, in CycloneDX JSON.
sbom: venv
	$(BIN)/python -m scripts.sbom sbom.json

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache .hypothesis

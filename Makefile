# Each target works in a clean clone: it makes the virtual environment that it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(wildcard native/* src/lemmavec/*.py src/lemmavec/*/*.py) pyproject.toml CMakeLists.txt

.PHONY: demo test check bench docs clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# One stamp for each set of extras that was installed.
$(VENV)/.installed-%: $(SOURCES) | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check ".[$*]"
	@touch $@

demo: $(VENV)/.installed-demo
	$(BIN)/lemmavec demo

test: $(VENV)/.installed-test
	$(BIN)/pytest

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks

docs: $(VENV)/.installed-docs
	$(BIN)/mkdocs build --strict

clean:
	rm -rf $(VENV) build site

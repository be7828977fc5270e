# Each target works in a clean clone: it makes the virtual environment that it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(shell find native src benchmarks -name "*.?pp" -o -name "*.py*") pyproject.toml CMakeLists.txt

.PHONY: demo test check fuzz soak bench docs clean

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

# The property tests with a great many new examples.
fuzz: $(VENV)/.installed-test
	$(BIN)/pytest --hypothesis-profile=fuzz -k "hypothesis or any or every" tests

# Training that is killed again and again, until the time is over.
soak: $(VENV)/.installed-test
	$(BIN)/python tests/soak.py

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks

docs: $(VENV)/.installed-docs
	$(BIN)/mkdocs build --strict

clean:
	rm -rf $(VENV) build site

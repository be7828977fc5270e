# Each target works in a clean clone: it makes the virtual environment that it needs.
#
# CXX names the compiler, as in `make test CXX=clang++`; without it the build takes the one that
# Python was built with. TESTS and ARM_TESTS narrow down what `test` and `test-arm` run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(shell find native src benchmarks -not -path "*/__pycache__/*" \
             \( -name "*.?pp" -o -name "*.py*" \)) pyproject.toml CMakeLists.txt

# The compiler as part of a file name.
space := $(subst ,, )
COMPILER := $(if $(filter default,$(origin CXX)),default,$(subst /,-,$(subst $(space),-,$(CXX))))

.PHONY: demo test test-arm gensim-tests check mutants examples fuzz sanitize coverage soak bench docs wheel \
        explorer clean FORCE

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# Renewed when the compiler is not that of the last time: then all has to be installed again.
$(VENV)/.compiler: FORCE | $(BIN)/python
	@echo "$(COMPILER)" | cmp -s - $@ || echo "$(COMPILER)" > $@

# The page of the explorer, made of npm packages; without npm, what needs it says so.
PAGE := src/lemmavec/explore/page/index.html
$(PAGE): web/package-lock.json web/build.mjs $(wildcard web/src/*)
	cd web && npm ci --silent --no-audit --no-fund && node build.mjs

explorer: $(PAGE)

# One stamp for each set of extras that was installed, and one build folder for each compiler.
$(VENV)/.installed-%: $(SOURCES) $(VENV)/.compiler $(if $(shell command -v npm),$(PAGE))
	$(BIN)/pip install --quiet --disable-pip-version-check \
	  --config-settings="build-dir=build/{wheel_tag}-$(COMPILER)" ".[$*]"
	@touch $@

demo: $(VENV)/.installed-demo
	$(BIN)/lemmavec demo

test: $(VENV)/.installed-test
	$(BIN)/pytest $(TESTS)

# Cross-compiles for 64-bit ARM and runs the tests of the kernels on an emulated processor.
test-arm: $(BIN)/python
	PYTHON=$(BIN)/python scripts/test_arm.sh $(ARM_TESTS)

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The tests that gensim installs with itself, run against lemmavec.gensim.
gensim-tests: $(VENV)/.installed-test
	$(BIN)/python scripts/gensim_tests.py

# Single wrong lines, planted one at a time: which of them do the tests not notice?
# ONLY=alpha plants those whose list, name or file says so.
mutants: $(VENV)/.installed-test
	PYTHONPATH=tests $(BIN)/python -m mutants $(ONLY)

# The property tests with a great many new examples.
examples: $(VENV)/.installed-test
	$(BIN)/pytest --hypothesis-profile=examples -k "hypothesis or any or every" tests

# Every loader, and the native code that reads text, fuzzed for so many seconds: Linux and Clang.
FUZZ_SECONDS ?= 600
FUZZ_SEED ?= 0
FUZZ_FLAGS := -std=c++20 -O1 -g1 -Wall -Wextra -fno-omit-frame-pointer -pthread \
  -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Ifuzz/native -Inative
FUZZ_TARGETS := $(patsubst fuzz/native/%.cpp,build/fuzz/%,$(wildcard fuzz/native/*.cpp))

build/fuzz/%: fuzz/native/%.cpp fuzz/native/harness.hpp $(filter native/%.hpp,$(SOURCES))
	@mkdir -p build/fuzz
	clang++ $(FUZZ_FLAGS) -o $@ $<

fuzz: $(VENV)/.installed-fuzz
	scripts/debian_packages.sh clang++=clang
	@clang++ -fsanitize=fuzzer -shared -x c++ /dev/null -o /dev/null || \
	  scripts/debian_packages.sh libFuzzer=libclang-rt-dev
	$(MAKE) $(FUZZ_TARGETS)
	$(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED)

# The native code under AddressSanitizer and UndefinedBehaviorSanitizer in all tests, and under
# ThreadSanitizer in those of counting, phrases and deterministic training: Linux and GCC.
SANITIZE_TESTS ?= tests
# Hogwild threads race by design, which takes ThreadSanitizer minutes to tell: what is repeatable is looked at.
THREAD_TESTS ?= tests/corpus tests/phrases $(addprefix tests/training/test_,native_epoch.py native_arguments.py \
  alpha.py batches.py callbacks.py checkpoint.py curvature.py token_stream.py)
sanitize: $(VENV)/.installed-test
	PYTHON=$(BIN)/python scripts/sanitize.sh address $(SANITIZE_TESTS)
	PYTHON=$(BIN)/python scripts/sanitize.sh thread $(THREAD_TESTS)

# Which share of the lines of Python and C++ the tests reach: Linux and GCC.
coverage: $(VENV)/.installed-coverage
	PYTHON=$(BIN)/python scripts/coverage.sh $(TESTS)

# Training that is killed again and again, for so many seconds.
SOAK_SECONDS ?= 60
soak: $(VENV)/.installed-test
	$(BIN)/python tests/soak.py $(SOAK_SECONDS)

bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks

docs: $(VENV)/.installed-docs
	$(BIN)/mkdocs build --strict

# The wheel for this kind of machine, in dist/, tested where there is no compiler. Linux only.
wheel:
	PYTHON=$(PYTHON) scripts/wheel.sh

clean:
	rm -rf $(VENV) build dist site

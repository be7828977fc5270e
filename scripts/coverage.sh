#!/usr/bin/env bash
# Builds the native module with counters of lines, runs tests with it, and prints which share of the
# lines of Python and of C++ they reach. Linux and GCC.
#
#   scripts/coverage.sh [PYTEST ARGUMENTS]
#
#   PYTHON   an interpreter that has what the tests need, coverage and gcovr
#
# A line of a template, or one that is compiled for several instruction sets, counts once.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
work=$PWD/build/coverage
export CXX=g++
scripts/debian_packages.sh g++=g++

"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --upgrade \
  --target="$work/site" --config-settings="build-dir=$work/cmake" \
  --config-settings=cmake.build-type=RelWithDebInfo \
  --config-settings=cmake.define.LEMMAVEC_COVERAGE=ON .
find "$work/cmake" -name "*.gcda" -delete

export PYTHONPATH=$work/site COVERAGE_FILE=$work/.coverage
failed=0
"$PYTHON" -m coverage run --source="$work/site/lemmavec" -m pytest -p no:cacheprovider "$@" || failed=$?
"$PYTHON" -m coverage report --sort=cover | tee "$work/python.txt" | tail -n 40
"$PYTHON" -m gcovr --root . --object-directory "$work/cmake" --filter native/ \
  --exclude native/benchmarks/ --gcov-ignore-parse-errors=all --merge-lines \
  --gcov-ignore-errors=no_working_dir_found --txt "$work/native.txt" "$work/cmake"
cat "$work/native.txt"
exit $failed

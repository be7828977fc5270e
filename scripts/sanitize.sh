#!/usr/bin/env bash
# Builds the native module under sanitizers, and runs tests with it. Linux and GCC.
#
#   scripts/sanitize.sh address [PYTEST ARGUMENTS]   AddressSanitizer, UndefinedBehaviorSanitizer
#   scripts/sanitize.sh thread [PYTEST ARGUMENTS]    ThreadSanitizer
#
#   PYTHON   an interpreter that has what the tests need
#
# The package with the instrumented module lies in build/sanitize/KIND/site and goes before the
# installed one. Python itself is not instrumented, so the libraries of the sanitizers are preloaded.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
kind=$1
shift
work=$PWD/build/sanitize/$kind
export CXX=g++
scripts/debian_packages.sh g++=g++

case $kind in
  address) sanitizers=address,undefined library=libasan.so ;;
  thread) sanitizers=thread library=libtsan.so ;;
  *) echo "address or thread, not $kind" >&2; exit 2 ;;
esac
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --upgrade \
  --target="$work/site" --config-settings="build-dir=$work/cmake" \
  --config-settings=cmake.build-type=RelWithDebInfo \
  --config-settings="cmake.define.LEMMAVEC_SANITIZE=$sanitizers" .

# The first library beside the sanitizer's: exceptions are intercepted where they are thrown.
preload="$(g++ -print-file-name=$library) $(g++ -print-file-name=libstdc++.so.6)"
# Python frees little when it ends, which is no leak. An allocation that is too large must be a
# MemoryError, as it is without the sanitizer; and a block of pymalloc is not seen, but one of malloc.
# pytest would keep what they report for itself, so that it goes to files.
rm -f "$work"/report.*
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1:log_path=$work/report
export UBSAN_OPTIONS=print_stacktrace=1:log_path=$work/report
export TSAN_OPTIONS="log_path=$work/report:suppressions=$PWD/scripts/thread_sanitizer.supp:halt_on_error=1:exitcode=66:die_after_fork=0:allocator_may_return_null=1"
export PYTHONMALLOC=malloc PYTHONPATH=$work/site PYTHONDONTWRITEBYTECODE=1
# The threads of OpenBLAS are not instrumented, and would be taken for races.
export OPENBLAS_NUM_THREADS=1
# ThreadSanitizer needs the program where it expects it, which it may not be where addresses are random.
fixed=(setarch "$(uname -m)" -R)
"${fixed[@]}" true 2> /dev/null || fixed=()
run() { "${fixed[@]}" env LD_PRELOAD="$preload" "$PYTHON" "$@"; }

run - "$work" <<'CHECK'
import sys
from pathlib import Path

import lemmavec._kernels as native

sys.exit(not Path(native.__file__).is_relative_to(sys.argv[1]) and f"testing {native.__file__}")
CHECK
failed=0
run -m pytest -p no:cacheprovider -m "not memory" "$@" || failed=$?
cat "$work"/report.* 2> /dev/null && failed=1
exit $failed

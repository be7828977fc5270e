#!/usr/bin/env bash
# Cross-compiles for 64-bit ARM and runs the tests of the kernels on an emulated processor.
#
# Debian's compiler and emulator, an arm64 Python unpacked into build/arm (the system stays as it
# is), and the arm64 wheels of what the tests need. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
arm=$PWD/build/arm
sysroot=$arm/sysroot site=$arm/site
scripts/debian_packages.sh aarch64-linux-gnu-g++=g++-aarch64-linux-gnu qemu-aarch64=qemu-user

if [ ! -e "$sysroot/.complete" ]; then
  mkdir -p "$arm"/apt/{state/lists/partial,cache/archives/partial} "$sysroot"
  : > "$arm/apt/status"  # nothing is installed yet, so everything is fetched
  arm_apt() {
    apt-get -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State="$arm/apt/state" \
      -o Dir::State::status="$arm/apt/status" -o Dir::Cache="$arm/apt/cache" "$@"
  }
  arm_apt update --quiet
  arm_apt install --quiet --yes --download-only --no-install-recommends \
    python3 libpython3-dev libstdc++6
  for package in "$arm"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$sysroot"; done
  touch "$sysroot/.complete"
fi
version=$(cd "$sysroot/usr/include" && ls -d python3.* | sed 's/python//')

"$PYTHON" -m venv "$arm/tools"
"$arm/tools/bin/pip" install --quiet --disable-pip-version-check cmake ninja nanobind
"$arm/tools/bin/pip" install --quiet --disable-pip-version-check --target "$site" --upgrade \
  --platform manylinux2014_aarch64 --platform manylinux_2_28_aarch64 --python-version "$version" \
  --only-binary :all: numpy safetensors typer rich pytest hypothesis

export PATH="$arm/tools/bin:$PATH"
cmake -S . -B "$arm/build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
  -DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++ \
  -DCMAKE_CXX_FLAGS="-Werror -idirafter $sysroot/usr/include" \
  -DPython_EXECUTABLE="$arm/tools/bin/python" \
  -DPython_INCLUDE_DIR="$sysroot/usr/include/python$version" \
  -Dnanobind_DIR="$(python -m nanobind --cmake_dir)" -DCMAKE_INSTALL_PREFIX="$site" > "$arm/cmake.log"
cmake --build "$arm/build"
rm -rf "$site/lemmavec"
cmake --install "$arm/build" > "$arm/install.log"
cp -r src/lemmavec/. "$site/lemmavec"
cp -r benchmarks/. "$site/lemmavec/benchmarks"
mv "$site"/lemmavec/_kernels.*.so "$site/lemmavec/_kernels.so"

# Training on real text takes most of an hour under emulation: name tests/training to have it.
[ $# -gt 0 ] || set -- tests/gradcheck/test_kernels.py tests/corpus/test_native_text.py
PYTHONHOME="$sysroot/usr" PYTHONPATH="$site" PYTHONDONTWRITEBYTECODE=1 \
  qemu-aarch64 -L "$sysroot" "$sysroot/usr/bin/python$version" -c \
  'import platform, lemmavec._kernels as k; print("testing on", platform.machine(), k.instruction_sets())'
PYTHONHOME="$sysroot/usr" PYTHONPATH="$site" PYTHONDONTWRITEBYTECODE=1 \
  qemu-aarch64 -L "$sysroot" "$sysroot/usr/bin/python$version" -m pytest -p no:cacheprovider "$@"

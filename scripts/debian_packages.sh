#!/usr/bin/env bash
# Sees to it that commands are there: each argument is COMMAND=PACKAGE. What is missing is installed
# where this is root on Debian; elsewhere the person is told what to install, and the status is 1.
set -euo pipefail

missing=()
for need in "$@"; do
  command -v "${need%%=*}" > /dev/null || missing+=("${need#*=}")
done
[ ${#missing[@]} = 0 ] && exit 0

if ! command -v apt-get > /dev/null; then
  echo "Needed, by the names of Debian's packages: ${missing[*]}" >&2
  exit 1
elif [ "$(id -u)" != 0 ]; then
  echo "Needed: as root, apt-get install ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update --quiet
apt-get -o DPkg::Lock::Timeout=300 install --quiet --yes --no-install-recommends "${missing[@]}"

#!/bin/sh
# Builds Zhuli into a new or empty folder: deploy/build.sh PREFIX
# It needs Python 3.11 or newer (PYTHON=...) and a package index. Afterwards PREFIX/bin has zhuli, uvicorn and python with
# the libraries of requirements.lock and no others; nothing refers to this checkout, and PREFIX must not be moved.
set -eu

prefix=${1:?"usage: deploy/build.sh PREFIX, a new or empty folder"}
python=${PYTHON:-python3}
if [ -e "$prefix" ] && [ -n "$(ls -A "$prefix")" ]; then
    echo "$prefix is not empty" >&2
    exit 1
fi
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd)
cd "$(dirname "$0")/.."

"$python" -m venv "$prefix"
pip="$prefix/bin/pip --disable-pip-version-check --quiet"
$pip install --require-hashes --no-deps --requirement requirements.lock
# Never by name: foreign packages are called `services` and `shared` too.
$pip install --no-deps --no-index --no-build-isolation .
"$prefix/bin/zhuli" --help >/dev/null

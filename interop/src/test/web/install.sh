#!/bin/sh
# Called by Maven: the clients into node_modules/, when they are not there or others are asked for. Without npm the tests that
# want them are skipped and say so.
set -eu
cd "$(dirname "$0")"

if ! command -v npm >/dev/null; then
  echo "interop: npm is not here, so no other web client is tested. Debian: apt install npm" >&2
  exit 0
fi
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
fi

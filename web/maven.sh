#!/bin/sh
# Called by Maven. `build`: the client into dist/, when it is not there or older than its sources. `test`: types and unit tests.
# Without npm the server is built without its web client; a release holds the built files, so those who run it need no npm.
set -eu
cd "$(dirname "$0")"

if ! command -v npm >/dev/null; then
  echo "web: npm is not here, so the server gets no web client. Debian: apt install npm" >&2
  exit 0
fi
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
fi
case "$1" in
  build)
    if [ ! -f dist/assets.json ] || [ -n "$(find src public build.mjs package-lock.json -newer dist/assets.json -print -quit)" ]; then
      node build.mjs
    fi ;;
  test)
    npm run --silent check
    npm test --silent ;;
esac

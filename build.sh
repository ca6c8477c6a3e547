#!/usr/bin/env bash
# Builds everything into build/; programs are in build/bin. Never more than two compilers at once.
set -euo pipefail
cd "$(dirname "$0")"
case "${1:-}" in
  "") target=() ;;
  -h | --help) printf 'usage: ./build.sh [TARGET...]\n\nConfigures when needed and builds (all targets unless named); programs go to build/bin.\nRun ./setup first on a fresh machine.\n'; exit 0 ;;
  *) target=(--target "$@") ;;
esac
if ! command -v clang++-16 >/dev/null || ! command -v cmake >/dev/null; then
  printf 'build: clang++-16 or cmake is missing: run ./setup first\n' >&2
  exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset ci >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
cmake --build --preset ci "${target[@]}"

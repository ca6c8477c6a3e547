#!/usr/bin/env bash
# tests/support/containerd.sh with a running pod is stopped from outside: by SIGTERM nothing is left, by SIGKILL (which
# no script survives) no process; folder and cgroups, which are then empty of life, are removed here.
set -euo pipefail
build=$1
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
failed=0
fail() { printf 'stopped_test: %s\n' "$*" >&2; failed=1; }

cat >"$work/pod.json" <<JSON
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "sleeper"}, "spec": {"containers": [{"name": "c",
  "image": "localhost/coracle/busybox:$(sed -nE 's/^project\(coracle VERSION ([^ ]+).*/\1/p' "$source_dir/CMakeLists.txt")",
  "command": ["sleep", "3600"]}]}}
JSON
cat >"$work/command" <<'COMMAND'
"$1/bin/cri-pod" --containerd "$CORACLE_CONTAINERD" --state "$CORACLE_CONTAINERD_DIR/pods" \
  --cgroup-parent "$CORACLE_CGROUP" run "$2/pod.json" >"$2/log" 2>&1
echo "$CORACLE_CGROUP" >"$2/up"
sleep 3600
COMMAND

# until SECONDS COMMAND...
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    read -rt 0.05 <> <(:) || true
  done
}
cgroups() { find /sys/fs/cgroup -maxdepth 2 -type d -name "${1#/}"; }
# Processes in the cgroups of the pod, or with the test's folder in their arguments.
processes() {
  local cgroup
  for cgroup in $(cgroups "$1"); do find "$cgroup" -name cgroup.procs -exec cat {} +; done
  grep -las -- "/tmp$1/" /proc/[0-9]*/cmdline || true
}
no_processes() { [ -z "$(processes "$1")" ]; }
gone() { [ -z "$(cgroups "$1")" ] && [ ! -e "/tmp$1" ]; }

for signal in TERM KILL; do
  rm -f "$work/up"
  "$source_dir/tests/support/containerd.sh" --build "$build" --image busybox bash "$work/command" "$build" "$work" \
    2>"$work/log" &
  script=$!
  if ! until_true 40 test -s "$work/up"; then
    fail "no pod within 40 s: $(cat "$work/log")"
    kill -KILL "$script"
    break
  fi
  name=$(cat "$work/up")
  no_processes "$name" && fail "the pod has no process before the test"
  kill "-$signal" "$script"
  wait "$script" 2>/dev/null && fail "status 0 after SIG$signal"
  until_true 10 no_processes "$name" || fail "processes are left after SIG$signal: $(processes "$name" | xargs)"
  if [ "$signal" = TERM ]; then
    until_true 10 gone "$name" || fail "left after SIGTERM: $(cgroups "$name" | xargs) $(ls -d "/tmp$name" 2>/dev/null)"
  fi
  for cgroup in $(cgroups "$name"); do find "$cgroup" -depth -type d -exec rmdir {} +; done
  rm -rf --one-file-system "/tmp$name"
done
rm -rf "$work"
exit $failed

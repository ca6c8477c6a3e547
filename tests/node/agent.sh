#!/usr/bin/env bash
# Runs a command in namespaces of its own (network without an uplink, mounts, processes) with a folder and a control
# group for a whole cluster below a --root, and leaves nothing behind, also when it is killed.
#
# usage: tests/node/agent.sh [--build DIR] COMMAND [ARGUMENT...]
#
# The command finds CORACLE_ROOT (an empty folder), CORACLE_CGROUP, CORACLE_IMAGES (DIR/images) and CORACLE_VERSION.
set -euo pipefail
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
die() { printf 'agent.sh: %s\n' "$*" >&2; exit 1; }

. "$source_dir/tests/support/cgroups.sh"

clean_up() {
  local status=$?
  trap - EXIT
  if [ -n "${child:-}" ]; then
    kill -KILL "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  remove_cgroups "$CORACLE_CGROUP"
  rm -rf --one-file-system "$CORACLE_ROOT"
  [ -z "$made_run" ] || rmdir /run/containerd 2>/dev/null || true
  exit "$status"
}

if [ "${1:-}" = --inside ]; then
  shift
  ip link set lo up
  # Shims put their sockets into /run/containerd whatever the configuration says.
  mount -t tmpfs -o mode=711 tmpfs /run/containerd
  "$@"
  exit
fi

build=$source_dir/build
if [ "${1:-}" = --build ]; then build=$2; shift 2; fi
[ $# -gt 0 ] || die "a command is missing"
[ "$(id -u)" = 0 ] || die "containers need root"
for program in containerd ctr runc ip unshare setpriv; do
  command -v "$program" >/dev/null || die "$program is missing: run ./setup"
done
for image in pause busybox; do
  [ -r "$build/images/$image.tar" ] || die "$build/images/$image.tar is missing: run images/build $image"
done
# A short path: sockets below it must fit into 107 bytes.
CORACLE_ROOT=$(mktemp -d /tmp/coracle-node-XXXXXX)
export CORACLE_ROOT CORACLE_CGROUP=/${CORACLE_ROOT##*/} CORACLE_IMAGES=$build/images
CORACLE_VERSION=$(sed -nE 's/^project\(coracle VERSION ([^ ]+).*/\1/p' "$source_dir/CMakeLists.txt")
export CORACLE_VERSION
made_run=
[ -d /run/containerd ] || { mkdir /run/containerd; made_run=yes; }
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
setpriv --pdeathsig KILL unshare --mount --propagation private --net --pid --fork --kill-child=KILL --mount-proc \
  bash "$source_dir/tests/node/agent.sh" --inside "$@" <&0 &
child=$!
wait "$child"

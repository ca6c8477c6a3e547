#!/usr/bin/env bash
# Runs a command beside a containerd of its own, in namespaces of their own, and leaves nothing behind: everything lives
# in one PID namespace, so that whatever is still there when the command ends, or when this script is killed, dies too.
set -euo pipefail
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
. "$source_dir/tests/support/cgroups.sh"

usage() {
  cat <<'USAGE'
usage: tests/support/containerd.sh [OPTION...] COMMAND [ARGUMENT...]

Runs COMMAND as root with, in its environment:

  CORACLE_CONTAINERD       socket of a containerd that has the images pause, and those of --image
  CORACLE_CONTAINERD_DIR   its folder, below which all its files and mounts are; may be written into
  CORACLE_CGROUP           cgroup for pods ("/coracle-test-..."), removed afterwards in every hierarchy
  CORACLE_VERSION          tag of the images localhost/coracle/<name>
  CORACLE_REGISTRY         with --registry: a registry, empty, which containerd asks for images of registry.test

and exits with its status. Pods get addresses of 10.88.0.0/24 on a bridge in a network namespace without an uplink.

  --build DIR    where images/<name>.tar and packages/ are (default: build)
  --image NAME   import DIR/images/NAME.tar as well; may be given several times
  --registry     start Debian's docker-registry, too
USAGE
}
die() { printf 'containerd.sh: %s\n' "$*" >&2; exit 1; }

# --- Outside: the folder, the namespaces, and what outlives them (cgroups, the folder).
outside() {
  local build=$source_dir/build images=(pause) registry=
  while [ $# -gt 0 ]; do
    case "$1" in
      -h | --help) usage; exit 0 ;;
      --build) [ $# -ge 2 ] || die "--build needs a folder"; build=$2; shift ;;
      --image) [ $# -ge 2 ] || die "--image needs a name"; images+=("$2"); shift ;;
      --registry) registry=yes ;;
      -*) usage >&2; die "unknown option $1" ;;
      *) break ;;
    esac
    shift
  done
  [ $# -gt 0 ] || { usage >&2; die "a command is missing"; }
  [ "$(id -u)" = 0 ] || die "containers need root"
  local program
  for program in containerd ctr runc ip unshare setpriv; do
    command -v "$program" >/dev/null || die "$program is missing: run ./setup"
  done
  [ -x /usr/lib/cni/bridge ] || die "CNI plugins are missing (package containernetworking-plugins): run ./setup"
  local image
  for image in "${images[@]}"; do
    [ -r "$build/images/$image.tar" ] || die "$build/images/$image.tar is missing: run images/build $image"
  done
  [ -z "$registry" ] || "$source_dir/tools/unpack-packages" --dir "$build/packages" docker-registry

  # A short path: sockets below it must fit into 107 bytes.
  dir=$(mktemp -d /tmp/coracle-test-XXXXXX)
  made_run=
  [ -d /run/containerd ] || { mkdir /run/containerd; made_run=yes; }
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  export CORACLE_CONTAINERD_DIR=$dir CORACLE_CONTAINERD=$dir/containerd.sock CORACLE_CGROUP=/${dir##*/}
  export CORACLE_TEST_BUILD=$build CORACLE_TEST_IMAGES="${images[*]}" CORACLE_TEST_REGISTRY=$registry
  CORACLE_VERSION=$(sed -nE 's/^project\(coracle VERSION ([^ ]+).*/\1/p' "$source_dir/CMakeLists.txt")
  export CORACLE_VERSION
  setpriv --pdeathsig KILL unshare --mount --propagation private --net --pid --fork --kill-child=KILL --mount-proc \
    bash "$source_dir/tests/support/containerd.sh" --inside "$@" <&0 &
  child=$!
  wait "$child"
}

clean_up() {
  local status=$?
  trap - EXIT
  if [ -n "${child:-}" ]; then
    kill -KILL "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  remove_cgroups "$CORACLE_CGROUP"
  rm -rf --one-file-system "$dir"
  [ -z "$made_run" ] || rmdir /run/containerd 2>/dev/null || true
  exit "$status"
}

# --- Inside: PID 1 of the namespaces.
inside() {
  dir=$CORACLE_CONTAINERD_DIR
  ip link set lo up
  # Shims put their sockets into /run/containerd whatever the configuration says.
  mount -t tmpfs -o mode=711 tmpfs /run/containerd
  # Mounts of pods with propagation need a shared mount; this one is shared within these namespaces only.
  mount --bind "$dir" "$dir"
  mount --make-rshared "$dir"
  write_configuration
  containerd --config "$dir/config.toml" >"$dir/containerd.log" 2>&1 &
  local containerd=$! image
  wait_for containerd "$containerd" ctr --address "$CORACLE_CONTAINERD" version
  for image in $CORACLE_TEST_IMAGES; do
    ctr --address "$CORACLE_CONTAINERD" -n k8s.io images import "$CORACLE_TEST_BUILD/images/$image.tar" >/dev/null
  done
  if [ -n "$CORACLE_TEST_REGISTRY" ]; then
    "$CORACLE_TEST_BUILD/packages/docker-registry/usr/bin/docker-registry" serve "$dir/registry.yml" \
      >"$dir/registry.log" 2>&1 &
    export CORACLE_REGISTRY=127.0.0.1:5000
    wait_for registry "$!" curl -sf "http://$CORACLE_REGISTRY/v2/"
  fi
  local status=0
  "$@" || status=$?
  if [ "$status" != 0 ] && [ -n "${CORACLE_TEST_LOG:-}" ]; then cp "$dir"/*.log "$CORACLE_TEST_LOG" || true; fi
  exit "$status"
}

# wait_for NAME PID COMMAND...: until the command succeeds, 30 s at most, or the process has ended.
wait_for() {
  local name=$1 pid=$2 deadline=$((SECONDS + 30))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! kill -0 "$pid" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
      tail -n 20 "$dir/$name.log" >&2
      die "$name does not start (its words are above)"
    fi
    read -rt 0.02 <> <(:) || true
  done
}

write_configuration() {
  mkdir -p "$dir/cni" "$dir/certs.d/registry.test" "$dir/tmp"
  cat >"$dir/config.toml" <<TOML
version = 2
root = "$dir/root"
state = "$dir/state"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp",
  "io.containerd.internal.v1.tracing"]

[grpc]
  address = "$CORACLE_CONTAINERD"

[plugins."io.containerd.internal.v1.opt"]
  path = "$dir/opt"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/coracle/pause:$CORACLE_VERSION"
  # Without CAP_SYS_RESOURCE, as in many CI machines, nobody may lower the score.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$dir/cni"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "$dir/certs.d"
TOML
  cat >"$dir/cni/10-test.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "test", "plugins": [{"type": "bridge", "bridge": "test0", "isGateway": true,
  "ipam": {"type": "host-local", "dataDir": "$dir/cni-state",
    "ranges": [[{"subnet": "10.88.0.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
JSON
  cat >"$dir/certs.d/registry.test/hosts.toml" <<TOML
server = "http://127.0.0.1:5000"
[host."http://127.0.0.1:5000"]
  capabilities = ["pull", "resolve"]
TOML
  cat >"$dir/registry.yml" <<YAML
version: 0.1
storage:
  filesystem:
    rootdirectory: $dir/registry
http:
  addr: 127.0.0.1:5000
YAML
}

if [ "${1:-}" = --inside ]; then
  shift
  inside "$@"
else
  outside "$@"
fi

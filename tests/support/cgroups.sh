# Sourced: takes away a cgroup in every hierarchy, after a test.

# A killed process is gone from its cgroup a moment later: tried for five seconds.
remove_cgroups() {
  local hierarchy tries path
  for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/*/; do
    path=${hierarchy%/}$1
    [ -d "$path" ] || continue
    for ((tries = 0; tries < 100; tries++)); do
      find "$path" -depth -type d -exec rmdir {} + 2>/dev/null || true
      [ -d "$path" ] || continue 2
      read -rt 0.05 <> <(:) || true
    done
    printf '%s: the cgroup %s cannot be removed\n' "${0##*/}" "$path" >&2
  done
}

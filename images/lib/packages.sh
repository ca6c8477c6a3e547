# Debian packages without installing them: an apt root of our own for each architecture, an empty package database (so
# that the closure does not depend on the machine), archives below build/images/cache, trees unpacked from those.

mirror=${CORACLE_DEBIAN_MIRROR:-http://deb.debian.org/debian}
security_mirror=${CORACLE_DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security}
index_max_age_minutes=1440

# i386 goes without the security suite: its index does not match its Release file on some mirrors, and then `update`
# fails as a whole.
apt_sources() {
  local signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  printf 'deb %s %s %s main\n' "$signed" "$mirror" bookworm "$signed" "$mirror" bookworm-updates
  [ "$1" = i386 ] || printf 'deb %s %s bookworm-security main\n' "$signed" "$security_mirror"
}

# apt ARCH ARGUMENT...: apt-get in that architecture's root.
apt() {
  local arch=$1 dir=$cache_dir/$1
  shift
  apt-get -qq -y -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o Dir::State="$dir/state" \
    -o Dir::State::status="$dir/status" -o Dir::Cache="$dir" -o Dir::Etc::sourcelist="$dir/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o APT::Sandbox::User=root \
    -o APT::Install-Recommends=false -o Acquire::Languages=none -o Debug::NoLocking=1 -o Acquire::Retries=3 "$@"
}

apt_root() {
  local arch=$1 dir=$cache_dir/$1
  mkdir -p "$dir/state/lists/partial" "$dir/archives/partial" "$cache_dir/none/partial"
  : >"$dir/status"
  apt_sources "$arch" >"$dir/sources.list.new"
  if ! cmp -s "$dir/sources.list.new" "$dir/sources.list"; then
    mv "$dir/sources.list.new" "$dir/sources.list"
    rm -f "$dir/updated"
  fi
  if [ -z "$(find "$dir/updated" -mmin "-$index_max_age_minutes" 2>/dev/null)" ]; then
    if apt "$arch" update >"$dir/update.log" 2>&1; then
      touch "$dir/updated"
    elif [ -e "$dir/updated" ]; then
      say "the $arch package index could not be refreshed, using the one from $(date -r "$dir/updated" +%F)"
    else
      tail -n 5 "$dir/update.log" >&2
      die "the $arch package index could not be fetched from $mirror"
    fi
  fi
}

# package_closure ARCH PACKAGE...: the archives (file names with versions) of the packages and all they depend on.
package_closure() {
  local arch=$1 list
  shift
  [ $# -gt 0 ] || return 0
  # apt names only archives that it has not got yet, so it is shown an empty folder.
  list=$(apt "$arch" -o Dir::Cache::archives="$cache_dir/none" install --print-uris "$@" 2>&1) ||
    { printf '%s\n' "$list" >&2; return 1; }
  sed -nE "s/^'[^']+' ([^ ]+\.deb) .*/\1/p" <<<"$list" | sort | grep .
}

# Of a closure, what a tree needs: without the packages whose names match the pattern.
without_packages() {
  local pattern=$1
  if [ -z "$pattern" ]; then cat; else grep -vE "^($pattern)_" || true; fi
}

# fetch_packages ARCH FILE...: the named archives, below the architecture's cache. apt checks their hashes.
fetch_packages() {
  local arch=$1 file missing=()
  shift
  for file in "$@"; do
    [ -e "$cache_dir/$arch/archives/$file" ] && continue
    local package=${file%%_*} version=${file#*_}
    version=${version%_*}
    missing+=("$package=${version//%3a/:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  (cd "$cache_dir/$arch/archives" && apt "$arch" download "${missing[@]}" >/dev/null) ||
    die "packages could not be fetched: ${missing[*]}"
}

# unpack_packages ARCH DIR FILE...: one merged tree, as on a system with /usr merged.
unpack_packages() {
  local arch=$1 dir=$2 file
  shift 2
  local wanted
  wanted=$(printf '%s\n' "$arch" "$@" | sha256sum)
  [ "$(cat "$dir.packages" 2>/dev/null)" != "$wanted" ] || return 0
  rm -rf "$dir" "$dir.packages"
  fetch_packages "$arch" "$@"
  mkdir -p "$dir"/usr/{bin,sbin,lib,lib64}
  ln -s usr/bin usr/sbin usr/lib usr/lib64 "$dir"
  for file in "$@"; do
    dpkg-deb --fsys-tarfile "$cache_dir/$arch/archives/$file" |
      tar -x -C "$dir" --keep-directory-symlink --no-same-owner --exclude=./usr/share/doc --exclude=./usr/share/locale \
        --exclude=./usr/share/man
  done
  printf '%s\n' "$wanted" >"$dir.packages"
}

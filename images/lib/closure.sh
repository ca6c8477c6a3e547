# The shared libraries that programs need, found with readelf in an unpacked tree: nothing is run, so it works for a
# foreign architecture too.

# Folders of the dynamic linker below a tree, by architecture.
library_folders() {
  case "$1" in
    amd64) printf '%s\n' usr/lib/x86_64-linux-gnu usr/lib/x86_64-linux-gnu/libvirt usr/lib64 usr/lib ;;
    i386) printf '%s\n' usr/lib/i386-linux-gnu usr/lib ;;
    *) die "no library folders are known for $1" ;;
  esac
}

# needed FILE...: the sonames the ELF files ask for, and the loader of programs.
needed() {
  readelf -d -l "$@" 2>/dev/null | sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p; s/.*program interpreter: (.*)\]/\1/p' | sort -u
}

# find_library TREE ARCH SONAME: its path below the tree. A loader is named by its path, and must be found just there.
find_library() {
  local tree=$1 arch=$2 soname=$3 folder
  if [[ $soname == /* ]]; then
    [ ! -e "$tree/usr$soname" ] || printf 'usr%s\n' "$soname"
    [ -e "$tree/usr$soname" ]
    return
  fi
  while read -r folder; do
    [ -e "$tree/$folder/$soname" ] || continue
    printf '%s\n' "$folder/$soname"
    return 0
  done < <(library_folders "$arch")
  return 1
}

# install_tree_file TREE ROOT PATH: copies one file; a link is followed, so that PATH is a regular file in ROOT.
install_tree_file() {
  local tree=$1 root=$2 path=$3 mode=644
  [ -e "$tree/$path" ] || die "$path is in none of the unpacked packages"
  [ ! -x "$tree/$path" ] || mode=755
  install -D -m "$mode" "$(readlink -f "$tree/$path")" "$root/$path"
}

# install_closure TREE ARCH ROOT PATH...: the files and, transitively, every library that they need.
install_closure() {
  local tree=$1 arch=$2 root=$3 path soname
  shift 3
  local -A seen=()
  local queue=("$@") next=()
  while [ ${#queue[@]} -gt 0 ]; do
    next=()
    for path in "${queue[@]}"; do install_tree_file "$tree" "$root" "$path"; done
    while read -r soname; do
      [ -z "${seen[$soname]:-}" ] || continue
      seen[$soname]=1
      path=$(find_library "$tree" "$arch" "$soname") || die "no unpacked package has the library $soname"
      [ -e "$root/$path" ] || next+=("$path")
    done < <(needed "${queue[@]/#/$root/}")
    queue=("${next[@]}")
  done
}

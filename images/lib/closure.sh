# The shared libraries that programs need, found with readelf in an unpacked tree: nothing is run, so it works for a
# foreign architecture too.

# Folders below a tree that libraries are in, by architecture: the linker's, and those that programs add by RUNPATH.
library_folders() {
  case "$1" in
    amd64) printf '%s\n' usr/lib/x86_64-linux-gnu usr/lib/x86_64-linux-gnu/libvirt usr/lib64 usr/lib ;;
    i386) printf '%s\n' usr/lib/i386-linux-gnu usr/lib usr/libexec/sudo ;;
    *) die "no library folders are known for $1" ;;
  esac
}

# needed FILE...: the sonames the ELF files ask for, and the loader of programs.
needed() {
  readelf -d -l "$@" 2>/dev/null | sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p; s/.*program interpreter: (.*)\]/\1/p' | sort -u
}

# tree_file TREE PATH: the path below the tree that PATH leads to, absolute links taken as the tree's own; fails without.
tree_file() {
  local tree=$1 path=$2 target
  while [ -L "$tree/$path" ]; do
    target=$(readlink "$tree/$path")
    case "$target" in
      /*) path=${target#/} ;;
      *) path=$(dirname "$path")/$target ;;
    esac
  done
  [ -e "$tree/$path" ] && printf '%s\n' "$path"
}

# find_library TREE ARCH SONAME: its path below the tree. A loader is named by its path, and must be found just there.
find_library() {
  local tree=$1 arch=$2 soname=$3 folder
  if [[ $soname == /* ]]; then
    tree_file "$tree" "usr$soname" >/dev/null && printf 'usr%s\n' "$soname"
    return
  fi
  while read -r folder; do
    tree_file "$tree" "$folder/$soname" >/dev/null || continue
    printf '%s\n' "$folder/$soname"
    return 0
  done < <(library_folders "$arch")
  return 1
}

# install_tree_file TREE ROOT PATH: copies one file; a link is followed, so that PATH is a regular file in ROOT.
install_tree_file() {
  local tree=$1 root=$2 path=$3 mode=644 file
  file=$tree/$(tree_file "$tree" "$path") || die "$path is in none of the unpacked packages"
  [ ! -x "$file" ] || mode=755
  install -D -m "$mode" "$file" "$root/$path"
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

# What the recipes share: messages, places, and the image writer. Sourced by images/build.

# Everything that carries a time carries this one, so that equal inputs give equal archives.
export SOURCE_DATE_EPOCH=1735689600
export LC_ALL=C TZ=UTC

say() { printf 'images: %s\n' "$*"; }
die() { printf 'images: %s\n' "$*" >&2; exit 1; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || die "the program $tool is missing: run ./setup"
  done
}

project_version() {
  sed -nE 's/^project\(coracle VERSION ([0-9.]+).*/\1/p' "$source_dir/CMakeLists.txt"
}

# The name under which containerd finds the image.
image_reference() { printf 'localhost/coracle/%s:%s' "$1" "$(project_version)"; }

# write_image OPTION...: the archive of the recipe's image, with options of tools/oci-image.
write_image() {
  "$source_dir/tools/oci-image" --output "$output" --name "$(image_reference "$name")" "$@"
}

# One line a file: content and path, in a stable order; what does not exist is left out.
hash_files() {
  local path there=()
  for path in "$@"; do
    [ ! -e "$path" ] || there+=("$path")
  done
  find "${there[@]}" -type f -print0 | sort -z | xargs -0 -r sha256sum
}

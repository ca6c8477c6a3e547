// deps: coracle_json
// The files themselves: the library they are in brings gRPC, which is not instrumented.
#include <cstdint>
#include <vector>

#include "node/mirror/manifest.cpp"
#include "node/mirror/name.cpp"
#include "node/mirror/tar.cpp"

using namespace coracle;
using namespace coracle::node::mirror;

namespace {
std::string text_of(const TarMember& place, std::string_view archive) {
  if (place.offset > archive.size() || place.size > archive.size() - place.offset)
    broken("a file of an archive lies outside it");
  return std::string(archive.substr(place.offset, place.size));
}

void read_all(const TarIndex& index, std::string_view archive) {
  for (const auto& [name, place] : index) {
    const auto text = text_of(place, archive);
    try {
      if (name == "index.json") {
        const auto image = archived_image(text, "quay.io/a/b:latest");
        if (!is_digest(image.digest)) broken("an image without a digest was taken");
      } else if (name == "manifest.json") {
        parse_docker_archive(text, "quay.io/a/b:latest");
      } else {
        for (const auto& part : parse_manifest(text).parts)
          if (!is_digest(part.digest)) broken("a part without a digest was taken");
      }
    } catch (const Error&) {
    }
  }
}
}  // namespace

// Archives come from elsewhere; so do names.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view archive(reinterpret_cast<const char*>(data), size);
  const ReadAt read = [&](std::uint64_t offset, std::span<char> into) {
    const auto piece = offset < archive.size() ? archive.substr(offset, into.size()) : std::string_view();
    std::copy(piece.begin(), piece.end(), into.begin());
    return piece.size();
  };
  try {
    read_all(read_tar_index(read, size), archive);
  } catch (const Error&) {
  }
  if (const auto name = parse_image_name(archive)) {
    const auto again = parse_image_name(name->text());
    if (!again || *again != *name) broken("an image's full name is read as another");
  }
  read_all({{"index.json", {0, size}}, {"manifest.json", {0, size}}, {"x", {0, size}}}, archive);
  return 0;
}

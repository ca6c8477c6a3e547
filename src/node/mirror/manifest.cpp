#include "node/mirror/manifest.h"

#include <algorithm>

namespace coracle::node::mirror {
namespace {
constexpr std::size_t most_parts = 1000;
constexpr json::Limits manifest_limits{4U << 20U, 20};
constexpr std::string_view manifest_types[] = {oci_manifest, oci_index,
                                               "application/vnd.docker.distribution.manifest.v2+json",
                                               "application/vnd.docker.distribution.manifest.list.v2+json"};

Error wrong_manifest(const std::string& why) { return {Reason::invalid, "the image's manifest " + why}; }

Descriptor read_descriptor(const json::Value& value) {
  Descriptor out;
  out.media_type = json::text(value, {"mediaType"});
  out.digest = json::text(value, {"digest"});
  if (!is_digest(out.digest)) throw wrong_manifest("has a digest that is not sha256: " + out.digest.substr(0, 100));
  const auto* size = json::find(value, {"size"});
  if (!size || !size->is_int64() || size->get_int64() < 0) throw wrong_manifest("has a part without a size");
  out.size = static_cast<std::uint64_t>(size->get_int64());
  return out;
}

const json::Array* array_member(const json::Value& value, std::string_view name) {
  const auto* member = json::find(value, {name});
  return member && member->is_array() ? &member->get_array() : nullptr;
}

/// Whether an archive's annotation means that name: in full, or only its tag.
bool is_annotated(const json::Value& descriptor, const std::string& name) {
  const auto full = json::text(descriptor, {"annotations", "io.containerd.image.name"});
  const auto ref = json::text(descriptor, {"annotations", "org.opencontainers.image.ref.name"});
  return full == name || ref == name;
}
}  // namespace

bool is_manifest_type(std::string_view media_type) {
  return std::find(std::begin(manifest_types), std::end(manifest_types), media_type) != std::end(manifest_types);
}

Manifest parse_manifest(std::string_view text) {
  const auto parsed = json::parse(text, manifest_limits).take();
  if (!parsed.is_object()) throw wrong_manifest("is no object");
  const auto* manifests = array_member(parsed, "manifests");
  const auto* layers = array_member(parsed, "layers");
  const auto* config = json::find(parsed, {"config"});
  if (manifests && (layers || config)) throw wrong_manifest("is a manifest and an index at once");
  if (!manifests && (!layers || !config)) throw wrong_manifest("names no layers");
  Manifest out;
  out.is_index = manifests != nullptr;
  out.media_type = json::text(parsed, {"mediaType"}, out.is_index ? oci_index : oci_manifest);
  if (!is_manifest_type(out.media_type))
    throw wrong_manifest("is of the unknown type " + out.media_type.substr(0, 100));
  const auto& list = out.is_index ? *manifests : *layers;
  if (list.size() > most_parts) throw wrong_manifest("has more than 1000 parts");
  if (!out.is_index) out.parts.push_back(read_descriptor(*config));
  for (const auto& item : list) out.parts.push_back(read_descriptor(item));
  return out;
}

Descriptor archived_image(std::string_view index_json, const std::string& name) {
  const auto parsed = json::parse(index_json, manifest_limits).take();
  const auto* manifests = array_member(parsed, "manifests");
  if (!manifests || manifests->empty()) throw Error(Reason::invalid, "the archive's index.json names no image");
  if (manifests->size() == 1) return read_descriptor(manifests->front());
  const json::Value* found = nullptr;
  for (const auto& item : *manifests)
    if (is_annotated(item, name)) found = &item;
  if (!found)
    throw Error(Reason::invalid, "the archive holds " + std::to_string(manifests->size()) +
                                     " images, none of them under the name " + name);
  return read_descriptor(*found);
}

DockerArchive parse_docker_archive(std::string_view manifest_json, const std::string& name) {
  const auto parsed = json::parse(manifest_json, manifest_limits).take();
  if (!parsed.is_array() || parsed.get_array().empty())
    throw Error(Reason::invalid, "the archive's manifest.json names no image");
  const auto& images = parsed.get_array();
  const json::Value* found = images.size() == 1 ? &images.front() : nullptr;
  for (const auto& image : images)
    if (const auto* tags = array_member(image, "RepoTags"); tags && !found)
      for (const auto& tag : *tags)
        if (tag.is_string() && tag.get_string() == name) found = &image;
  if (!found)
    throw Error(Reason::invalid,
                "the archive holds " + std::to_string(images.size()) + " images, none of them under the name " + name);
  DockerArchive out;
  out.config = json::text(*found, {"Config"});
  if (const auto* layers = array_member(*found, "Layers"))
    for (const auto& layer : *layers)
      if (layer.is_string()) out.layers.emplace_back(layer.get_string());
  if (out.config.empty() || out.layers.empty() || out.layers.size() > most_parts)
    throw Error(Reason::invalid, "the archive's manifest.json names no configuration or no layers");
  return out;
}

}  // namespace coracle::node::mirror

#pragma once
// What image manifests and indexes say: OCI's and docker's (schema 2).
// https://github.com/opencontainers/image-spec/blob/main/manifest.md
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace coracle::node::mirror {

constexpr const char* oci_manifest = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* oci_index = "application/vnd.oci.image.index.v1+json";

struct Descriptor {
  std::string media_type;
  std::string digest;  ///< "sha256:" and 64 digits
  std::uint64_t size = 0;
  bool operator==(const Descriptor&) const = default;
};

struct Manifest {
  std::string media_type;
  bool is_index = false;
  std::vector<Descriptor> parts;  ///< of an index its manifests, else configuration and layers
};

/// Throws Error(invalid): also for one that is manifest and index at once (CVE-2021-41190), for a digest that is none,
/// for more than 1000 parts.
Manifest parse_manifest(std::string_view text);
bool is_manifest_type(std::string_view media_type);
/// True for "sha256:" and 64 digits.
bool is_digest(std::string_view text);

/// The image that an archive's index.json is about: its only one, or the one annotated with that name.
Descriptor archived_image(std::string_view index_json, const std::string& name);

/// The one image of a docker archive's manifest.json: names of its files in the archive.
struct DockerArchive {
  std::string config;
  std::vector<std::string> layers;
};
DockerArchive parse_docker_archive(std::string_view manifest_json, const std::string& name);

}  // namespace coracle::node::mirror

#pragma once
// Images that lie on this machine under the names that people use, for machines without the internet.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace coracle::node::mirror {

/// A name as it was meant: "cirros" is docker.io/library/cirros:latest.
struct ImageName {
  std::string registry;    ///< "quay.io", "localhost:5000"
  std::string repository;  ///< "kubevirt/cirros-container-disk-demo"
  std::string tag;         ///< "latest" when the name has neither tag nor digest
  std::string digest;      ///< "sha256:..." or empty
  /// "quay.io/kubevirt/cirros-container-disk-demo:latest"
  std::string text() const;
  bool operator==(const ImageName&) const = default;
};
/// By the grammar of https://github.com/distribution/reference.
Result<ImageName> parse_image_name(std::string_view text);

struct StoredImage {
  std::string name;    ///< normal form, with its tag
  std::string digest;  ///< of its manifest or index
  std::string media_type;
  std::uint64_t size = 0;  ///< of all it consists of
};

/// Images in a folder (Paths::images()): an OCI image layout whose index names each image in full. Several processes
/// may use it at once; each change is atomic, also across a power cut.
class Store {
 public:
  /// Makes the folder when it is missing.
  explicit Store(std::string folder);

  /// Takes the image of an OCI archive or a docker archive (an uncompressed tar) in under that name; a tag that is
  /// there already moves. Every digest is checked. Errors say what the archive lacks.
  StoredImage add(std::string_view name, const std::string& archive);
  /// By name.
  std::vector<StoredImage> list() const;
  /// False when there is none of that name. Blobs that no image needs any more go too.
  bool remove(std::string_view name);
  std::optional<StoredImage> find(const ImageName& name) const;
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace coracle::node::mirror

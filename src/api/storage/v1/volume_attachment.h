#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "api/core/v1/persistent_volume.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::storage::v1 {

using schema::operator==;

/// The volume to attach.
struct VolumeAttachmentSource {
  std::string persistent_volume_name;
  Box<core::v1::PersistentVolumeSpec> inline_volume_spec;
};
const schema::Struct& describe(const VolumeAttachmentSource*);

/// What is to be attached where.
struct VolumeAttachmentSpec {
  std::string attacher;
  VolumeAttachmentSource source;
  std::string node_name;
};
const schema::Struct& describe(const VolumeAttachmentSpec*);

/// What went wrong with a volume.
struct VolumeError {
  schema::Time time;
  std::optional<std::int32_t> error_code;
  std::string message;
};
const schema::Struct& describe(const VolumeError*);

/// How it stands.
struct VolumeAttachmentStatus {
  bool attached = false;
  std::map<std::string, std::string> attachment_metadata;
  Box<VolumeError> attach_error;
  Box<VolumeError> detach_error;
};
const schema::Struct& describe(const VolumeAttachmentStatus*);

/// A volume attached to a node.
struct VolumeAttachment {
  std::string api_version = "storage.k8s.io/v1";
  std::string kind = "VolumeAttachment";
  meta::v1::ObjectMeta metadata;
  VolumeAttachmentSpec spec;
  VolumeAttachmentStatus status;
};
const schema::Struct& describe(const VolumeAttachment*);

}  // namespace coracle::api::storage::v1

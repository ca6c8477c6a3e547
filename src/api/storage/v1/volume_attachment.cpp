#include "api/storage/v1/volume_attachment.h"

namespace coracle::api::storage::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const VolumeAttachmentSource*) {
  using T = VolumeAttachmentSource;
  static const Field fields[] = {
      field<&T::persistent_volume_name>("persistentVolumeName", "By name."),
      field<&T::inline_volume_spec>("inlineVolumeSpec", "In full."),
  };
  static const Struct table{"io.k8s.api.storage.v1.VolumeAttachmentSource", "The volume to attach.", fields};
  return table;
}

const Struct& describe(const VolumeAttachmentSpec*) {
  using T = VolumeAttachmentSpec;
  static const Field fields[] = {
      field<&T::attacher>("attacher", "Who attaches it.").required(),
      field<&T::source>("source", "The volume.").required(),
      field<&T::node_name>("nodeName", "The node.").required(),
  };
  static const Struct table{"io.k8s.api.storage.v1.VolumeAttachmentSpec", "What is to be attached where.", fields};
  return table;
}

const Struct& describe(const VolumeError*) {
  using T = VolumeError;
  static const Field fields[] = {
      field<&T::time>("time", "When it happened."),
      field<&T::error_code>("errorCode", "Code of the driver."),
      field<&T::message>("message", "Details for people."),
  };
  static const Struct table{"io.k8s.api.storage.v1.VolumeError", "What went wrong with a volume.", fields};
  return table;
}

const Struct& describe(const VolumeAttachmentStatus*) {
  using T = VolumeAttachmentStatus;
  static const Field fields[] = {
      field<&T::attached>("attached", "Whether it is attached.").required(),
      field<&T::attachment_metadata>("attachmentMetadata", "What mounting it needs."),
      field<&T::attach_error>("attachError", "Why attaching failed."),
      field<&T::detach_error>("detachError", "Why detaching failed."),
  };
  static const Struct table{"io.k8s.api.storage.v1.VolumeAttachmentStatus", "How it stands.", fields};
  return table;
}

const Struct& describe(const VolumeAttachment*) {
  using T = VolumeAttachment;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.storage.v1.VolumeAttachment",
                            "A volume attached to a node.",
                            fields,
                            {"storage.k8s.io", "v1", "VolumeAttachment"}};
  return table;
}

}  // namespace coracle::api::storage::v1

#pragma once
// Where the data of DataVolumes comes from.
#include <optional>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::cdi::v1beta1 {

using schema::operator==;

/// A file on an HTTP server.
struct DataVolumeSourceHTTP {
  std::string url;
  std::string secret_ref;
  std::string cert_config_map;
  std::vector<std::string> extra_headers;
  std::vector<std::string> secret_extra_headers;
};
const schema::Struct& describe(const DataVolumeSourceHTTP*);

/// A file in an S3 bucket.
struct DataVolumeSourceS3 {
  std::string url;
  std::string secret_ref;
  std::string cert_config_map;
};
const schema::Struct& describe(const DataVolumeSourceS3*);

/// A file in a bucket of Google Cloud Storage.
struct DataVolumeSourceGCS {
  std::string url;
  std::string secret_ref;
};
const schema::Struct& describe(const DataVolumeSourceGCS*);

/// A platform of an image.
struct PlatformOptions {
  std::string architecture;
};
const schema::Struct& describe(const PlatformOptions*);

/// A disk image in a container image.
struct DataVolumeSourceRegistry {
  std::optional<std::string> url;
  std::optional<std::string> image_stream;
  std::string pull_method;
  std::optional<std::string> secret_ref;
  std::optional<std::string> cert_config_map;
  Box<PlatformOptions> platform;
};
const schema::Struct& describe(const DataVolumeSourceRegistry*);

/// A claim to copy.
struct DataVolumeSourcePVC {
  std::string namespace_;
  std::string name;
};
const schema::Struct& describe(const DataVolumeSourcePVC*);

/// An upload by the user. It has no settings.
struct DataVolumeSourceUpload {};
const schema::Struct& describe(const DataVolumeSourceUpload*);

/// An empty disk. It has no settings.
struct DataVolumeBlankImage {};
const schema::Struct& describe(const DataVolumeBlankImage*);

/// A disk of oVirt.
struct DataVolumeSourceImageIO {
  std::string url;
  std::string disk_id;
  std::string secret_ref;
  std::string cert_config_map;
  std::optional<bool> insecure_skip_verify;
};
const schema::Struct& describe(const DataVolumeSourceImageIO*);

/// A disk of VMware.
struct DataVolumeSourceVDDK {
  std::string url;
  std::string uuid;
  std::string backing_file;
  std::string thumbprint;
  std::string secret_ref;
  std::string init_image_url;
  std::string extra_args;
};
const schema::Struct& describe(const DataVolumeSourceVDDK*);

/// A VolumeSnapshot to restore.
struct DataVolumeSourceSnapshot {
  std::string namespace_;
  std::string name;
};
const schema::Struct& describe(const DataVolumeSourceSnapshot*);

/// Where the data comes from: exactly one of these.
struct DataVolumeSource {
  Box<DataVolumeSourceHTTP> http;
  Box<DataVolumeSourceS3> s3;
  Box<DataVolumeSourceGCS> gcs;
  Box<DataVolumeSourceRegistry> registry;
  Box<DataVolumeSourcePVC> pvc;
  Box<DataVolumeSourceUpload> upload;
  Box<DataVolumeBlankImage> blank;
  Box<DataVolumeSourceImageIO> imageio;
  Box<DataVolumeSourceVDDK> vddk;
  Box<DataVolumeSourceSnapshot> snapshot;
};
const schema::Struct& describe(const DataVolumeSource*);

}  // namespace coracle::api::cdi::v1beta1

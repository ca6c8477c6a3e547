#include "api/cdi/v1beta1/data_volume_source.h"

namespace coracle::api::cdi::v1beta1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const DataVolumeSourceHTTP*) {
  using T = DataVolumeSourceHTTP;
  static const Field fields[] = {
      field<&T::url>("url", "Its address.").required(),
      field<&T::secret_ref>("secretRef", "Secret with keys accessKeyId and secretKey, for basic authentication."),
      field<&T::cert_config_map>("certConfigMap", "ConfigMap with certificate authorities to trust."),
      field<&T::extra_headers>("extraHeaders", "Header lines to send."),
      field<&T::secret_extra_headers>("secretExtraHeaders", "Secrets with header lines to send."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourceHTTP", "A file on an HTTP server.", fields};
  return table;
}

const Struct& describe(const DataVolumeSourceS3*) {
  using T = DataVolumeSourceS3;
  static const Field fields[] = {
      field<&T::url>("url", "Its address.").required(),
      field<&T::secret_ref>("secretRef", "Secret with keys accessKeyId and secretKey."),
      field<&T::cert_config_map>("certConfigMap", "ConfigMap with certificate authorities to trust."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourceS3", "A file in an S3 bucket.", fields};
  return table;
}

const Struct& describe(const DataVolumeSourceGCS*) {
  using T = DataVolumeSourceGCS;
  static const Field fields[] = {
      field<&T::url>("url", "Its address.").required(),
      field<&T::secret_ref>("secretRef", "Secret with the account's key."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourceGCS",
                            "A file in a bucket of Google Cloud Storage.", fields};
  return table;
}

const Struct& describe(const PlatformOptions*) {
  using T = PlatformOptions;
  static const Field fields[] = {
      field<&T::architecture>("architecture", "Processor architecture."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.PlatformOptions", "A platform of an image.", fields};
  return table;
}

const Struct& describe(const DataVolumeSourceRegistry*) {
  using T = DataVolumeSourceRegistry;
  static const Field fields[] = {
      field<&T::url>("url", "The image, as docker://registry/name:tag or oci-archive://."),
      field<&T::image_stream>("imageStream", "Image stream of OpenShift that names the image."),
      field<&T::pull_method>("pullMethod", "Who pulls: pod (the importer) or node (its container runtime)."),
      field<&T::secret_ref>("secretRef", "Secret with keys accessKeyId and secretKey."),
      field<&T::cert_config_map>("certConfigMap", "ConfigMap with certificate authorities to trust."),
      field<&T::platform>("platform", "Which of the image's platforms."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourceRegistry", "A disk image in a container image.",
                            fields};
  return table;
}

const Struct& describe(const DataVolumeSourcePVC*) {
  using T = DataVolumeSourcePVC;
  static const Field fields[] = {
      field<&T::namespace_>("namespace", "Its namespace.").required(),
      field<&T::name>("name", "Its name.").required(),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourcePVC", "A claim to copy.", fields};
  return table;
}

const Struct& describe(const DataVolumeSourceUpload*) {
  static const Struct table{
      "io.kubevirt.cdi.v1beta1.DataVolumeSourceUpload", "An upload by the user. It has no settings.", {}};
  return table;
}

const Struct& describe(const DataVolumeBlankImage*) {
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeBlankImage", "An empty disk. It has no settings.", {}};
  return table;
}

const Struct& describe(const DataVolumeSourceImageIO*) {
  using T = DataVolumeSourceImageIO;
  static const Field fields[] = {
      field<&T::url>("url", "Address of the engine.").required(),
      field<&T::disk_id>("diskId", "Identity of the disk.").required(),
      field<&T::secret_ref>("secretRef", "Secret with keys accessKeyId and secretKey."),
      field<&T::cert_config_map>("certConfigMap", "ConfigMap with certificate authorities to trust."),
      field<&T::insecure_skip_verify>("insecureSkipVerify", "Does not check the server's certificate."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourceImageIO", "A disk of oVirt.", fields};
  return table;
}

const Struct& describe(const DataVolumeSourceVDDK*) {
  using T = DataVolumeSourceVDDK;
  static const Field fields[] = {
      field<&T::url>("url", "Address of the vCenter or ESXi server."),
      field<&T::uuid>("uuid", "Identity of the virtual machine."),
      field<&T::backing_file>("backingFile", "Disk of the virtual machine."),
      field<&T::thumbprint>("thumbprint", "Fingerprint of the server's certificate."),
      field<&T::secret_ref>("secretRef", "Secret with keys accessKeyId and secretKey."),
      field<&T::init_image_url>("initImageURL", "Image with the VDDK library."),
      field<&T::extra_args>("extraArgs", "ConfigMap with a configuration file of the VDDK library."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourceVDDK", "A disk of VMware.", fields};
  return table;
}

const Struct& describe(const DataVolumeSourceSnapshot*) {
  using T = DataVolumeSourceSnapshot;
  static const Field fields[] = {
      field<&T::namespace_>("namespace", "Its namespace.").required(),
      field<&T::name>("name", "Its name.").required(),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSourceSnapshot", "A VolumeSnapshot to restore.", fields};
  return table;
}

const Struct& describe(const DataVolumeSource*) {
  using T = DataVolumeSource;
  static const Field fields[] = {
      field<&T::http>("http", "An HTTP server."),
      field<&T::s3>("s3", "An S3 bucket."),
      field<&T::gcs>("gcs", "A bucket of Google Cloud Storage."),
      field<&T::registry>("registry", "A container image."),
      field<&T::pvc>("pvc", "Another claim."),
      field<&T::upload>("upload", "An upload by the user."),
      field<&T::blank>("blank", "Nothing: an empty disk."),
      field<&T::imageio>("imageio", "An oVirt image transfer."),
      field<&T::vddk>("vddk", "A VMware virtual disk."),
      field<&T::snapshot>("snapshot", "A VolumeSnapshot."),
  };
  static const Struct table{"io.kubevirt.cdi.v1beta1.DataVolumeSource",
                            "Where the data comes from: exactly one of these.", fields};
  return table;
}

}  // namespace coracle::api::cdi::v1beta1

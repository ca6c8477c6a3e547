#include "api/apiregistration/v1/api_service.h"

namespace coracle::api::apiregistration::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ServiceReference*) {
  using T = ServiceReference;
  static const Field fields[] = {
      field<&T::port>("port", "Port of the service."),
      field<&T::name>("name", "Name."),
      field<&T::namespace_>("namespace", "Namespace."),
  };
  static const Struct table{"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference", "Names a service.",
                            fields};
  return table;
}

const Struct& describe(const APIServiceSpec*) {
  using T = APIServiceSpec;
  static const Field fields[] = {
      field<&T::group>("group", "Group."),
      field<&T::version>("version", "Version."),
      field<&T::group_priority_minimum>("groupPriorityMinimum", "Greater ones come first among groups.").required(),
      field<&T::version_priority>("versionPriority", "Greater ones come first among versions.").required(),
      field<&T::service>("service", "The server; this one when absent."),
      field<&T::ca_bundle>("caBundle", "Certificates the server's own is checked against.").atomic(),
      field<&T::insecure_skip_tls_verify>("insecureSkipTLSVerify", "Does not check the server's certificate."),
  };
  static const Struct table{"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec", "What is sent where.",
                            fields};
  return table;
}

const Struct& describe(const APIServiceCondition*) {
  using T = APIServiceCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition",
                            "One aspect of how it stands.", fields};
  return table;
}

const Struct& describe(const APIServiceStatus*) {
  using T = APIServiceStatus;
  static const Field fields[] = {
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
  };
  static const Struct table{"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus", "How it stands.",
                            fields};
  return table;
}

const Struct& describe(const APIService*) {
  using T = APIService;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService",
                            "Sends a group and version to a server beside this one.",
                            fields,
                            {"apiregistration.k8s.io", "v1", "APIService"}};
  return table;
}

}  // namespace coracle::api::apiregistration::v1

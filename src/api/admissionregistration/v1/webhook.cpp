#include "api/admissionregistration/v1/webhook.h"

namespace coracle::api::admissionregistration::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const MatchCondition*) {
  using T = MatchCondition;
  static const Field fields[] = {
      field<&T::expression>("expression", "The expression, in CEL.").required(),
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.admissionregistration.v1.MatchCondition", "An expression that must hold.",
                            fields};
  return table;
}

const Struct& describe(const RuleWithOperations*) {
  using T = RuleWithOperations;
  static const Field fields[] = {
      field<&T::operations>("operations", "CREATE, UPDATE, DELETE, CONNECT or *.").atomic(),
      field<&T::api_groups>("apiGroups", "Groups; * for all.").atomic(),
      field<&T::api_versions>("apiVersions", "Versions; * for all.").atomic(),
      field<&T::resources>("resources", "Resources; * for all, resource/subresource for parts.").atomic(),
      field<&T::scope>("scope", "Cluster, Namespaced or *.").one_of("*|Cluster|Namespaced"),
  };
  static const Struct table{"io.k8s.api.admissionregistration.v1.RuleWithOperations", "Which writes are meant.",
                            fields};
  return table;
}

const Struct& describe(const ServiceReference*) {
  using T = ServiceReference;
  static const Field fields[] = {
      field<&T::path>("path", "Path at which it is called."),
      field<&T::port>("port", "Port of the service."),
      field<&T::name>("name", "Name.").required(),
      field<&T::namespace_>("namespace", "Namespace.").required(),
  };
  static const Struct table{"io.k8s.api.admissionregistration.v1.ServiceReference", "Names a service and a path.",
                            fields};
  return table;
}

const Struct& describe(const WebhookClientConfig*) {
  using T = WebhookClientConfig;
  static const Field fields[] = {
      field<&T::url>("url", "Its address."),
      field<&T::service>("service", "Its service, in place of an address."),
      field<&T::ca_bundle>("caBundle", "Certificates its own is checked against."),
  };
  static const Struct table{"io.k8s.api.admissionregistration.v1.WebhookClientConfig", "Where a webhook is reached.",
                            fields};
  return table;
}

const Struct& describe(const MutatingWebhook*) {
  using T = MutatingWebhook;
  static const Field fields[] = {
      field<&T::name>("name", "Name, with a domain.").required(),
      field<&T::client_config>("clientConfig", "Where it is reached.").required(),
      field<&T::rules>("rules", "Which writes it is asked about.").atomic(),
      field<&T::failure_policy>("failurePolicy", "Whether a write fails when it cannot be asked.")
          .one_of("Fail|Ignore"),
      field<&T::match_policy>("matchPolicy", "Whether equivalent groups and versions match too.")
          .one_of("Equivalent|Exact"),
      field<&T::namespace_selector>("namespaceSelector", "Namespaces by label."),
      field<&T::object_selector>("objectSelector", "Objects by label."),
      field<&T::side_effects>("sideEffects", "Whether asking changes anything else.")
          .required()
          .one_of("None|NoneOnDryRun|Some|Unknown"),
      field<&T::timeout_seconds>("timeoutSeconds", "Seconds it is waited for."),
      field<&T::admission_review_versions>("admissionReviewVersions", "Versions of the question it understands.")
          .required()
          .atomic(),
      field<&T::reinvocation_policy>("reinvocationPolicy",
                                     "Whether it is asked again when others changed the object after it.")
          .one_of("IfNeeded|Never"),
      field<&T::match_conditions>("matchConditions", "Expressions that must hold for it to be asked.").merge_by("name"),
  };
  static const Struct table{"io.k8s.api.admissionregistration.v1.MutatingWebhook",
                            "A webhook that may change what is written.", fields};
  return table;
}

const Struct& describe(const ValidatingWebhook*) {
  using T = ValidatingWebhook;
  static const Field fields[] = {
      field<&T::name>("name", "Name, with a domain.").required(),
      field<&T::client_config>("clientConfig", "Where it is reached.").required(),
      field<&T::rules>("rules", "Which writes it is asked about.").atomic(),
      field<&T::failure_policy>("failurePolicy", "Whether a write fails when it cannot be asked.")
          .one_of("Fail|Ignore"),
      field<&T::match_policy>("matchPolicy", "Whether equivalent groups and versions match too.")
          .one_of("Equivalent|Exact"),
      field<&T::namespace_selector>("namespaceSelector", "Namespaces by label."),
      field<&T::object_selector>("objectSelector", "Objects by label."),
      field<&T::side_effects>("sideEffects", "Whether asking changes anything else.")
          .required()
          .one_of("None|NoneOnDryRun|Some|Unknown"),
      field<&T::timeout_seconds>("timeoutSeconds", "Seconds it is waited for."),
      field<&T::admission_review_versions>("admissionReviewVersions", "Versions of the question it understands.")
          .required()
          .atomic(),
      field<&T::match_conditions>("matchConditions", "Expressions that must hold for it to be asked.").merge_by("name"),
  };
  static const Struct table{"io.k8s.api.admissionregistration.v1.ValidatingWebhook",
                            "A webhook that may refuse what is written.", fields};
  return table;
}

}  // namespace coracle::api::admissionregistration::v1

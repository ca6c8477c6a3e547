#include "api/apiextensions/v1/custom_resource_definition.h"

namespace coracle::api::apiextensions::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ServiceReference*) {
  using T = ServiceReference;
  static const Field fields[] = {
      field<&T::path>("path", "Path at which it is called."),
      field<&T::port>("port", "Port of the service."),
      field<&T::name>("name", "Name.").required(),
      field<&T::namespace_>("namespace", "Namespace.").required(),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference",
                            "Names a service and a path.", fields};
  return table;
}

const Struct& describe(const WebhookClientConfig*) {
  using T = WebhookClientConfig;
  static const Field fields[] = {
      field<&T::url>("url", "Its address."),
      field<&T::service>("service", "Its service, in place of an address."),
      field<&T::ca_bundle>("caBundle", "Certificates its own is checked against."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig",
                            "Where a webhook is reached.", fields};
  return table;
}

const Struct& describe(const WebhookConversion*) {
  using T = WebhookConversion;
  static const Field fields[] = {
      field<&T::client_config>("clientConfig", "Where it is reached."),
      field<&T::conversion_review_versions>("conversionReviewVersions", "Versions of the question it understands.")
          .required()
          .atomic(),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion",
                            "A webhook that converts objects.", fields};
  return table;
}

const Struct& describe(const CustomResourceConversion*) {
  using T = CustomResourceConversion;
  static const Field fields[] = {
      field<&T::strategy>("strategy", "None or Webhook.").required(),
      field<&T::webhook>("webhook", "The webhook."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion",
                            "How objects are converted between versions.", fields};
  return table;
}

const Struct& describe(const CustomResourceDefinitionNames*) {
  using T = CustomResourceDefinitionNames;
  static const Field fields[] = {
      field<&T::kind>("kind", "Name of the kind, in CamelCase.").required(),
      field<&T::list_kind>("listKind", "Name of lists of it."),
      field<&T::plural>("plural", "Name in paths.").required(),
      field<&T::singular>("singular", "Name for one."),
      field<&T::short_names>("shortNames", "Short names for the command line.").atomic(),
      field<&T::categories>("categories", "Groups of kinds it is listed with.").atomic(),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames",
                            "Names of a kind.", fields};
  return table;
}

const Struct& describe(const CustomResourceColumnDefinition*) {
  using T = CustomResourceColumnDefinition;
  static const Field fields[] = {
      field<&T::name>("name", "Title.").required(),
      field<&T::type>("type", "OpenAPI type of the value.").required(),
      field<&T::format>("format", "OpenAPI format of the value."),
      field<&T::json_path>("jsonPath", "Path of the value.").required(),
      field<&T::priority>("priority", "Shown in wide tables only when greater than 0."),
      field<&T::description>("description", "What it tells."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition",
                            "A column of a table.", fields};
  return table;
}

const Struct& describe(const CustomResourceSubresourceScale*) {
  using T = CustomResourceSubresourceScale;
  static const Field fields[] = {
      field<&T::spec_replicas_path>("specReplicasPath", "Path of the wanted number.").required(),
      field<&T::status_replicas_path>("statusReplicasPath", "Path of the actual number.").required(),
      field<&T::label_selector_path>("labelSelectorPath", "Path of the selector as text."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale",
                            "The scale subresource.", fields};
  return table;
}

const Struct& describe(const CustomResourceSubresourceStatus*) {
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus",
                            "The status subresource; it has no settings.",
                            {}};
  return table;
}

const Struct& describe(const CustomResourceSubresources*) {
  using T = CustomResourceSubresources;
  static const Field fields[] = {
      field<&T::status>("status", "Writes of the status apart from the rest."),
      field<&T::scale>("scale", "Writes of the number of replicas."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources",
                            "Subresources of a kind.", fields};
  return table;
}

const Struct& describe(const CustomResourceValidation*) {
  using T = CustomResourceValidation;
  static const Field fields[] = {
      field<&T::open_apiv3_schema>("openAPIV3Schema", "A structural schema."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation",
                            "What objects look like.", fields};
  return table;
}

const Struct& describe(const SelectableField*) {
  using T = SelectableField;
  static const Field fields[] = {
      field<&T::json_path>("jsonPath", "Path of the field.").required(),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.SelectableField",
                            "A field that lists can be narrowed by.", fields};
  return table;
}

const Struct& describe(const CustomResourceDefinitionVersion*) {
  using T = CustomResourceDefinitionVersion;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the version.").required(),
      field<&T::served>("served", "Whether it is served.").required(),
      field<&T::storage>("storage", "Whether objects are stored in it.").required(),
      field<&T::schema>("schema", "What objects look like."),
      field<&T::subresources>("subresources", "Subresources it has."),
      field<&T::additional_printer_columns>("additionalPrinterColumns", "Columns of its table.").atomic(),
      field<&T::selectable_fields>("selectableFields", "Fields that lists can be narrowed by.").atomic(),
      field<&T::deprecated>("deprecated", "Warns whoever uses it."),
      field<&T::deprecation_warning>("deprecationWarning", "Words of that warning."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion",
                            "A version of a kind.", fields};
  return table;
}

CustomResourceDefinitionSpec::CustomResourceDefinitionSpec() = default;
CustomResourceDefinitionSpec::~CustomResourceDefinitionSpec() = default;
CustomResourceDefinitionSpec::CustomResourceDefinitionSpec(const CustomResourceDefinitionSpec&) = default;
CustomResourceDefinitionSpec& CustomResourceDefinitionSpec::operator=(const CustomResourceDefinitionSpec&) = default;
CustomResourceDefinitionSpec::CustomResourceDefinitionSpec(CustomResourceDefinitionSpec&&) noexcept = default;
CustomResourceDefinitionSpec& CustomResourceDefinitionSpec::operator=(CustomResourceDefinitionSpec&&) noexcept =
    default;

const Struct& describe(const CustomResourceDefinitionSpec*) {
  using T = CustomResourceDefinitionSpec;
  static const Field fields[] = {
      field<&T::group>("group", "Group the kind belongs to.").required(),
      field<&T::names>("names", "Its names.").required(),
      field<&T::scope>("scope", "Namespaced or Cluster.").required(),
      field<&T::versions>("versions", "Its versions.").required().atomic(),
      field<&T::conversion>("conversion", "How objects are converted between versions."),
      field<&T::preserve_unknown_fields>("preserveUnknownFields", "No longer used."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec",
                            "The kind.", fields};
  return table;
}

const Struct& describe(const CustomResourceDefinitionCondition*) {
  using T = CustomResourceDefinitionCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition",
      "One aspect of how it stands.", fields};
  return table;
}

const Struct& describe(const CustomResourceDefinitionStatus*) {
  using T = CustomResourceDefinitionStatus;
  static const Field fields[] = {
      field<&T::accepted_names>("acceptedNames", "Names in force."),
      field<&T::stored_versions>("storedVersions", "Versions that stored objects may be in.").atomic(),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").map_by("type"),
      field<&T::observed_generation>("observedGeneration", "Generation of the wanted state that this was written for."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus",
                            "How a definition stands.", fields};
  return table;
}

const Struct& describe(const CustomResourceDefinition*) {
  using T = CustomResourceDefinition;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
                            "Defines a kind.",
                            fields,
                            {"apiextensions.k8s.io", "v1", "CustomResourceDefinition"}};
  return table;
}

}  // namespace coracle::api::apiextensions::v1

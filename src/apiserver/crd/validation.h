#pragma once
#include "api/apiextensions/v1/custom_resource_definition.h"
#include "base/error.h"

namespace coracle::apiserver::crd {

using Definition = api::apiextensions::v1::CustomResourceDefinition;

/// All that is wrong with a definition, whether new or changed.
FieldErrors validate(const Definition& definition);
/// What a change adds to that.
FieldErrors validate_change(const Definition& definition, const Definition& old);

/// One version: its schema, columns, subresources. `path` is "spec.versions[0]".
void validate_version(const api::apiextensions::v1::CustomResourceDefinitionVersion& version, const std::string& path,
                      FieldErrors& errors);

/// True when the condition is there with status "True".
bool has_condition(const Definition& definition, std::string_view type);

}  // namespace coracle::apiserver::crd

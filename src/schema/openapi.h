#pragma once
// What the tables and structural schemas say of themselves to clients: kubectl explain, client-side validation,
// generators.
#include "json/value.h"
#include "schema/structural.h"
#include "schema/table.h"

namespace coracle::schema {

/// Adds `table` and all it holds to `components` (an OpenAPI v3 components.schemas), under Kubernetes' names.
void add_component(json::Object& components, const Struct& table);
/// A kind's list: "PodList", with metadata and items.
void add_list_component(json::Object& components, const Struct& table);
/// The name of a custom kind in OpenAPI: "io.kubevirt.v1.VirtualMachine" for group kubevirt.io.
std::string component_name(std::string_view group, std::string_view version, std::string_view kind);
/// A CRD's schema as a component: its own text with apiVersion, kind, metadata and the kind's name.
json::Value crd_component(const json::Value& schema, const GroupVersionKind& kind);

/// v3 components as v2 definitions: references by #/definitions/, no nullable, no oneOf and its like, as v2 has none.
json::Object as_definitions(const json::Object& components);

}  // namespace coracle::schema

#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/core/v1/affinity.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::node::v1 {

using schema::operator==;

/// What a runtime itself takes.
struct Overhead {
  std::map<std::string, schema::Quantity> pod_fixed;
};
const schema::Struct& describe(const Overhead*);

/// Nodes that have a runtime.
struct Scheduling {
  std::map<std::string, std::string> node_selector;
  std::vector<core::v1::Toleration> tolerations;
};
const schema::Struct& describe(const Scheduling*);

/// A runtime pods can ask for.
struct RuntimeClass {
  std::string api_version = "node.k8s.io/v1";
  std::string kind = "RuntimeClass";
  meta::v1::ObjectMeta metadata;
  std::string handler;
  Box<Overhead> overhead;
  Box<Scheduling> scheduling;
};
const schema::Struct& describe(const RuntimeClass*);

}  // namespace coracle::api::node::v1

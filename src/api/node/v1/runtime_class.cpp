#include "api/node/v1/runtime_class.h"

namespace coracle::api::node::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const Overhead*) {
  using T = Overhead;
  static const Field fields[] = {
      field<&T::pod_fixed>("podFixed", "For each pod."),
  };
  static const Struct table{"io.k8s.api.node.v1.Overhead", "What a runtime itself takes.", fields};
  return table;
}

const Struct& describe(const Scheduling*) {
  using T = Scheduling;
  static const Field fields[] = {
      field<&T::node_selector>("nodeSelector", "Labels of those nodes.").whole(),
      field<&T::tolerations>("tolerations", "Taints its pods bear.").atomic(),
  };
  static const Struct table{"io.k8s.api.node.v1.Scheduling", "Nodes that have a runtime.", fields};
  return table;
}

const Struct& describe(const RuntimeClass*) {
  using T = RuntimeClass;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::handler>("handler", "Name of the runtime on the node.").required(),
      field<&T::overhead>("overhead", "What the runtime itself takes."),
      field<&T::scheduling>("scheduling", "Nodes that have it."),
  };
  static const Struct table{
      "io.k8s.api.node.v1.RuntimeClass", "A runtime pods can ask for.", fields, {"node.k8s.io", "v1", "RuntimeClass"}};
  return table;
}

}  // namespace coracle::api::node::v1

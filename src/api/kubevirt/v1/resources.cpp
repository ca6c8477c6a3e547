#include "api/kubevirt/v1/resources.h"

#include "api/kubevirt/v1/kubevirt.h"
#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"

namespace coracle::api::kubevirt::v1 {
namespace {

template <class T>
const schema::Struct& table_of() {
  return describe(static_cast<const T*>(nullptr));
}

constexpr schema::ResourceVersion versions[] = {
    {.name = "v1", .storage = true},
    {.name = "v1alpha3", .deprecation = "kubevirt.io/v1alpha3 is deprecated: use kubevirt.io/v1"},
};

constexpr schema::PrinterColumn age{"Age", "date", ".metadata.creationTimestamp"};

constexpr schema::PrinterColumn machine_columns[] = {
    age,
    {"Status", "string", ".status.printableStatus"},
    {"Ready", "string", ".status.conditions[?(@.type=='Ready')].status"},
};

constexpr schema::PrinterColumn instance_columns[] = {
    age,
    {"Phase", "string", ".status.phase"},
    {"IP", "string", ".status.interfaces[0].ipAddress"},
    {"NodeName", "string", ".status.nodeName"},
    {"Ready", "string", ".status.conditions[?(@.type=='Ready')].status"},
    {"Live-Migratable", "string", ".status.conditions[?(@.type=='LiveMigratable')].status", 1},
    {"Paused", "string", ".status.conditions[?(@.type=='Paused')].status", 1},
};

constexpr schema::PrinterColumn installation_columns[] = {age, {"Phase", "string", ".status.phase"}};

}  // namespace

std::span<const schema::CustomResource> custom_resources() {
  static const schema::CustomResource resources[] = {
      {.table = &table_of<VirtualMachine>,
       .plural = "virtualmachines",
       .short_names = "vm|vms",
       .versions = versions,
       .columns = machine_columns,
       .label = label::app},
      // No status subresource: virt-api's webhook keeps everyone but the system's accounts from writing the status.
      {.table = &table_of<VirtualMachineInstance>,
       .plural = "virtualmachineinstances",
       .short_names = "vmi|vmis",
       .versions = versions,
       .columns = instance_columns,
       .label = label::app,
       .status = false},
      {.table = &table_of<KubeVirt>,
       .plural = "kubevirts",
       .short_names = "kv|kvs",
       .versions = versions,
       .columns = installation_columns,
       .label = label::operator_resource},
  };
  return resources;
}

}  // namespace coracle::api::kubevirt::v1

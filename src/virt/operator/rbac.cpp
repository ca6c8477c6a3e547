#include "api/kinds.h"
#include "virt/operator/wanted.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::operator_ {
namespace {

namespace rbac_v1 = api::rbac::v1;

/// One rule; lists of words are one text. An empty group is the core group.
struct Rule {
  std::string_view group;
  std::string_view resources;
  std::string_view verbs;
  std::string_view names = {};  ///< only objects of these names
};

constexpr std::string_view read = "get|list|watch";

// Users. Each role holds what the one before it holds, and more.

constexpr Rule default_rules[] = {
    {"subresources.kubevirt.io", "version|guestfs", "get|list"},
};
constexpr Rule view_rules[] = {
    {"kubevirt.io", "kubevirts|virtualmachines|virtualmachineinstances", read},
    {"subresources.kubevirt.io", "virtualmachines/expand-spec", "get"},
    {"subresources.kubevirt.io",
     "virtualmachineinstances/guestosinfo|virtualmachineinstances/filesystemlist|virtualmachineinstances/userlist",
     "get"},
    {"subresources.kubevirt.io", "expand-vm-spec", "update"},
};
constexpr Rule edit_rules[] = {
    {"kubevirt.io", "virtualmachines|virtualmachineinstances", "get|delete|create|update|patch|list|watch"},
    {"kubevirt.io", "kubevirts", "get|list"},
    {"subresources.kubevirt.io",
     "virtualmachineinstances/console|virtualmachineinstances/vnc|virtualmachineinstances/portforward|"
     "virtualmachineinstances/guestosinfo|virtualmachineinstances/filesystemlist|virtualmachineinstances/userlist|"
     "virtualmachines/expand-spec|virtualmachines/portforward",
     "get"},
    {"subresources.kubevirt.io",
     "virtualmachineinstances/pause|virtualmachineinstances/unpause|virtualmachineinstances/reset|"
     "virtualmachineinstances/softreboot|virtualmachineinstances/freeze|virtualmachineinstances/unfreeze|"
     "virtualmachines/start|virtualmachines/stop|virtualmachines/restart|expand-vm-spec",
     "update"},
};
constexpr Rule admin_rules[] = {
    {"kubevirt.io", "virtualmachines|virtualmachineinstances",
     "get|delete|create|update|patch|list|watch|deletecollection"},
    {"kubevirt.io", "kubevirts", "get|list"},
    // A picture of a screen that somebody else logged in to: for those who rule the namespace.
    {"subresources.kubevirt.io", "virtualmachineinstances/vnc/screenshot", "get"},
    {edit_rules[2].group, edit_rules[2].resources, edit_rules[2].verbs},
    {edit_rules[3].group, edit_rules[3].resources, edit_rules[3].verbs},
};

// Components, cluster-wide.

constexpr Rule api_rules[] = {
    {"kubevirt.io", "virtualmachines|virtualmachineinstances", "get|list|patch"},
    {"kubevirt.io", "virtualmachines/status", "patch"},
    {"", "nodes|pods", "get"},
    {"authorization.k8s.io", "subjectaccessreviews", "create"},
};
constexpr Rule controller_rules[] = {
    {"kubevirt.io", "virtualmachines", "get|list|watch|update|patch|delete"},
    {"kubevirt.io", "virtualmachines/status|virtualmachines/finalizers", "update|patch"},
    {"kubevirt.io", "virtualmachineinstances", "get|list|watch|create|update|patch|delete"},
    {"kubevirt.io", "virtualmachineinstances/finalizers", "update"},
    {"", "pods", "get|list|watch|create|update|patch|delete"},
    {"", "pods/status|pods/finalizers", "update|patch"},
    {"", "events", "create|update|patch"},
    {"", "nodes", "get|list|watch|patch"},
    {"", "namespaces|persistentvolumeclaims", read},
    {"apps", "controllerrevisions", "get|list|watch|create|delete"},
    {"apiextensions.k8s.io", "customresourcedefinitions", "list|watch"},
};
/// A node that was broken into must not reach beyond itself: no Secrets, no change of pods. virt-api's admission narrows
/// what it may change of instances to its own. Nodes are not narrowed: NodeRestriction knows kubelets only, no service
/// accounts (CVE-2023-26484), and a ValidatingAdmissionPolicy is yet to come.
constexpr Rule handler_rules[] = {
    {"kubevirt.io", "virtualmachineinstances", "get|list|watch|update|patch"},
    {"", "nodes", "get|list|watch|patch"},
    {"", "pods", read},
    {"", "events", "create|update|patch"},
};
constexpr Rule operator_rules[] = {
    {"kubevirt.io", "kubevirts|kubevirts/status|kubevirts/finalizers", "get|list|watch|create|update|patch|delete"},
    {"kubevirt.io", "virtualmachines|virtualmachineinstances", "get|list|watch|delete"},
    {"apiextensions.k8s.io", "customresourcedefinitions", "get|list|watch|create|patch|delete"},
    {"apiregistration.k8s.io", "apiservices", "get|list|watch|create|patch|delete"},
    {"admissionregistration.k8s.io", "mutatingwebhookconfigurations|validatingwebhookconfigurations",
     "get|list|watch|create|patch|delete"},
    {"rbac.authorization.k8s.io", "clusterroles|clusterrolebindings|roles|rolebindings",
     "get|list|watch|create|patch|delete|escalate|bind"},
    {"scheduling.k8s.io", "priorityclasses", "get|list|watch|create|patch|delete"},
    {"", "nodes", read},
    {"", "namespaces", "get|create|patch"},
    {"", "events", "create|update|patch"},
};

// Components, within namespace kubevirt.

constexpr Rule api_local_rules[] = {
    {"kubevirt.io", "kubevirts", read},
    {"", "configmaps", read, "kubevirt-ca"},
    {"", "secrets", read, "kubevirt-virt-api-certs|kubevirt-virt-api-client-certs"},
};
constexpr Rule controller_local_rules[] = {
    {"kubevirt.io", "kubevirts", read},
    {"", "configmaps", read, "kubevirt-ca"},
    {"", "secrets", read, "kubevirt-controller-certs"},
    {"coordination.k8s.io", "leases", "get|list|watch|create|update|patch"},
};
constexpr Rule handler_local_rules[] = {
    {"kubevirt.io", "kubevirts", read}, {"", "configmaps", read, "kubevirt-ca"},
    // and each node's own Secret, below
};
constexpr Rule operator_local_rules[] = {
    {"", "secrets|configmaps|serviceaccounts|services", "get|list|watch|create|patch|delete"},
    {"", "pods", "get|list|watch|create|delete"},
    {"coordination.k8s.io", "leases", "get|list|watch|create|update|patch"},
};
/// In kube-system: whom requests that the API server passes on come from.
constexpr Rule front_proxy_rules[] = {
    {"", "configmaps", read, "extension-apiserver-authentication"},
};

struct Role {
  std::string_view name;
  std::span<const Rule> rules;
  std::string_view aggregates_to = {};  ///< Kubernetes' own role that it adds to
};
constexpr Role user_roles[] = {
    {"kubevirt.io:default", default_rules},
    {"kubevirt.io:view", view_rules, "view"},
    {"kubevirt.io:edit", edit_rules, "edit"},
    {"kubevirt.io:admin", admin_rules, "admin"},
};

struct Component {
  std::string_view account;
  std::span<const Rule> anywhere;
  std::span<const Rule> at_home;
};
constexpr Component components[] = {
    {"kubevirt-operator", operator_rules, operator_local_rules},
    {"kubevirt-apiserver", api_rules, api_local_rules},
    {"kubevirt-controller", controller_rules, controller_local_rules},
    {"kubevirt-handler", handler_rules, handler_local_rules},
};

json::Value rule_value(const Rule& rule) {
  json::Object out{
      {"apiGroups", json::Array{rule.group}}, {"resources", words(rule.resources)}, {"verbs", words(rule.verbs)}};
  if (!rule.names.empty()) out["resourceNames"] = words(rule.names);
  return out;
}

json::Array rule_values(std::span<const Rule> rules) {
  json::Array out;
  for (const auto& rule : rules) out.push_back(rule_value(rule));
  return out;
}

json::Object named(std::string_view name, std::string_view ns = {}) {
  json::Object metadata{{"name", name}, {"labels", json::Object{{"kubevirt.io", ""}}}};
  if (!ns.empty()) metadata["namespace"] = ns;
  return metadata;
}

template <class T>
const api::Kind& kind_of_role() {
  return api::kind_of(static_cast<const T*>(nullptr));
}

json::Object reference(std::string_view kind, std::string_view name) {
  return {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", kind}, {"name", name}};
}

json::Object account_subject(std::string_view account) {
  return {{"kind", "ServiceAccount"}, {"name", account}, {"namespace", shared::install_namespace}};
}

json::Object binding(json::Object metadata, json::Object role, json::Object subject) {
  return {
      {"metadata", std::move(metadata)}, {"roleRef", std::move(role)}, {"subjects", json::Array{std::move(subject)}}};
}

Wanted user_role(const Role& role, bool aggregates) {
  auto metadata = named(role.name);
  if (aggregates && !role.aggregates_to.empty())
    metadata["labels"].as_object()["rbac.authorization.k8s.io/aggregate-to-" + std::string(role.aggregates_to)] =
        "true";
  return wanted(kind_of_role<rbac_v1::ClusterRole>(),
                json::Object{{"metadata", std::move(metadata)}, {"rules", rule_values(role.rules)}});
}

void add_local_role(std::vector<Wanted>& out, std::string_view ns, std::string_view name, json::Array rules,
                    std::string_view account) {
  out.push_back(
      wanted(kind_of_role<rbac_v1::Role>(), json::Object{{"metadata", named(name, ns)}, {"rules", std::move(rules)}}));
  out.push_back(wanted(kind_of_role<rbac_v1::RoleBinding>(),
                       binding(named(name, ns), reference("Role", name), account_subject(account))));
}

}  // namespace

std::vector<Wanted> rbac(const Installation& installation) {
  std::vector<Wanted> out;
  for (const auto& role : user_roles) out.push_back(user_role(role, installation.aggregate_roles));
  json::Object everybody{
      {"kind", "Group"}, {"name", "system:authenticated"}, {"apiGroup", "rbac.authorization.k8s.io"}};
  out.push_back(wanted(
      kind_of_role<rbac_v1::ClusterRoleBinding>(),
      binding(named("kubevirt.io:default"), reference("ClusterRole", "kubevirt.io:default"), std::move(everybody))));

  for (const auto& component : components) {
    const auto account = component.account;
    out.push_back(wanted(kind_of_role<rbac_v1::ClusterRole>(),
                         json::Object{{"metadata", named(account)}, {"rules", rule_values(component.anywhere)}}));
    out.push_back(wanted(kind_of_role<rbac_v1::ClusterRoleBinding>(),
                         binding(named(account), reference("ClusterRole", account), account_subject(account))));
    auto local = rule_values(component.at_home);
    if (account == "kubevirt-handler" && !installation.nodes.empty()) {
      json::Array secrets;
      for (const auto& node : installation.nodes) secrets.emplace_back(shared::handler_server_secret(node));
      local.push_back(json::Object{{"apiGroups", json::Array{""}},
                                   {"resources", json::Array{"secrets"}},
                                   {"verbs", words(read)},
                                   {"resourceNames", std::move(secrets)}});
    }
    add_local_role(out, shared::install_namespace, account, std::move(local), account);
  }
  add_local_role(out, "kube-system", "kubevirt-apiserver-front-proxy", rule_values(front_proxy_rules),
                 "kubevirt-apiserver");
  return out;
}

}  // namespace coracle::virt::operator_

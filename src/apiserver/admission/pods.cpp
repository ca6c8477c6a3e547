#include "apiserver/admission/pods.h"

#include <fmt/core.h>

#include "apiserver/rest/status.h"
#include "base/loop.h"
#include "base/random.h"

namespace coracle::apiserver::admission {
namespace {

constexpr std::string_view token_mount_path = "/var/run/secrets/kubernetes.io/serviceaccount";
constexpr std::string_view token_volume_prefix = "kube-api-access-";
constexpr std::int64_t token_seconds = 3607;  // an hour, and a little so that an hour can be told from a wish
constexpr std::int64_t toleration_seconds = 300;

json::Array& list_in(json::Object& parent, std::string_view name) {
  auto& list = parent[name];
  if (!list.is_array()) list = json::Array{};
  return list.get_array();
}

bool is_false(const json::Value& object, std::initializer_list<std::string_view> path) {
  const auto* found = json::find(object, path);
  return found != nullptr && found->is_bool() && !found->get_bool();
}

bool wants_token(const json::Value& pod, const json::Value& account) {
  if (const auto* own = json::find(pod, {"spec", "automountServiceAccountToken"}); own != nullptr && own->is_bool())
    return own->get_bool();
  return !is_false(account, {"automountServiceAccountToken"});
}

json::Value token_volume(const std::string& name) {
  const json::Object token{
      {"serviceAccountToken", json::Object{{"path", "token"}, {"expirationSeconds", token_seconds}}}};
  const json::Object authority{
      {"configMap", json::Object{{"name", "kube-root-ca.crt"},
                                 {"items", json::Array{json::Object{{"key", "ca.crt"}, {"path", "ca.crt"}}}}}}};
  const json::Object own_namespace{
      {"downwardAPI",
       json::Object{
           {"items", json::Array{json::Object{
                         {"path", "namespace"},
                         {"fieldRef", json::Object{{"apiVersion", "v1"}, {"fieldPath", "metadata.namespace"}}}}}}}}};
  return json::Object{
      {"name", name},
      {"projected", json::Object{{"sources", json::Array{token, authority, own_namespace}}, {"defaultMode", 420}}}};
}

bool mounts_a_token(const json::Value& container) {
  const auto* mounts = json::find(container, {"volumeMounts"});
  if (mounts == nullptr || !mounts->is_array()) return false;
  return std::ranges::any_of(mounts->get_array(), [](const json::Value& mount) {
    return json::text(mount, {"mountPath"}) == token_mount_path;
  });
}

void mount_token(json::Object& spec) {
  // A volume of that kind may be there already: of a pod that was copied from another.
  std::string volume;
  for (const auto& one : list_in(spec, "volumes"))
    if (json::text(one, {"name"}).starts_with(token_volume_prefix) && json::find(one, {"projected"}) != nullptr)
      volume = json::text(one, {"name"});
  const bool is_new = volume.empty();
  if (is_new) volume = std::string(token_volume_prefix) + random_suffix();
  bool mounted = false;
  for (const auto* kind : {"initContainers", "containers"}) {
    auto* containers = spec.if_contains(kind);
    if (containers == nullptr || !containers->is_array()) continue;
    for (auto& container : containers->get_array()) {
      if (!container.is_object() || mounts_a_token(container)) continue;
      list_in(container.get_object(), "volumeMounts")
          .push_back(json::Object{{"name", volume}, {"readOnly", true}, {"mountPath", json::String(token_mount_path)}});
      mounted = true;
    }
  }
  auto& volumes = list_in(spec, "volumes");
  if (is_new && mounted) volumes.push_back(token_volume(volume));
  if (volumes.empty()) spec.erase("volumes");
}

void take_pull_secrets(json::Object& spec, const json::Value& account) {
  const auto* own = spec.if_contains("imagePullSecrets");
  const auto* theirs = json::find(account, {"imagePullSecrets"});
  if (theirs == nullptr || !theirs->is_array() || theirs->get_array().empty()) return;
  if (own == nullptr || !own->is_array() || own->get_array().empty()) spec["imagePullSecrets"] = *theirs;
}

bool tolerates(const json::Array& tolerations, std::string_view taint) {
  return std::ranges::any_of(tolerations, [&](const json::Value& one) {
    const auto key = json::text(one, {"key"});
    const auto effect = json::text(one, {"effect"});
    return (key == taint || key.empty()) && (effect == "NoExecute" || effect.empty());
  });
}

void add_tolerations(json::Object& spec) {
  auto& tolerations = list_in(spec, "tolerations");
  for (const std::string_view taint : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"})
    if (!tolerates(tolerations, taint))
      tolerations.push_back(json::Object{{"key", json::String(taint)},
                                         {"operator", "Exists"},
                                         {"effect", "NoExecute"},
                                         {"tolerationSeconds", toleration_seconds}});
}

void set_priority(json::Object& spec, const AdmissionRequest& request) {
  constexpr std::int64_t critical = 2'000'000'000;
  const auto* given = spec.if_contains("priorityClassName");
  const std::string name(given != nullptr && given->is_string() ? std::string_view(given->get_string()) : "");
  std::int64_t priority = 0;
  if (name == "system-node-critical") {
    priority = critical + 1000;
  } else if (name == "system-cluster-critical") {
    priority = critical;
  } else if (!name.empty()) {
    throw forbidden(*request.resource, json::text(request.object, {"metadata", "name"}),
                    fmt::format("no PriorityClass with name {} was found", name));
  }
  spec["priority"] = priority;
  if (!spec.contains("preemptionPolicy")) spec["preemptionPolicy"] = "PreemptLowerPriority";
}

void add_not_ready_taint(json::Value& node) {
  if (!node.is_object()) return;
  auto& spec = node.get_object()["spec"];
  if (!spec.is_object()) spec = json::Object{};
  auto& taints = list_in(spec.get_object(), "taints");
  for (const auto& taint : taints)
    if (json::text(taint, {"key"}) == "node.kubernetes.io/not-ready") return;
  taints.push_back(json::Object{{"key", "node.kubernetes.io/not-ready"}, {"effect", "NoSchedule"}});
}

std::string account_name(const json::Value& pod) {
  std::string name(json::text(pod, {"spec", "serviceAccountName"}));
  if (name.empty()) name = json::text(pod, {"spec", "serviceAccount"});
  return name.empty() ? "default" : name;
}
}  // namespace

PodAdmission::PodAdmission(Store& store) : accounts_(store.collection("serviceaccounts")) {}

bool PodAdmission::handles(Operation operation, const Attributes& attributes) const {
  return operation == Operation::create && attributes.group.empty() && attributes.subresource.empty() &&
         (attributes.resource == "pods" || attributes.resource == "nodes");
}

Task<json::Value> PodAdmission::account_of(const AdmissionRequest& request, std::string name) const {
  constexpr int attempts = 50;
  constexpr auto pause = std::chrono::milliseconds(20);
  const auto& ns = request.attributes.namespace_;
  auto found = accounts_.snapshot()->find(object_key(ns, name));
  for (int attempt = 0; !found && name == "default" && attempt < attempts; ++attempt) {
    co_await sleep_for(pause);
    found = accounts_.snapshot()->find(object_key(ns, name));
  }
  if (!found)
    throw forbidden(
        *request.resource, json::text(request.object, {"metadata", "name"}),
        fmt::format("error looking up service account {}/{}: serviceaccount \"{}\" not found", ns, name, name));
  co_return found->parse();
}

Task<> PodAdmission::mutate(AdmissionRequest& request) {
  if (request.attributes.resource == "nodes") {
    add_not_ready_taint(request.object);
    co_return;
  }
  auto& pod = request.object;
  auto* spec = pod.is_object() ? pod.get_object().if_contains("spec") : nullptr;
  if (spec == nullptr || !spec->is_object()) co_return;  // validation says so
  auto& members = spec->get_object();
  add_tolerations(members);
  set_priority(members, request);
  // Mirror pods are the node's own account of what runs there: they have no identity.
  if (json::find(pod, {"metadata", "annotations", "kubernetes.io/config.mirror"}) != nullptr) co_return;
  const auto name = account_name(pod);
  members["serviceAccountName"] = name;
  members["serviceAccount"] = name;
  const auto account = co_await account_of(request, name);
  take_pull_secrets(members, account);
  if (wants_token(pod, account)) mount_token(members);
}

Task<> PodAdmission::validate(AdmissionRequest& request) {
  if (request.attributes.resource == "nodes") co_return;
  if (json::find(request.object, {"metadata", "annotations", "kubernetes.io/config.mirror"}) != nullptr) co_return;
  // A webhook may have named another account.
  co_await account_of(request, account_name(request.object));
}

}  // namespace coracle::apiserver::admission

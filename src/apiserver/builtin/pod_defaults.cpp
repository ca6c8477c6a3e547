// Kubernetes' defaulting of a pod's spec. Values and conditions are those of the published API reference.
#include "apiserver/builtin/strategies.h"

namespace coracle::apiserver::builtin {
namespace {

void set_if_absent(json::Object& object, std::string_view member, json::Value value) {
  auto& slot = object[member];
  if (slot.is_null() || (slot.is_string() && slot.get_string().empty())) slot = std::move(value);
}

template <class Change>
void each_object(json::Object& parent, std::string_view list, Change change) {
  auto* found = parent.if_contains(list);
  if (!found || !found->is_array()) return;
  for (auto& item : found->get_array())
    if (item.is_object()) change(item.get_object());
}

json::Object* member_object(json::Object& parent, std::string_view member) {
  auto* found = parent.if_contains(member);
  return found && found->is_object() ? &found->get_object() : nullptr;
}

/// Always for :latest and for names without tag or digest.
std::string_view pull_policy(std::string_view image) {
  if (image.find('@') != std::string_view::npos) return "IfNotPresent";
  const auto slash = image.rfind('/');
  const auto name = slash == std::string_view::npos ? image : image.substr(slash + 1);
  const auto colon = name.find(':');
  return colon == std::string_view::npos || name.substr(colon) == ":latest" ? "Always" : "IfNotPresent";
}

void default_http_get(json::Object& action) {
  auto* get = member_object(action, "httpGet");
  if (!get) return;
  set_if_absent(*get, "path", "/");
  set_if_absent(*get, "scheme", "HTTP");
}

void default_probe(json::Object& container, std::string_view name) {
  auto* probe = member_object(container, name);
  if (!probe) return;
  set_if_absent(*probe, "timeoutSeconds", 1);
  set_if_absent(*probe, "periodSeconds", 10);
  set_if_absent(*probe, "successThreshold", 1);
  set_if_absent(*probe, "failureThreshold", 3);
  default_http_get(*probe);
  if (auto* grpc = member_object(*probe, "grpc")) {
    auto& service = (*grpc)["service"];
    if (service.is_null()) service = "";
  }
}

void default_field_ref(json::Object& parent) {
  if (auto* reference = member_object(parent, "fieldRef")) set_if_absent(*reference, "apiVersion", "v1");
}

void default_requests(json::Object& container) {
  auto* resources = member_object(container, "resources");
  if (!resources) {
    set_if_absent(container, "resources", json::Object{});
    return;
  }
  const auto* limits = resources->if_contains("limits");
  if (!limits || !limits->is_object() || limits->get_object().empty()) return;
  const json::Object copy = limits->get_object();
  auto& requests = (*resources)["requests"];
  if (!requests.is_object()) requests = json::Object{};
  for (const auto& limit : copy)
    if (!requests.get_object().contains(limit.key())) requests.get_object()[limit.key()] = limit.value();
}

void default_container(json::Object& container, bool host_network) {
  const auto* image = container.if_contains("image");
  if (image && image->is_string())
    set_if_absent(container, "imagePullPolicy", json::Value(pull_policy(std::string_view(image->get_string()))));
  set_if_absent(container, "terminationMessagePath", "/dev/termination-log");
  set_if_absent(container, "terminationMessagePolicy", "File");
  default_requests(container);
  each_object(container, "ports", [host_network](json::Object& port) {
    set_if_absent(port, "protocol", "TCP");
    if (host_network && port.contains("containerPort")) set_if_absent(port, "hostPort", port["containerPort"]);
  });
  each_object(container, "env", [](json::Object& variable) {
    if (auto* from = member_object(variable, "valueFrom")) default_field_ref(*from);
  });
  for (const std::string_view name : {"livenessProbe", "readinessProbe", "startupProbe"})
    default_probe(container, name);
  if (auto* lifecycle = member_object(container, "lifecycle"))
    for (const std::string_view hook : {"postStart", "preStop"})
      if (auto* action = member_object(*lifecycle, hook)) default_http_get(*action);
}

void default_projection(json::Object& source) {
  if (auto* token = member_object(source, "serviceAccountToken")) set_if_absent(*token, "expirationSeconds", 3600);
  if (auto* downward = member_object(source, "downwardAPI")) each_object(*downward, "items", default_field_ref);
}

void default_volume(json::Object& volume) {
  constexpr int mode = 0644;
  if (volume.size() == 1) volume["emptyDir"] = json::Object{};  // a name alone
  for (const std::string_view kind : {"configMap", "secret", "projected", "downwardAPI"})
    if (auto* source = member_object(volume, kind)) set_if_absent(*source, "defaultMode", mode);
  if (auto* projected = member_object(volume, "projected")) each_object(*projected, "sources", default_projection);
  if (auto* downward = member_object(volume, "downwardAPI")) each_object(*downward, "items", default_field_ref);
  if (auto* host = member_object(volume, "hostPath")) {
    auto& type = (*host)["type"];
    if (type.is_null()) type = "";
  }
  if (auto* image = member_object(volume, "image"))
    if (const auto* reference = image->if_contains("reference"); reference && reference->is_string())
      set_if_absent(*image, "pullPolicy", json::Value(pull_policy(std::string_view(reference->get_string()))));
}
}  // namespace

void default_pod_spec(json::Value& value) {
  if (!value.is_object()) return;
  auto& spec = value.get_object();
  set_if_absent(spec, "restartPolicy", "Always");
  set_if_absent(spec, "terminationGracePeriodSeconds", 30);
  set_if_absent(spec, "dnsPolicy", "ClusterFirst");
  set_if_absent(spec, "securityContext", json::Object{});
  set_if_absent(spec, "schedulerName", "default-scheduler");
  set_if_absent(spec, "enableServiceLinks", true);
  // serviceAccount is the old name of serviceAccountName: both are told.
  for (const auto& [from, to] :
       {std::pair("serviceAccountName", "serviceAccount"), std::pair("serviceAccount", "serviceAccountName")})
    if (const auto* name = spec.if_contains(from); name && name->is_string()) {
      const json::Value copy = *name;
      set_if_absent(spec, to, copy);
    }
  const auto* host = spec.if_contains("hostNetwork");
  const bool host_network = host && host->is_bool() && host->get_bool();
  for (const std::string_view list : {"containers", "initContainers", "ephemeralContainers"})
    each_object(spec, list, [host_network](json::Object& container) { default_container(container, host_network); });
  each_object(spec, "volumes", default_volume);
}

}  // namespace coracle::apiserver::builtin

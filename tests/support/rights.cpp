#include "rights.h"

#include <algorithm>

#include "apiserver/rest/request_info.h"
#include "net/http.h"
#include "virt/operator/wanted.h"

namespace coracle::testing {
namespace {

bool holds(const json::Value& rule, std::string_view member, std::string_view word) {
  const auto* list = json::find(rule, {member});
  if (list == nullptr || !list->is_array()) return false;
  for (const auto& one : list->get_array())
    if (one.is_string() && (one.get_string() == word || one.get_string() == "*")) return true;
  return false;
}

bool is_about(const json::Value& binding, const std::string& account) {
  for (const auto& subject : binding.at("subjects").as_array()) {
    const auto name = json::text(subject, {"name"});
    if (name == account || name == "system:authenticated") return true;
  }
  return false;
}

bool permits(const json::Value& rule, const apiserver::Attributes& asked) {
  const auto resource = asked.subresource.empty() ? asked.resource : asked.resource + "/" + asked.subresource;
  if (!holds(rule, "apiGroups", asked.group) || !holds(rule, "resources", resource) ||
      !holds(rule, "verbs", asked.verb))
    return false;
  const auto* names = json::find(rule, {"resourceNames"});
  return names == nullptr || holds(rule, "resourceNames", asked.name);
}

}  // namespace

WithinRights::WithinRights(net::RoundTrip& inner, std::string account) : inner_(inner) {
  virt::operator_::Installation installation;
  installation.nodes = {"node1"};
  const auto all = virt::operator_::rbac(installation);
  for (const auto& binding : all) {
    if (!binding.kind->kind.ends_with("Binding") || !is_about(binding.object, account)) continue;
    const auto role_kind = json::text(binding.object, {"roleRef", "kind"});
    for (const auto& role : all)
      if (role.kind->kind == role_kind && role.key.name == json::text(binding.object, {"roleRef", "name"}) &&
          role.key.ns == binding.key.ns)
        granted_.push_back({binding.key.ns, role.object.at("rules").as_array()});
  }
}

bool WithinRights::allowed(const apiserver::Attributes& asked) const {
  // Everybody may read what the server is.
  if (!asked.is_resource) return asked.verb == "get";
  return std::ranges::any_of(granted_, [&](const Granted& one) {
    if (!one.ns.empty() && one.ns != asked.namespace_) return false;
    return std::any_of(one.rules.begin(), one.rules.end(),
                       [&](const json::Value& rule) { return permits(rule, asked); });
  });
}

Task<net::Answer> WithinRights::send(net::Request request) {
  if (const auto target = net::parse_target(request.target)) {
    const auto asked = apiserver::attributes_of(request, *target);
    if (!allowed(asked)) {
      auto what = asked.verb + " " + asked.resource + (asked.subresource.empty() ? "" : "/" + asked.subresource) +
                  (asked.group.empty() ? "" : "." + asked.group) +
                  (asked.namespace_.empty() ? "" : " in " + asked.namespace_);
      if (std::ranges::find(refused_, what) == refused_.end()) refused_.push_back(std::move(what));
    }
    if (request.method != "GET" && asked.resource != "events" && asked.resource != "leases")
      changes_.push_back(asked.verb + " " + asked.resource + " " + asked.name);
  }
  co_return co_await inner_.send(std::move(request));
}

}  // namespace coracle::testing

#include "virt/api/access.h"

#include <fmt/core.h>

#include "virt/api/discovery.h"

namespace coracle::virt::api {
namespace {

json::Array text_list(const std::vector<std::string>& texts) {
  json::Array out;
  for (const auto& text : texts) out.emplace_back(json::String(text));
  return out;
}

}  // namespace

Task<Verdict> may(kube::Client& client, net::User user, const Route& route, std::string ns, std::string name,
                  std::string version) {
  const std::string verb = route.method == "GET" ? "get" : "update";
  json::Object attributes{
      {"group", aggregated_group}, {"version", version}, {"verb", verb}, {"namespace", ns}, {"name", name}};
  // expand-vm-spec is a resource of its own; all else lies below an object.
  attributes["resource"] = json::String(route.resource.empty() ? route.verb : route.resource);
  if (!route.resource.empty()) attributes["subresource"] = json::String(route.verb);
  json::Object extra;
  for (const auto& [key, values] : user.extra) extra[key] = text_list(values);
  json::Object spec{{"user", user.name},
                    {"groups", text_list(user.groups)},
                    {"uid", user.uid},
                    {"extra", std::move(extra)},
                    {"resourceAttributes", std::move(attributes)}};
  json::Value review = json::Object{
      {"apiVersion", "authorization.k8s.io/v1"}, {"kind", "SubjectAccessReview"}, {"spec", std::move(spec)}};
  const auto answer =
      co_await client.call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", std::move(review));
  const auto* allowed = json::find(answer, {"status", "allowed"});
  Verdict verdict;
  verdict.allowed = allowed != nullptr && allowed->is_bool() && allowed->get_bool();
  if (!verdict.allowed) {
    const auto why = json::text(answer, {"status", "reason"});
    verdict.reason =
        fmt::format("User \"{}\" cannot {} resource \"{}/{}\" in API group \"{}\" in the namespace \"{}\"{}", user.name,
                    verb, route.resource, route.verb, aggregated_group, ns, why.empty() ? "" : ": " + std::string(why));
  }
  co_return verdict;
}

}  // namespace coracle::virt::api

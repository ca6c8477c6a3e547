#include "api/authentication/v1/token_request.h"
#include "apiserver/auth/reviews.h"
#include "apiserver/rest/body.h"

namespace coracle::apiserver {
namespace {
using namespace std::chrono_literals;

constexpr std::int64_t shortest_seconds = 600;
constexpr std::int64_t longest_seconds = 86'400;

Error invalid_request(std::string_view name, FieldError cause) {
  auto message =
      fmt::format("TokenRequest.authentication.k8s.io \"{}\" is invalid: {}: {}", name, cause.field, cause.message);
  return {Reason::invalid,
          std::move(message),
          {"authentication.k8s.io", "TokenRequest", std::string(name), "", {std::move(cause)}}};
}

Error not_found(std::string_view plural, std::string_view name) {
  return {Reason::not_found,
          fmt::format("{} \"{}\" not found", plural, name),
          {"", std::string(plural), std::string(name), "", {}}};
}

Duration asked_lifetime(const json::Value& request, std::string_view name) {
  const auto* seconds = json::find(request, {"spec", "expirationSeconds"});
  if (!seconds || seconds->is_null()) return 1h;
  if (!seconds->is_int64() || seconds->get_int64() < shortest_seconds)
    throw invalid_request(name, {"spec.expirationSeconds", "FieldValueInvalid",
                                 fmt::format("Invalid value: {}: may not specify a duration less than 10 minutes",
                                             json::serialize(*seconds))});
  return std::chrono::seconds(std::min(seconds->get_int64(), longest_seconds));
}

/// The object the token is to be bound to, which must exist, in the account's namespace, with that uid if one is given.
BoundObject bound_object(const json::Value& reference, const std::string& ns, Store& store) {
  BoundObject bound{std::string(json::text(reference, {"kind"})), std::string(json::text(reference, {"name"})),
                    std::string(json::text(reference, {"uid"}))};
  const std::pair<std::string_view, std::string_view> known[] = {
      {"Pod", "pods"}, {"Secret", "secrets"}, {"Node", "nodes"}};
  for (const auto& [kind, plural] : known) {
    if (bound.kind != kind) continue;
    const auto object = store.collection(plural).snapshot()->find(kind == "Node" ? bound.name : ns + "/" + bound.name);
    if (!object) throw not_found(plural, bound.name);
    if (!bound.uid.empty() && bound.uid != object->uid())
      throw Error(Reason::conflict,
                  fmt::format("the UID in the bound object reference ({}) does not match the UID in record. "
                              "The object might have been deleted and then recreated",
                              bound.uid));
    bound.uid = object->uid();
    return bound;
  }
  throw Error(Reason::bad_request,
              "cannot bind token to object of kind " + bound.kind + ": a Pod, Secret or Node is possible");
}

void add_node(TokenClaims& claims, const std::string& ns, Store& store) {
  if (!claims.bound || claims.bound->kind != "Pod") return;
  const auto pod = store.collection("pods").snapshot()->find(ns + "/" + claims.bound->name);
  if (!pod) return;
  const auto value = pod->parse();
  claims.node_name = json::text(value, {"spec", "nodeName"});
  const auto node = store.collection("nodes").snapshot()->find(claims.node_name);
  if (node) claims.node_uid = node->uid();
}
}  // namespace

SubresourceHandler token_request(const Tokens& tokens, Store& store) {
  const Tokens* authority = &tokens;
  Store* objects = &store;
  return [authority, objects](Call& call) -> Task<net::Response> {
    const auto ns = call.attributes.namespace_;
    const auto name = call.attributes.name;
    const auto& table = describe(static_cast<const api::authentication::v1::TokenRequest*>(nullptr));
    json::Value request = json::Object();
    if (!call.request.body.empty()) request = read_body(call.request, table);
    if (!request.is_object()) throw Error(Reason::bad_request, "a TokenRequest is a JSON object");
    const auto account = objects->collection("serviceaccounts").snapshot()->find(ns + "/" + name);
    if (!account) throw not_found("serviceaccounts", name);

    TokenClaims claims{ns, name, std::string(account->uid()), {}, asked_lifetime(request, name), std::nullopt, "", ""};
    if (const auto* audiences = json::find(request, {"spec", "audiences"}); audiences && audiences->is_array())
      for (const auto& audience : audiences->get_array())
        if (audience.is_string()) claims.audiences.emplace_back(std::string_view(audience.get_string()));
    if (const auto* reference = json::find(request, {"spec", "boundObjectRef"}); reference && reference->is_object())
      claims.bound = bound_object(*reference, ns, *objects);
    add_node(claims, ns, *objects);
    const auto issued = authority->issue(claims);

    auto& object = request.get_object();
    object["apiVersion"] = "authentication.k8s.io/v1";
    object["kind"] = "TokenRequest";
    auto& metadata = json::at_path(request, {"metadata"});
    if (metadata.is_object()) {
      metadata.get_object()["name"] = name;
      metadata.get_object()["namespace"] = ns;
    }
    json::Array audiences;
    for (const auto& audience : claims.audiences) audiences.emplace_back(audience);
    if (audiences.empty()) audiences.emplace_back(authority->issuer());
    json::at_path(request, {"spec", "audiences"}) = std::move(audiences);
    json::at_path(request, {"spec", "expirationSeconds"}) =
        std::chrono::duration_cast<std::chrono::seconds>(claims.lifetime).count();
    object["status"] = json::Object{{"token", issued.token}, {"expirationTimestamp", format_time(issued.expires)}};

    net::Response response;
    response.status = 201;
    response.headers.set("Content-Type", "application/json");
    response.body = json::serialize(request);
    co_return response;
  };
}

}  // namespace coracle::apiserver

#include "apiserver/server.h"

#include <fmt/core.h>

#include <algorithm>

#include "apiserver/rest/request_info.h"
#include "apiserver/rest/status.h"

namespace coracle::apiserver {

namespace {
std::string path_message(const net::User& user, const Attributes& asked) {
  return fmt::format("forbidden: User \"{}\" cannot {} path \"{}\"", user.name, asked.verb, asked.path);
}

Error refusal(const net::User& user, const Attributes& asked, std::string_view reason) {
  const auto because = reason.empty() ? std::string{} : fmt::format(": {}", reason);
  if (!asked.is_resource) return {Reason::forbidden, path_message(user, asked) + because, ErrorDetails{}};
  Resource named;
  named.group = asked.group;
  named.plural = asked.resource;
  const auto what = asked.subresource.empty() ? asked.resource : asked.resource + "/" + asked.subresource;
  const auto where = asked.namespace_.empty() || asked.resource == "namespaces"
                         ? std::string("at the cluster scope")
                         : fmt::format("in the namespace \"{}\"", asked.namespace_);
  return forbidden(named, asked.name,
                   fmt::format("User \"{}\" cannot {} resource \"{}\" in API group \"{}\" {}{}", user.name, asked.verb,
                               what, asked.group, where, because));
}

// A kind that has no namespaces is not served below one (CVE-2019-11247), nor written across all of them.
void check_scope(const Call& call) {
  const auto& asked = call.attributes;
  const auto& resource = *call.resource;
  const bool below_namespace =
      !asked.namespace_.empty() && !(resource.group.empty() && resource.plural == "namespaces");
  if (!resource.namespaced && below_namespace) throw no_such_path();
  if (resource.namespaced && !below_namespace && !resource.review) {
    const bool across = asked.verb == "list" || asked.verb == "watch";
    if (!across && asked.verb == "create") throw bad_request("an empty namespace may not be set during creation");
    if (!across) throw method_not_allowed();
  }
}

bool names_one(const Call& call) {
  // A name may also come from a field selector, for authorization alone.
  const auto& path = call.target.path;
  return !call.attributes.name.empty() && !path.empty() && path.back() != call.attributes.resource;
}
}  // namespace

Endpoint::Endpoint(const ServerParts& parts, const std::vector<HealthCheck>& checks, Loop::Executor executor)
    : parts_(parts), checks_(checks), hub_(parts.store, std::move(executor)), rest_(parts_, hub_) {}

Task<net::Response> Endpoint::handle(net::Request request) {
  auto target = net::parse_target(request.target);
  if (!target) co_return error_response(bad_request("the request's path is not valid"));
  Call call{request, std::move(*target), {}, {}, parts_.registry.current(), nullptr, {}, &rest_};
  call.attributes = attributes_of(request, call.target);
  net::Response response;
  try {
    response = co_await answer(call);
  } catch (const Error& error) {
    response = error_response(error);
  } catch (const Cancelled&) {
    throw;
  } catch (const std::exception& error) {
    parts_.log.error("a request failed",
                     {{"method", request.method}, {"path", call.attributes.path}, {"error", error.what()}});
    response =
        error_response(Error(Reason::internal_error, "Internal error occurred: the request could not be served"));
  }
  for (const auto& warning : call.warnings) response.headers.add("Warning", warning_header(warning));
  co_return response;
}

Task<> Endpoint::admit(Call& call) {
  auto user = co_await parts_.authenticator.authenticate(call.request);
  if (!user) throw Error(Reason::unauthorized, "Unauthorized");
  call.user = std::move(*user);
  const auto decision = co_await parts_.authorizer.authorize(call.user, call.attributes);
  if (!decision.allowed) throw refusal(call.user, call.attributes, decision.reason);
}

Task<net::Response> Endpoint::answer(Call& call) {
  co_await admit(call);
  if (auto health = health_response(call, checks_)) co_return std::move(*health);
  for (auto* handler : parts_.paths)
    if (handler->serves(call)) co_return co_await handler->serve(call);
  if (!call.attributes.is_resource) throw no_such_path();
  co_return co_await serve_resource(call);
}

Task<net::Response> Endpoint::serve_resource(Call& call) {
  const auto& asked = call.attributes;
  call.resource = call.resources->find(asked.group, asked.version, asked.resource);
  if (!call.resource) throw no_such_path();
  const auto& resource = *call.resource;
  check_scope(call);
  if (!resource.deprecation.empty()) call.warnings.push_back(resource.deprecation);
  if (asked.subresource.empty()) {
    if (!resource.allows(asked.verb)) throw method_not_allowed();
    co_return co_await serve_verb(call);
  }
  const auto* below = resource.subresource(asked.subresource);
  if (below == nullptr) throw no_such_path();
  if (!below->verbs.empty() && std::ranges::find(below->verbs, asked.verb) == below->verbs.end())
    throw method_not_allowed();
  if (below->handler) co_return co_await below->handler(call);
  if (asked.verb != "get" && asked.verb != "update" && asked.verb != "patch") throw method_not_allowed();
  if (asked.subresource == "scale") co_return co_await rest_.scale(call);
  co_return co_await serve_verb(call);
}

Task<net::Response> Endpoint::serve_verb(Call& call) {
  const auto& verb = call.attributes.verb;
  const bool one = names_one(call);
  if (verb == "watch") co_return rest_.watch(call);
  if (verb == "get" && one) co_return rest_.get(call);
  if (verb == "list" && !one) co_return rest_.list(call);
  if (verb == "create" && !one) co_return co_await rest_.create(call);
  if (verb == "update" && one) co_return co_await rest_.update(call);
  if (verb == "patch" && one) co_return co_await rest_.patch(call);
  if (verb == "delete" && one) co_return co_await rest_.remove(call);
  if (verb == "deletecollection" && !one) co_return co_await rest_.remove_collection(call);
  throw method_not_allowed();
}

}  // namespace coracle::apiserver

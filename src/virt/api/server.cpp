#include "virt/api/server.h"

#include <fmt/core.h>

#include "virt/api/access.h"
#include "virt/api/answer.h"
#include "virt/api/discovery.h"

namespace coracle::virt::api {
namespace {

Error no_such_resource() { return {Reason::not_found, "the server could not find the requested resource"}; }

}  // namespace

Server::Server(Parts parts, Log log) : parts_(parts), log_(std::move(log)) {}

Task<net::Response> Server::handle(net::Request request) {
  std::optional<Error> failure;
  try {
    co_return co_await answer(std::move(request));
  } catch (const Error& error) {
    failure = error;
  }
  co_return status_answer(*failure);
}

Task<net::Response> Server::answer(net::Request request) {
  auto target = net::parse_target(request.target);
  if (!target) throw Error(Reason::bad_request, "the path of the request is malformed");
  if (const auto* webhook = target->path.size() == 1 ? find_webhook(target->path[0]) : nullptr) {
    if (request.method != "POST") throw Error(Reason::method_not_allowed, "webhooks are asked by POST");
    co_return co_await parts_.webhooks.serve(*webhook, std::move(request.body));
  }
  if (auto open = open_answer(*target, request.method)) co_return std::move(*open);
  co_return co_await serve_verb(std::move(request), std::move(*target));
}

Task<net::Response> Server::serve_verb(net::Request request, net::Target target) {
  const auto& path = target.path;
  if (path.size() < 3 || path[0] != "apis" || path[1] != aggregated_group || !is_served_version(path[2]))
    throw no_such_resource();
  auto user = front_proxy_user(parts_.front_proxy.rules(), request);
  if (!user) throw Error(Reason::unauthorized, "Unauthorized");
  Asked asked;
  bool wrong_method = false;
  const auto* route = find_route(target, request.method, asked, wrong_method);
  if (route == nullptr)
    throw wrong_method ? Error(Reason::method_not_allowed,
                               "the server does not allow this method on the requested "
                               "resource")
                       : no_such_resource();
  const auto verdict =
      co_await may(parts_.client, std::move(*user), *route, asked.ns, asked.name, std::string(path[2]));
  if (!verdict.allowed) co_return text_answer(401, verdict.reason);
  if (route->serve == nullptr)
    throw Error(Reason::bad_request, fmt::format("this release of Coracle has no {}/{}", route->resource, route->verb));
  asked.request = std::move(request);
  asked.target = std::move(target);
  Means means{parts_.client, parts_.handlers};
  std::optional<Error> failure;
  try {
    co_return co_await route->serve(means, std::move(asked));
  } catch (const Error& error) {
    failure = error;
  }
  if (!route->plain_errors || failure->reason() == Reason::not_found) throw *failure;
  co_return text_answer(500, failure->message());
}

}  // namespace coracle::virt::api

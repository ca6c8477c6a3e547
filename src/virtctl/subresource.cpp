#include "virtctl/subresource.h"

#include <cstdio>

#include "base/scope.h"

namespace coracle::virtctl {

std::string subresource_path(Target target, std::string_view ns, std::string_view name, std::string_view verb) {
  std::string path = "/apis/subresources.kubevirt.io/v1/namespaces/" + net::percent_encode(ns);
  path += target == Target::machine ? "/virtualmachines/" : "/virtualmachineinstances/";
  return path + net::percent_encode(name) + "/" + std::string(verb);
}

Task<> put(Session& session, std::string path, json::Value body) {
  net::Request request;
  request.method = "PUT";
  request.target = std::move(path);
  request.headers.set("Accept", "application/json");
  request.headers.set("Content-Type", "application/json");
  request.body = json::serialize(body);
  const auto answer = co_await session.client().open(std::move(request));
  // Read to its end, so that the connection may be used again.
  auto rest = net::read_all(*answer.body, 1U << 20U);
  co_await within(std::chrono::seconds(30), std::move(rest), "the server's answer");
}

void set_dry_run(json::Object& body, bool dry_run) {
  if (!dry_run) return;
  std::printf("Dry Run execution\n");
  body["dryRun"] = json::Array{"All"};
}

Error reworded(const Error& error, std::string message) { return Error(error.reason(), std::move(message)); }

}  // namespace coracle::virtctl

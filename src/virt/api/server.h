#pragma once
#include <functional>

#include "virt/api/front_proxy.h"
#include "virt/api/subresources/subresource.h"
#include "virt/api/webhooks/webhooks.h"

namespace coracle::virt::api {

/// Every request of virt-api's port: webhooks of the API server, open documents, and verbs of users that the API server
/// has told us.
class Server final : public net::Handler {
 public:
  struct Parts {
    kube::Client& client;
    Handlers& handlers;
    const FrontProxy& front_proxy;
    Webhooks& webhooks;
  };
  Server(Parts parts, Log log);
  Task<net::Response> handle(net::Request request) override;

 private:
  Task<net::Response> answer(net::Request request);
  Task<net::Response> serve_verb(net::Request request, net::Target target);
  Parts parts_;
  Log log_;
};

}  // namespace coracle::virt::api

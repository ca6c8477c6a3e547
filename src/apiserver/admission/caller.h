#pragma once
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "apiserver/admission/webhook.h"
#include "apiserver/service_resolver.h"
#include "base/scope.h"
#include "net/client.h"

namespace coracle::apiserver::admission {

/// Carries questions to webhooks, over TLS and kept connections, on a thread of its own; asked from any loop.
class Caller {
 public:
  explicit Caller(const ServiceResolver& services);
  ~Caller();
  /// The body of a 200. Throws Error in the words of kube-apiserver for everything else, also when the webhook's
  /// timeoutSeconds pass.
  Task<std::string> call(std::shared_ptr<const Webhook> webhook, std::string body);

 private:
  struct Exchange;
  Task<> run(std::shared_ptr<Exchange> exchange);
  Task<std::string> ask(std::shared_ptr<Exchange> exchange);
  /// Kept by whoever uses it, too: the table may drop it meanwhile.
  std::shared_ptr<net::Client> client_of(const Webhook& webhook, std::string& target);

  const ServiceResolver& services_;
  Task<> end();

  Loop loop_;
  Scope scope_;
  std::map<std::string, std::shared_ptr<net::Client>> clients_;  ///< by address, name and authorities
  std::thread thread_;
};

}  // namespace coracle::apiserver::admission

#pragma once
#include <memory>
#include <string>
#include <vector>

#include "apiserver/server.h"
#include "base/channel.h"

namespace coracle::apiserver::testing {

/// Lets everyone in as "test-admin" of system:masters, unless the request carries a user.
class OpenDoor final : public Authenticator, public Authorizer, public Admission {
 public:
  Task<std::optional<net::User>> authenticate(const net::Request& request) override;
  Task<Decision> authorize(const net::User& user, const Attributes& attributes) override;
  bool handles(Operation, const Attributes&) const override { return false; }
  Task<> mutate(AdmissionRequest&) override { co_return; }
  Task<> validate(AdmissionRequest&) override { co_return; }
};

/// Kinds without schemas, enough to try every verb: namespaces, configmaps, secrets, pods (graceful deletion, status),
/// deployments (status, scale), and widgets.example.com, a custom kind in the versions v1 and v1alpha1.
std::vector<Resource> plain_resources();

struct Reply {
  int status = 0;
  net::Headers headers;
  std::string text;
  json::Value value() const;  ///< null when the text is no JSON
};

/// A running watch: its lines, one event each.
class WatchLines {
 public:
  WatchLines(Loop::Executor executor, net::Streamed body);
  /// The next event, or null at the end or after five seconds.
  Task<json::Value> next();
  Task<> stop();

 private:
  struct Writer;
  Scope scope_;
  std::shared_ptr<Writer> writer_;
};

/// A whole API server on the test's loop, without sockets. All parts may be replaced before the first request.
class Cluster {
 public:
  explicit Cluster(Loop& loop, Store::Options options = {}, const Clock& clock = system_clock());
  ~Cluster();

  net::Handler& handler() { return *endpoint_; }
  Store& store() { return store_; }
  Registry& registry() { return registry_; }

  Task<Reply> request(std::string method, std::string target, std::string body = {}, net::Headers headers = {});
  Task<std::unique_ptr<WatchLines>> watch(std::string target, net::Headers headers = {});
  /// Makes namespace "default".
  Task<> begin();

 private:
  static const Clock& system_clock();
  Loop::Executor executor_;
  Store store_;
  Registry registry_;
  OpenDoor door_;
  ServerParts parts_;
  std::vector<HealthCheck> checks_;
  std::unique_ptr<Endpoint> endpoint_;
};

}  // namespace coracle::apiserver::testing

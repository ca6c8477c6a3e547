#pragma once
// An API server with virt-operator and virt-api in this process, a Node, and a virt-handler that plays.
#include <gtest/gtest.h>

#include "../support/rights.h"
#include "apiserver/instance.h"
#include "kube/client.h"
#include "net/client.h"
#include "net/server.h"
#include "virt/api/component.h"
#include "virt/operator/component.h"
#include "virt/shared/component_certificates.h"

namespace coracle::install {

using namespace std::chrono_literals;

struct StateFolder {
  StateFolder();
  ~StateFolder();
  std::string path;
};

/// Answers as the virt-handler of node1, with the certificate that virt-operator made for it.
class PlayedHandler final : public net::Handler {
 public:
  Task<net::Response> handle(net::Request request) override;
  std::vector<std::string> seen;  ///< "PUT /v1/namespaces/..."
  std::string peer;               ///< common name of the last caller
  std::string body;
  Error* failure = nullptr;  ///< answered in place of success
};

inline net::User user_of(const std::string& component) {
  return {"system:serviceaccount:kubevirt:kubevirt-" + component,
          "",
          {"system:serviceaccounts", "system:serviceaccounts:kubevirt", "system:authenticated"},
          {}};
}

class World {
 public:
  explicit World(Loop& loop, bool emulation_auto = false);
  ~World();

  Task<> begin();  ///< runs virt-operator and virt-api, and waits until virt-api answers
  Task<> end();
  /// A new life of virt-operator and virt-api, as after the end of their process: another port, nothing remembered.
  Task<> restart();
  /// Makes Node node1 with a heartbeat, and begins the played virt-handler.
  Task<> add_node(std::string kvm = "absent");

  Task<json::Value> get(const std::string& path);
  /// Waits until the object at the path holds, at most ten seconds.
  Task<json::Value> until(std::string path, std::function<bool(const json::Value&)> holds);
  Task<json::Value> apply(const std::string& path, std::string_view object);
  /// The error of a request that must fail.
  Task<Error> refusal(std::string method, std::string path, std::string_view body = {});
  Task<net::WholeAnswer> send(std::string method, std::string path, std::string body = {},
                              std::string type = "application/json", net::RoundTrip* as = nullptr);

  Loop& loop;
  StateFolder folder;
  apiserver::StaticServices services;
  apiserver::Instance instance;
  std::unique_ptr<net::RoundTrip> admin_api, operator_api, virt_api_api, handler_api, user_api, controller_api;
  testing::WithinRights operator_rights, virt_api_rights;
  kube::Client admin;
  kube::Client handler_client;
  std::unique_ptr<virt::api::Component> api;
  std::unique_ptr<virt::operator_::Component> installer;
  PlayedHandler played;
  std::optional<virt::shared::ComponentCertificates> handler_certificates;
  std::optional<net::Server> handler_server;
  Scope scope;
  std::unique_ptr<Scope> product;

 private:
  void make_product();
  bool emulation_auto_;
  Task<> begin_handler();
};

/// Runs a test in a world of its own, and takes it down again.
void in_world(Task<> (*test)(World&), bool emulation_auto = false);

json::Value parsed(std::string_view text);

/// The tutorial's machine, with another run strategy if asked.
std::string cirros(std::string_view run_strategy = "Halted");

}  // namespace coracle::install

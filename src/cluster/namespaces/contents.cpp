#include "cluster/namespaces/contents.h"

#include "api/core/v1/config_map.h"
#include "api/core/v1/namespace.h"
#include "api/core/v1/service_account.h"

namespace coracle::cluster {
namespace {
constexpr auto account_name = "default";
constexpr auto map_name = "kube-root-ca.crt";

std::vector<kube::Key> namespace_of(const kube::CachedObject& object) { return {{"", object.key.ns}}; }

json::Value account() {
  return json::Object{
      {"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", json::Object{{"name", account_name}}}};
}

json::Value authority_map(const std::string& ca_pem) {
  const json::Object notes{{"kubernetes.io/description",
                            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal "
                            "endpoints such as the internal service IP or kubernetes.default.svc."}};
  return json::Object{{"apiVersion", "v1"},
                      {"kind", "ConfigMap"},
                      {"metadata", json::Object{{"name", map_name}, {"annotations", notes}}},
                      {"data", json::Object{{"ca.crt", ca_pem}}}};
}
}  // namespace

NamespaceContents::NamespaceContents(Loop::Executor executor, kube::Client& client, kube::Informer& namespaces,
                                     std::string ca_pem, Log log)
    : executor_(executor),
      namespaces_(namespaces),
      accounts_(executor, client, api::kind_of(static_cast<const api::core::v1::ServiceAccount*>(nullptr)),
                {.field_selector = std::string("metadata.name=") + account_name}, {}, log),
      maps_(executor, client, api::kind_of(static_cast<const api::core::v1::ConfigMap*>(nullptr)),
            {.field_selector = std::string("metadata.name=") + map_name}, {}, log),
      account_writer_(client, accounts_),
      map_writer_(client, maps_),
      controller_(executor, *this, {.name = "namespace contents"}, log),
      ca_pem_(std::move(ca_pem)) {
  controller_.watch_self(namespaces_);
  controller_.watch(accounts_, namespace_of);
  controller_.watch(maps_, namespace_of);
  controller_.reads_own(account_writer_.log());
  controller_.reads_own(map_writer_.log());
}

Task<> NamespaceContents::run() {
  Scope scope(executor_);
  scope.spawn(accounts_.run(), "service accounts");
  scope.spawn(maps_.run(), "authority maps");
  std::exception_ptr ended;
  try {
    co_await controller_.run();
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await scope.cancel_and_join();
  if (ended) std::rethrow_exception(ended);
}

Task<> NamespaceContents::give(kube::RawWriter& writer, kube::Cached there, std::string ns, json::Value object) {
  if (there) {
    // Only data is ours: what others put in stays.
    const auto* wanted = json::find(object, {"data"});
    const auto* found = json::find(there->raw, {"data"});
    if (wanted == nullptr || (found != nullptr && json::equal(*wanted, *found))) co_return;
    auto after = there->raw;
    after.get_object()["data"] = *wanted;
    co_await writer.patch(*there, there->raw, std::move(after));
    co_return;
  }
  try {
    co_await writer.create_if_absent(std::move(ns), std::move(object));
  } catch (const Error& error) {
    // The namespace began to end, or is gone.
    if (error.reason() != Reason::forbidden && error.reason() != Reason::not_found) throw;
  }
}

Task<kube::Next> NamespaceContents::reconcile(kube::Key key) {
  const kube::Seen<api::core::v1::Namespace> found(namespaces_.find(key));
  if (!found || !found->metadata.deletion_timestamp.empty()) co_return kube::Next::done();
  co_await give(account_writer_, accounts_.find({key.name, account_name}), key.name, account());
  co_await give(map_writer_, maps_.find({key.name, map_name}), key.name, authority_map(ca_pem_));
  co_return kube::Next::done();
}

}  // namespace coracle::cluster

#include "virt/shared/component_certificates.h"

#include "api/kinds.h"
#include "base/base64.h"
#include "base/until_cancelled.h"
#include "kube/informer.h"

namespace coracle::virt::shared {
namespace {

std::string secret_part(const json::Value& secret, std::string_view name) {
  const auto* data = json::find(secret, {"data"});
  const auto encoded = data ? json::text(*data, {name}) : std::string_view();
  auto plain = from_base64(encoded);
  if (encoded.empty() || !plain) throw Error(Reason::invalid, "it has no readable " + std::string(name));
  return std::move(*plain);
}

}  // namespace

std::string certificate_name::handler_server(std::string_view node) { return "virt-handler:" + std::string(node); }

std::string handler_server_secret(std::string_view node) {
  return std::string(certificate_secret::handler_server) + "-" + std::string(node);
}

struct ComponentCertificates::State {
  State(const Loop::Executor& executor, kube::Client& client, const std::string& secret, const Log& where)
      : log(where.part("certificates")),
        bundle(executor, client, api::kind_of(static_cast<const api::core::v1::ConfigMap*>(nullptr)),
               one_object(std::string(ca_config_map)), {}, log),
        has_identity(executor),
        has_bundle(executor) {
    bundle.on_change([this](const kube::Cached&, const kube::Cached& after) {
      if (after) take_bundle(after->raw);
    });
    if (secret.empty()) {
      has_identity.set();
      return;
    }
    identity.emplace(executor, client, api::kind_of(static_cast<const api::core::v1::Secret*>(nullptr)),
                     one_object(secret), kube::Decode{}, log);
    identity->on_change([this](const kube::Cached&, const kube::Cached& after) {
      if (after) take_identity(after->key, after->raw);
    });
  }

  static kube::Selection one_object(const std::string& name) {
    return {.ns = std::string(install_namespace), .label_selector = {}, .field_selector = "metadata.name=" + name};
  }

  /// A Secret that is no identity changes nothing: what was there serves until a good one comes.
  void take_identity(const kube::Key& key, const json::Value& secret) {
    try {
      net::Identity read{secret_part(secret, "tls.crt"), secret_part(secret, "tls.key")};
      const auto info = net::check_identity(read).take();
      if (source)
        source->replace(std::move(read));
      else
        source = std::make_shared<net::CertificateSource>(std::move(read));
      log.info("a certificate is in use",
               {{"secret", key.name}, {"name", info.common_name}, {"until", format_time(info.not_after)}});
      has_identity.set();
    } catch (const Error& error) {
      log.error("a certificate cannot be used", {{"secret", key.name}, {"error", error.what()}});
    }
  }

  void take_bundle(const json::Value& map) {
    const std::string pem(json::text(map, {"data", ca_bundle_key}));
    if (pem == authorities) return;
    if (const auto read = net::read_certificates(pem); !read || read->empty()) {
      log.error("the authorities cannot be used", {{"configmap", std::string(ca_config_map)}});
      return;
    }
    authorities = pem;
    for (const auto& callback : callbacks) callback(authorities);
    has_bundle.set();
  }

  Log log;
  kube::Informer bundle;
  std::optional<kube::Informer> identity;
  std::shared_ptr<net::CertificateSource> source;
  std::string authorities;
  std::vector<std::function<void(const std::string&)>> callbacks;
  Event has_identity;
  Event has_bundle;
};

ComponentCertificates::ComponentCertificates(Loop::Executor executor, kube::Client& client, std::string secret, Log log)
    : state_(std::make_shared<State>(executor, client, secret, log)) {}
ComponentCertificates::~ComponentCertificates() = default;

Task<> ComponentCertificates::run() {
  const auto state = state_;
  Scope scope(co_await this_executor(), [state](const std::string& name, std::exception_ptr error) {
    state->log.error("following ended", {{"what", name}, {"error", describe(error)}});
  });
  scope.spawn(state->bundle.run(), "authorities");
  if (state->identity) scope.spawn(state->identity->run(), "identity");
  co_await until_cancelled(scope);
}

Task<> ComponentCertificates::ready() {
  const auto state = state_;
  while (!state->has_bundle.is_set()) co_await state->has_bundle.wait();
  while (!state->has_identity.is_set()) co_await state->has_identity.wait();
}

std::shared_ptr<net::CertificateSource> ComponentCertificates::identity() const { return state_->source; }
const std::string& ComponentCertificates::authorities() const { return state_->authorities; }

void ComponentCertificates::on_authorities(std::function<void(const std::string& pem)> callback) {
  state_->callbacks.push_back(std::move(callback));
}

}  // namespace coracle::virt::shared

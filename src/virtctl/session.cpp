#include "virtctl/session.h"

#include "kube/transport.h"

namespace coracle::virtctl {

namespace {
/// A length of time as Go writes it, or seconds; 0 is no limit.
Duration parsed_timeout(const std::string& text) {
  if (text.empty()) return kube::ClientOptions().timeout;
  const bool bare = text.find_first_not_of("0123456789") == std::string::npos;
  const auto time = parse_duration(bare ? text + "s" : text);
  if (!time || *time < Duration::zero())
    throw Error(Reason::bad_request,
                "'" + text + "' is no --request-timeout: it must be a length of time such as 30s or 2m, or 0");
  return *time == Duration::zero() ? std::chrono::hours(24) : *time;
}
}  // namespace

void Session::connect() {
  if (client_) return;
  auto connection = kube::load_connection(overrides_).take();
  ns_ = connection.ns;
  const std::string agent = "virtctl/" CORACLE_VERSION;
  transport_ = kube::make_transport(std::move(connection), agent);
  kube::ClientOptions options;
  options.user_agent = agent;
  options.field_manager = "virtctl";
  options.timeout = parsed_timeout(request_timeout_);
  client_ = std::make_unique<kube::Client>(*transport_, options);
}

void Session::disconnect() {
  client_.reset();
  transport_.reset();
}

const std::string& Session::ns() {
  connect();
  return ns_;
}

net::RoundTrip& Session::transport() {
  connect();
  return *transport_;
}

kube::Client& Session::client() {
  connect();
  return *client_;
}

std::vector<std::string> Session::global_arguments() const {
  std::vector<std::string> arguments;
  const auto add = [&arguments](std::string_view flag, const std::string& value) {
    if (!value.empty()) arguments.push_back("--" + std::string(flag) + "=" + value);
  };
  add("kubeconfig", overrides_.kubeconfig);
  add("context", overrides_.context);
  add("cluster", overrides_.cluster);
  add("user", overrides_.user);
  add("namespace", overrides_.ns);
  add("server", overrides_.server);
  add("token", overrides_.token);
  add("request-timeout", request_timeout_);
  add("as", overrides_.as);
  for (const auto& group : overrides_.as_groups) add("as-group", group);
  add("certificate-authority", overrides_.certificate_authority);
  add("client-certificate", overrides_.client_certificate);
  add("client-key", overrides_.client_key);
  add("tls-server-name", overrides_.tls_server_name);
  if (overrides_.insecure_skip_tls_verify) arguments.emplace_back("--insecure-skip-tls-verify");
  return arguments;
}

}  // namespace coracle::virtctl

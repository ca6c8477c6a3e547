#include "kube/transport.h"

#include <fcntl.h>

#include "base/base64.h"
#include "base/files.h"
#include "base/scope.h"
#include "kube/exec_plugin.h"
#include "net/client.h"

namespace coracle::kube {
namespace {
constexpr std::size_t token_limit = 64U << 10U;
constexpr std::size_t certificates_limit = 1U << 20U;

net::ClientOptions transport_options(const Connection& connection, std::string user_agent) {
  net::ClientOptions options;
  options.tls.authorities_pem = connection.ca_pem;
  options.tls.verify = !connection.insecure_skip_tls_verify;
  options.server_name = connection.tls_server_name;
  if (!connection.client_certificate_pem.empty()) {
    net::Identity identity{connection.client_certificate_pem, connection.client_key_pem};
    if (const auto checked = net::check_identity(identity); !checked)
      throw checked.error().in("the kubeconfig's client certificate");
    options.tls.certificate = std::make_shared<net::CertificateSource>(std::move(identity));
  }
  options.headers.add("User-Agent", std::move(user_agent));
  if (!connection.token.empty() && connection.token_file.empty())
    options.headers.add("Authorization", "Bearer " + connection.token);
  if (!connection.username.empty())
    options.headers.add("Authorization", "Basic " + to_base64(connection.username + ":" + connection.password));
  if (!connection.impersonate_user.empty()) options.headers.add("Impersonate-User", connection.impersonate_user);
  for (const auto& group : connection.impersonate_groups) options.headers.add("Impersonate-Group", group);
  return options;
}

std::string text_of_file(const std::string& path, std::size_t limit) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw system_error(errno, "read " + path);
  return read_to_end(file.get(), limit, path);
}

std::string token_in(const std::string& path) {
  auto token = text_of_file(path, token_limit);
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  if (token.empty()) throw Error(Reason::invalid, "the token " + path + " is empty");
  return token;
}

class Transport final : public net::RoundTrip {
 public:
  Transport(Connection connection, std::string user_agent, Duration look_again)
      : connection_(std::move(connection)),
        user_agent_(std::move(user_agent)),
        look_again_(look_again),
        client_(make_client(connection_)),
        files_read_(std::chrono::steady_clock::now()) {}

  Task<net::Answer> send(net::Request request) override {
    read_files_again();
    if (asks_plugin()) {
      co_await have_credentials();
      if (!credentials_->token.empty() && !request.headers.has("Authorization"))
        request.headers.add("Authorization", "Bearer " + credentials_->token);
      auto answer = co_await client_->send(std::move(request));
      if (answer.status == 401) credentials_.reset();  // the next request asks again
      co_return answer;
    }
    if (!connection_.token_file.empty() && !request.headers.has("Authorization"))
      request.headers.add("Authorization", "Bearer " + token());
    co_return co_await client_->send(std::move(request));
  }

 private:
  std::unique_ptr<net::Client> make_client(const Connection& connection) const {
    return std::make_unique<net::Client>(connection.server, transport_options(connection, user_agent_));
  }

  /// What stands in the kubeconfig, or was given by a flag, goes before the plugin.
  bool asks_plugin() const {
    return connection_.exec && connection_.token.empty() && connection_.token_file.empty() &&
           connection_.username.empty();
  }

  /// Runs the plugin when there is nothing yet, or it has ended; one at a time, for it may ask a person.
  Task<> have_credentials() {
    while (plugin_runs_) {
      const auto ended = plugin_ended_;  // the next run has another
      co_await ended->wait();
    }
    if (credentials_ && (!credentials_->expires || *credentials_->expires > std::chrono::system_clock::now()))
      co_return;
    plugin_runs_ = true;
    plugin_ended_ = std::make_shared<Event>(co_await this_executor());
    std::exception_ptr failure;
    try {
      credentials_ = co_await run_plugin(connection_);
      use_certificate_of_plugin();
    } catch (...) {
      failure = std::current_exception();
    }
    plugin_runs_ = false;
    plugin_ended_->set();
    if (failure) {
      credentials_.reset();
      std::rethrow_exception(failure);
    }
  }
  void use_certificate_of_plugin() {
    if (credentials_->certificate_pem.empty()) return;
    auto with = connection_;
    with.client_certificate_pem = credentials_->certificate_pem;
    with.client_key_pem = credentials_->key_pem;
    client_ = make_client(with);
  }

  const std::string& token() {
    const auto now = std::chrono::steady_clock::now();
    if (!token_.empty() && now - token_read_ < look_again_) return token_;
    try {
      token_ = token_in(connection_.token_file);
      token_read_ = now;
    } catch (const Error&) {
      // The one we have may still be good. Without a file there is what the kubeconfig says, too.
      if (token_.empty()) token_ = connection_.token;
      if (token_.empty()) throw;
    }
    return token_;
  }

  /// New connections are made with what the files say now; answers that are still being read keep theirs.
  void read_files_again() {
    const auto now = std::chrono::steady_clock::now();
    if (now - files_read_ < look_again_) return;
    files_read_ = now;
    auto fresh = connection_;
    try {
      const std::pair<const std::string&, std::string&> files[] = {
          {fresh.ca_file, fresh.ca_pem},
          {fresh.client_certificate_file, fresh.client_certificate_pem},
          {fresh.client_key_file, fresh.client_key_pem}};
      bool changed = false;
      for (const auto& [file, text] : files) {
        if (file.empty()) continue;
        auto read = text_of_file(file, certificates_limit);
        changed = changed || read != text;
        text = std::move(read);
      }
      if (!changed) return;
      client_ = make_client(fresh);
      connection_ = std::move(fresh);
      credentials_.reset();
    } catch (const Error&) {
      // Halves of two certificates, a file that is being written: looked at again in a while.
    }
  }

  Connection connection_;
  std::string user_agent_;
  Duration look_again_;
  std::unique_ptr<net::Client> client_;
  SteadyTime files_read_;
  std::string token_;
  SteadyTime token_read_{};
  std::optional<PluginCredentials> credentials_;
  bool plugin_runs_ = false;
  std::shared_ptr<Event> plugin_ended_;
};
}  // namespace

std::unique_ptr<net::RoundTrip> make_transport(Connection connection, std::string user_agent, Duration look_again) {
  return std::make_unique<Transport>(std::move(connection), std::move(user_agent), look_again);
}

}  // namespace coracle::kube

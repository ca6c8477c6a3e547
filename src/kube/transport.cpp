#include "kube/transport.h"

#include <fcntl.h>

#include "base/base64.h"
#include "base/files.h"
#include "net/client.h"

namespace coracle::kube {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t token_limit = 64U << 10U;
constexpr auto token_life = 1min;  // bound tokens are renewed long before they end

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
  if (!connection.token.empty()) options.headers.add("Authorization", "Bearer " + connection.token);
  if (!connection.username.empty())
    options.headers.add("Authorization", "Basic " + to_base64(connection.username + ":" + connection.password));
  if (!connection.impersonate_user.empty()) options.headers.add("Impersonate-User", connection.impersonate_user);
  for (const auto& group : connection.impersonate_groups) options.headers.add("Impersonate-Group", group);
  return options;
}

std::string token_of(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw system_error(errno, "read the token " + path);
  auto token = read_to_end(file.get(), token_limit, path);
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  return token;
}

class Transport final : public net::RoundTrip {
 public:
  Transport(const Connection& connection, std::string user_agent)
      : client_(connection.server, transport_options(connection, std::move(user_agent))),
        token_file_(connection.token.empty() ? connection.token_file : std::string()) {}

  Task<net::Answer> send(net::Request request) override {
    if (!token_file_.empty() && !request.headers.has("Authorization"))
      request.headers.add("Authorization", "Bearer " + token());
    co_return co_await client_.send(std::move(request));
  }

 private:
  const std::string& token() {
    const auto now = std::chrono::steady_clock::now();
    if (token_.empty() || now - token_read_ > token_life) {
      token_ = token_of(token_file_);
      token_read_ = now;
    }
    return token_;
  }

  net::Client client_;
  std::string token_file_;
  std::string token_;
  SteadyTime token_read_{};
};
}  // namespace

std::unique_ptr<net::RoundTrip> make_transport(Connection connection, std::string user_agent) {
  return std::make_unique<Transport>(connection, std::move(user_agent));
}

}  // namespace coracle::kube

#include "apiserver/pki.h"

#include <arpa/inet.h>

#include "base/files.h"
#include "json/value.h"
#include "net/encoding.h"

namespace coracle::apiserver {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t largest_file = 64U << 10U;

std::optional<std::string> read_if_there(int folder, const std::string& name) {
  try {
    return read_file(folder, name, largest_file);
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
  return std::nullopt;
}

net::Authority authority(int folder, const std::string& name, const std::string& common_name) {
  const auto certificate = read_if_there(folder, name + ".crt");
  const auto key = read_if_there(folder, name + ".key");
  if (certificate && key) {
    try {
      return net::Authority::load({*certificate, *key});
    } catch (const Error& error) {
      throw error.in("pki/" + name + ".crt and .key");
    }
  }
  if (certificate || key)
    throw Error(Reason::internal_error,
                "of pki/" + name + ".crt and .key one is missing: restore it, or remove both to make new ones");
  auto made = net::Authority::make(common_name);
  write_file_atomically(folder, name + ".key", made.identity().key_pem, 0600);
  write_file_atomically(folder, name + ".crt", made.identity().certificate_pem, 0600);
  return made;
}

std::string signing_key(int folder) {
  if (auto key = read_if_there(folder, "sa.key")) {
    if (!net::public_key_of(*key)) throw Error(Reason::internal_error, "pki/sa.key is no private key");
    return std::move(*key);
  }
  auto key = net::make_private_key();
  write_file_atomically(folder, "sa.key", key, 0600);
  return key;
}

bool is_address(const std::string& host) {
  in6_addr ignored{};
  return inet_pton(AF_INET, host.c_str(), &ignored) == 1 || inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}
}  // namespace

Pki Pki::load_or_make(const std::string& folder) {
  const auto directory = open_directory(folder);
  return {.cluster = authority(directory.get(), "ca", "coracle"),
          .front_proxy = authority(directory.get(), "front-proxy-ca", "coracle-front-proxy"),
          .service_account_key_pem = signing_key(directory.get())};
}

net::Identity Pki::server(const std::vector<std::string>& hosts) const {
  net::CertificateRequest request;
  request.common_name = "kube-apiserver";
  request.dns_names = {"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
                       "kubernetes.default.svc.cluster.local"};
  request.addresses = {"127.0.0.1", "::1"};
  for (const auto& host : hosts) {
    auto& list = is_address(host) ? request.addresses : request.dns_names;
    if (std::find(list.begin(), list.end(), host) == list.end()) list.push_back(host);
  }
  request.for_servers = true;
  request.validity = leaf_life;
  return cluster.issue(request);
}

net::Identity Pki::user(const std::string& name, const std::vector<std::string>& groups) const {
  net::CertificateRequest request;
  request.common_name = name;
  request.organizations = groups;
  request.for_clients = true;
  request.validity = leaf_life;
  return cluster.issue(request);
}

net::Identity Pki::front_proxy_client() const {
  net::CertificateRequest request;
  request.common_name = "front-proxy-client";
  request.for_clients = true;
  request.validity = leaf_life;
  return front_proxy.issue(request);
}

net::Identity Pki::kubelet_server(const std::string& node) const {
  net::CertificateRequest request;
  request.common_name = "system:node:" + node;
  request.organizations = {"system:nodes"};
  request.dns_names = {node};
  request.addresses = {"127.0.0.1", "::1"};
  request.for_servers = true;
  request.validity = leaf_life;
  return cluster.issue(request);
}

net::Identity Pki::kubelet_client() const { return user(kubelet_client_name, {}); }

std::string kubeconfig_text(const std::string& server, const std::string& ca_pem, const net::Identity& user,
                            const std::string& context) {
  const json::Value config = json::Object{
      {"apiVersion", "v1"},
      {"kind", "Config"},
      {"clusters",
       json::Array{json::Object{
           {"name", context},
           {"cluster", json::Object{{"server", server}, {"certificate-authority-data", net::base64(ca_pem)}}}}}},
      {"users",
       json::Array{json::Object{{"name", context},
                                {"user", json::Object{{"client-certificate-data", net::base64(user.certificate_pem)},
                                                      {"client-key-data", net::base64(user.key_pem)}}}}}},
      {"contexts", json::Array{json::Object{{"name", context},
                                            {"context", json::Object{{"cluster", context}, {"user", context}}}}}},
      {"current-context", context}};
  return json::pretty(config) + "\n";  // JSON is YAML
}

}  // namespace coracle::apiserver

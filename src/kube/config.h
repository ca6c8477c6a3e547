#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace coracle::kube {

/// A program that says who we are: `exec` of a kubeconfig's user.
struct ExecPlugin {
  enum class Interactive { never, if_available, always };
  std::string command;  ///< looked up in PATH when it has no slash
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;
  std::string api_version;  ///< client.authentication.k8s.io/v1 or v1beta1
  std::string install_hint;
  bool provide_cluster_info = false;
  Interactive interactive = Interactive::if_available;
};

/// Where a cluster is and who we are there: one context of a kubeconfig, files read in.
/// https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
struct Connection {
  std::string server;           ///< "https://127.0.0.1:6443", with a path prefix where there is one
  std::string ca_pem;           ///< empty: the system's authorities
  std::string ca_file;          ///< where ca_pem is from, to be read again; empty: it was given as data
  std::string tls_server_name;  ///< in place of the URL's host
  bool insecure_skip_tls_verify = false;
  std::string client_certificate_pem;
  std::string client_key_pem;
  std::string client_certificate_file;  ///< as ca_file
  std::string client_key_file;
  std::string token;
  std::string token_file;          ///< goes before `token`; read again while we work: bound tokens are rotated
  std::optional<ExecPlugin> exec;  ///< asked when there is no token and no basic authentication
  std::string username;            ///< basic authentication
  std::string password;
  std::string impersonate_user;
  std::vector<std::string> impersonate_groups;
  std::string ns = "default";  ///< the context's namespace
};

/// What command-line flags change, named as kubectl's.
struct Overrides {
  std::string kubeconfig;
  std::string context;
  std::string cluster;
  std::string user;
  std::string server;
  std::string ns;
  std::string token;
  std::string as;
  std::vector<std::string> as_groups;
  std::string certificate_authority;
  std::string client_certificate;
  std::string client_key;
  std::string tls_server_name;
  bool insecure_skip_tls_verify = false;
};

/// Finds the connection as kubectl does: --kubeconfig, else the files of $KUBECONFIG (the first to define a name wins),
/// else ~/.kube/config, else the service account of the pod we run in. Errors say which file lacks what.
/// auth-provider users are refused in words.
Result<Connection> load_connection(const Overrides& overrides);

/// The connection of a pod, from /var/run/secrets/kubernetes.io/serviceaccount; nothing when there is none.
std::optional<Connection> in_cluster_connection(
    std::string_view secrets_folder = "/var/run/secrets/kubernetes.io/serviceaccount");

/// One kubeconfig's text; `folder` is what its relative paths are relative to. For tests and for load_connection.
Result<Connection> parse_kubeconfig(std::string_view yaml, const std::string& folder, const Overrides& overrides);

}  // namespace coracle::kube

#pragma once
#include <string>
#include <vector>

#include "net/certificates.h"

namespace coracle::apiserver {

/// The authorities and keys of one cluster, kept in the folder pki/ of its state (files 0600): made at the first start,
/// read at every other. Leaf certificates are not kept: each start issues its own, and
/// renews them while it runs (net/renewal.h).
struct Pki {
  net::Authority cluster;      ///< signs servers and users
  net::Authority front_proxy;  ///< signs the client certificate that aggregated servers take X-Remote- headers from
  std::string service_account_key_pem;
  Duration leaf_life = std::chrono::hours(24 * 365);  ///< of what is issued; authorities last ten years

  /// `folder` exists. Throws Error naming the file that is damaged.
  static Pki load_or_make(const std::string& folder);

  /// For the API's own port: the names that clients in and out of pods know it by, beside `hosts`.
  net::Identity server(const std::vector<std::string>& hosts) const;
  /// A user of the cluster: common name and groups.
  net::Identity user(const std::string& name, const std::vector<std::string>& groups) const;
  net::Identity front_proxy_client() const;
  /// For the kubelet's own API: user system:node:<node>, whose certificate is for the node's name and loopback. It is
  /// to let in only `kubelet_client_name`, signed by `cluster`.
  net::Identity kubelet_server(const std::string& node) const;
  /// Whom kubelets let in: the API server.
  net::Identity kubelet_client() const;
};

inline constexpr const char* kubelet_client_name = "kube-apiserver-kubelet-client";

/// A kubeconfig for one user of a server.
std::string kubeconfig_text(const std::string& server, const std::string& ca_pem, const net::Identity& user,
                            const std::string& context);

}  // namespace coracle::apiserver

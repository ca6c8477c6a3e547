#pragma once
#include <memory>
#include <string>

#include "apiserver/node_dialer.h"
#include "apiserver/pipeline.h"
#include "apiserver/store/store.h"
#include "net/client.h"

namespace coracle::apiserver::kubelet {

/// The kubelets of the cluster, called over TLS as kube-apiserver-kubelet-client. Thread-safe; outlives what it made.
class Kubelets {
 public:
  /// `dialer` may be null. A kubelet's certificate must be signed by `ca_pem` and be for the node's name.
  Kubelets(Store& store, const NodeDialer* dialer, net::Identity client, std::string ca_pem);
  /// A client of that node's kubelet. Throws Error(not_found) for a node that is not there, Error(service_unavailable)
  /// for one that says no address.
  std::unique_ptr<net::Client> client_of(const std::string& node) const;
  /// Sends a request there. Throws Error(internal_error) in kube-apiserver's words when the node cannot be reached.
  Task<net::Answer> send(std::string node, net::Request request) const;
  /// What it shows to kubelets: to be replaced before it ends.
  const std::shared_ptr<net::CertificateSource>& identity() const { return identity_; }

 private:
  ServiceAddress address_of(const std::string& node) const;
  const Collection& nodes_;
  const NodeDialer* dialer_;
  std::shared_ptr<net::CertificateSource> identity_;
  std::string ca_pem_;
};

// Streams of a pod: GET and POST .../pods/NAME/{log,exec,attach,portforward}, passed on to the pod's node. SPDY/3.1 and
// WebSocket go through as they are; the WebSocket tunnel that newer kubectl wraps SPDY in for port-forward is unwrapped
// here. Refusals in kube-apiserver's words. `kubelets` outlives the handlers.
SubresourceHandler pod_log(const Kubelets& kubelets);
SubresourceHandler pod_exec(const Kubelets& kubelets);
SubresourceHandler pod_attach(const Kubelets& kubelets);
SubresourceHandler pod_port_forward(const Kubelets& kubelets);

/// The container that a request means: the named one, or the only one. Throws Error(bad_request).
std::string chosen_container(const json::Value& pod, std::string_view named);
/// The query of /containerLogs for that of a log request. Throws Error(invalid) for wrong options.
std::string log_query(const net::Target& target, const std::string& pod);

}  // namespace coracle::apiserver::kubelet

#pragma once
#include "net/http.h"
#include "virt/handler/server/sessions.h"
#include "virt/handler/vmi/reconciler.h"

namespace coracle::virt::handler {

/// What a caller asks for: /v1/namespaces/<namespace>/virtualmachineinstances/<name>/<verb>.
struct InstanceCall {
  kube::Key key;
  std::string verb;  ///< "console", "vnc/screenshot"
};
/// Nothing for any other path.
std::optional<InstanceCall> parse_call(const net::Target& target);

/// virt-handler's port for virt-api: consoles, screens, and verbs on instances of this node. Callers are known by their
/// certificate.
class InstanceServer final : public net::Handler {
 public:
  InstanceServer(Loop::Executor executor, GuestReconciler& guests, kube::EventRecorder& events,
                 const shared::HostPaths& paths, Log log);
  Task<net::Response> handle(net::Request request) override;

 private:
  using SeenVmi = kube::Seen<api::kubevirt::v1::VirtualMachineInstance>;
  /// A running guest and its launcher; throws what callers are told otherwise.
  struct Running {
    SeenVmi vmi;
    std::shared_ptr<LauncherLink> link;
  };
  Running running(const kube::Key& key) const;

  Task<net::Response> answer(net::Request request, InstanceCall call);
  Task<net::Response> open_session(net::Request request, InstanceCall call, bool preserve);
  Task<std::shared_ptr<net::Stream>> dial_guest(std::string pod_uid, std::string name);
  Task<> serve_session(std::shared_ptr<Session> session, std::shared_ptr<net::WebSocket> user,
                       std::shared_ptr<net::Stream> guest, InstanceCall call);
  Task<net::Response> command(net::Request request, InstanceCall call);
  Task<net::Response> question(InstanceCall call);
  Task<net::Response> screenshot(InstanceCall call);

  Loop::Executor executor_;
  GuestReconciler& guests_;
  kube::EventRecorder& events_;
  shared::HostPaths paths_;
  Log log_;
  Sessions sessions_;
};

}  // namespace coracle::virt::handler

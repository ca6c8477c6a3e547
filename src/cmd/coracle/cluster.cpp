#include "cmd/coracle/cluster.h"

#include "apiserver/instance.h"
#include "cluster/component.h"
#include "cmd/coracle/admin_kubeconfig.h"
#include "cmd/coracle/files.h"
#include "cmd/coracle/images.h"
#include "cmd/coracle/preconditions.h"
#include "cmd/coracle/readiness.h"
#include "cmd/coracle/users.h"
#include "kube/client.h"
#include "net/renewal.h"
#include "node/component.h"
#include "virt/api/component.h"
#include "virt/controller/component.h"
#include "virt/handler/component.h"
#include "virt/operator/component.h"

namespace coracle::cmd {
namespace {

constexpr auto admin_kubeconfig_is_looked_at = std::chrono::hours(6);

apiserver::Instance::Options server_options(const Layout& layout, const UpFlags& flags,
                                            const apiserver::ServiceResolver& services,
                                            const apiserver::NodeDialer& nodes) {
  apiserver::Instance::Options options;
  options.state_folder = layout.state();
  options.address = flags.address;
  options.port = flags.port;
  options.services = &services;
  options.nodes = &nodes;
  return options;
}

net::Identity kubelet_identity(const std::string& name, const apiserver::Pki& pki) {
  net::CertificateRequest request;
  request.common_name = "system:node:" + name;
  request.organizations = {"system:nodes"};
  request.dns_names = {name, "localhost"};
  request.addresses = {"127.0.0.1"};
  request.for_servers = true;
  request.validity = pki.leaf_life;
  return pki.cluster.issue(request);
}

node::Options node_options(const Layout& layout, const UpFlags& flags, const std::string& name,
                           const apiserver::Pki& pki, net::Identity kubelet) {
  node::Options options;
  options.paths = layout.node();
  options.name = name;
  options.version = "v1.36.2+coracle." CORACLE_VERSION;
  options.containerd = flags.containerd;
  options.pause_image = own_image_name("pause");
  options.cgroup_root = layout.cgroup();
  options.pod_cidr = flags.pod_cidr;
  options.pod_cidr_v6 = flags.pod_cidr_v6;
  options.uplink = !flags.no_uplink;
  options.mirror_port = flags.mirror_port;
  if (!layout.root().empty()) options.kubelet_port = 0;
  options.kubelet_identity = std::move(kubelet);
  options.client_ca_pem = pki.cluster.certificate_pem();
  return options;
}

virt::handler::Options handler_options(const Layout& layout, const std::string& node) {
  virt::handler::Options options;
  options.node = node;
  options.paths = layout.handler();
  options.port = 0;  // its address is published, and a fixed port would only be in somebody's way
  return options;
}

virt::operator_::Options operator_options(const Layout& layout, const UpFlags& flags) {
  virt::operator_::Options options;
  options.launcher_image = own_image_name("virt-launcher");
  options.emulation_auto = flags.emulation == "auto";
  options.node_labeller_path = layout.handler().node_labeller();
  return options;
}

/// The API server asks virt-api from time to time, and passes nothing on before that.
Task<> until_aggregated(kube::Client& client) {
  while (true) {
    try {
      co_await client.call("GET", "/apis/subresources.kubevirt.io/v1/version");
      co_return;
    } catch (const Error&) {
    }
    co_await sleep_for(std::chrono::milliseconds(50));
  }
}

virt::api::Options api_options() {
  virt::api::Options options;
  options.port = 0;
  return options;
}
}  // namespace

struct Cluster::Impl {
  using Api = std::unique_ptr<net::RoundTrip>;

  Impl(Loop& run_on, Layout where, UpFlags asked, std::string archives, Log to)
      : loop(run_on),
        layout(std::move(where)),
        flags(std::move(asked)),
        images(std::move(archives)),
        log(std::move(to)),
        node_name(cmd::node_name(flags)),
        server(server_options(layout, flags, services, nodes), log.part("apiserver")) {
    services.set("kubevirt", "virt-api", 443, {"127.0.0.1", virt_api.port()});
    nodes.set(node_name, {"127.0.0.1", 0});
  }

  /// A part that ends without being asked to has failed.
  Task<> keep(std::string name, Task<> part) {
    co_await std::move(part);
    throw Error(Reason::internal_error, name + " has ended");
  }
  void failed(const std::string& name, std::exception_ptr error) {
    log.error("a part has failed", {{"part", name}, {"error", describe(error)}});
    if (!failure) failure = Error(Reason::internal_error, name + ": " + describe(error));
    stopping.set();
  }
  Scope::OnError on_error() {
    return [this](const std::string& name, std::exception_ptr error) { failed(name, error); };
  }

  /// The node's probe is a pod of the launcher image, which must be there when virt-operator makes it.
  Task<> install() {
    const auto socket = flags.containerd.empty() ? layout.node().containerd_socket() : flags.containerd;
    co_await import_own_images(layout, socket, images, log.part("images"));
    co_await keep("virt-operator", virt_operator.run());
  }

  /// Copies of it go on to be what it is, so it is written anew only when it has to be.
  void write_admin_kubeconfig() {
    const auto path = layout.admin_kubeconfig();
    if (!admits_to(read_file_if_present(path), server.url(), server.pki().cluster.certificate_pem()))
      write_file(path, server.admin_kubeconfig());
  }
  Task<> keep_admin_kubeconfig() {
    while (true) {
      co_await sleep_for(admin_kubeconfig_is_looked_at);
      try {
        write_admin_kubeconfig();
      } catch (const Error& error) {
        log.error("the administrator's kubeconfig cannot be written", {{"error", error.message()}});
      }
    }
  }
  Task<> keep_kubelet_certificate() {
    return net::keep_renewed(
        "of the kubelet's API", first_kubelet.certificate_pem,
        [this] { return kubelet_identity(node_name, server.pki()); },
        [this](net::Identity made) { node.replace_identity(std::move(made)); }, log);
  }

  void start() {
    lower.spawn(keep("kubelet's certificate", keep_kubelet_certificate()), "kubelet's certificate");
    lower.spawn(keep("admin kubeconfig", keep_admin_kubeconfig()), "admin kubeconfig");
    lower.spawn(keep("virt-api", virt_api.run()), "virt-api");
    lower.spawn(keep("node", node.run()), "node");
    lower.spawn(keep("virt-handler", handler.run()), "virt-handler");
    lower.spawn(keep("readiness", readiness.run()), "readiness");
    if (flags.for_down) return;
    upper.spawn(keep("cluster", cluster.run()), "cluster");
    upper.spawn(install(), "virt-operator");
    controllers.spawn(keep("virt-controller", controller.run()), "virt-controller");
  }

  Loop& loop;
  Layout layout;
  UpFlags flags;
  std::string images;
  Log log;
  std::string node_name;
  apiserver::StaticServices services;
  apiserver::StaticNodes nodes;
  apiserver::Instance server;

  Api cluster_api = server.client(controller_manager());
  Api scheduler_api = server.client(scheduler());
  Api node_api = server.client(kubelet(node_name));
  Api operator_api = server.client(product_part("operator"));
  Api api_api = server.client(product_part("apiserver"));
  Api controller_api = server.client(product_part("controller"));
  Api handler_api = server.client(handler_of(node_name));
  Api admin_api = server.client(administrator());
  kube::Client admin{*admin_api};

  cluster::Component cluster{
      loop, *cluster_api, *scheduler_api, {server.pki().cluster.certificate_pem()}, log.part("cluster")};
  const net::Identity first_kubelet = kubelet_identity(node_name, server.pki());
  node::Component node{loop, *node_api, node_options(layout, flags, node_name, server.pki(), first_kubelet),
                       log.part("node")};
  virt::operator_::Component virt_operator{loop, *operator_api, operator_options(layout, flags),
                                           log.part("virt-operator")};
  virt::api::Component virt_api{loop, *api_api, api_options(), log.part("virt-api")};
  virt::controller::Component controller{
      loop, *controller_api, {own_image_name("virt-launcher"), {}}, log.part("virt-controller")};
  virt::handler::Component handler{loop, *handler_api, handler_options(layout, node_name), log.part("virt-handler")};
  Readiness readiness{loop.executor(), admin, node_name, log.part("readiness")};

  std::optional<Error> failure;
  Event stopping{loop.executor()};
  // What `down` stops first, second, and last.
  Scope controllers{loop, on_error()};
  Scope upper{loop, on_error()};
  Scope lower{loop, on_error()};
};

Cluster::Cluster(Loop& loop, Layout layout, UpFlags flags, std::string image_folder, Log log)
    : impl_(
          std::make_unique<Impl>(loop, std::move(layout), std::move(flags), std::move(image_folder), std::move(log))) {
  impl_->write_admin_kubeconfig();
  impl_->log.info("the API is served", {{"url", url()}, {"kubeconfig", impl_->layout.admin_kubeconfig()}});
}
Cluster::~Cluster() = default;

std::string Cluster::url() const { return impl_->server.url(); }
const std::string& Cluster::node_name() const { return impl_->node_name; }
void Cluster::stop() { impl_->stopping.set(); }
std::vector<std::string> Cluster::missing() const {
  auto missing = impl_->readiness.missing();
  // The objects cannot say so: they cannot be written.
  if (auto full = full_disk(impl_->layout.state()); !full.empty()) missing.push_back(std::move(full));
  return missing;
}

/// What the objects say may be of the last life: the parts of this one come first.
Task<> Cluster::ready() {
  auto& my = *impl_;
  co_await my.node.ready();
  co_await my.handler.ready();
  co_await my.virt_api.ready();
  co_await my.controller.ready();
  co_await until_aggregated(my.admin);
  co_await my.readiness.ready();
}

Task<> Cluster::run() {
  auto& my = *impl_;
  my.start();
  co_await my.stopping.wait();
  co_await my.controllers.cancel_and_join();
  co_await my.upper.cancel_and_join();
  co_await my.lower.cancel_and_join();
  if (my.failure) throw *my.failure;
}

Task<> Cluster::shut_down() {
  auto& my = *impl_;
  my.log.info("virt-controller stops");
  co_await my.controllers.cancel_and_join();
  my.log.info("the scheduler, the other controllers and virt-operator stop");
  co_await my.upper.cancel_and_join();
  my.log.info("guests and pods end");
  co_await my.node.shut_down();
  my.log.info("all pods have ended");
}

}  // namespace coracle::cmd

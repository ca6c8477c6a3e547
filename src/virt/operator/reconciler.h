#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/core/v1/node.h"
#include "api/kubevirt/v1/kubevirt.h"
#include "kube/events.h"
#include "kube/reconciler.h"
#include "kube/typed.h"
#include "virt/operator/certificates.h"
#include "virt/operator/component.h"
#include "virt/operator/emulation.h"
#include "virt/operator/installation_status.h"
#include "virt/operator/installer.h"

namespace coracle::virt::operator_ {

using api::core::v1::Node;
using api::kubevirt::v1::KubeVirt;

/// What the API server has, beyond what every one has.
struct Served {
  bool services = false;
  bool priority_classes = false;
};

/// Compares the cluster with what a KubeVirt object asks to be installed, and installs, repairs or removes.
class Reconciler final : public kube::Reconciler {
 public:
  struct Parts {
    kube::Client& client;
    kube::Informer& kubevirts;
    kube::Informer& nodes;
    Installer& installer;
    kube::EventRecorder& events;
    const Clock& clock;
  };
  Reconciler(Parts parts, Options options, Served served, Log log);

  Task<kube::Next> reconcile(kube::Key key) override;
  kube::WriteLog& writes() { return writer_.log(); }

 private:
  using Object = kube::Seen<KubeVirt>;
  /// The oldest: the only one that is acted on.
  Object active() const;
  Task<kube::Next> install(Object object);
  Task<Findings> look(Object object, WallTime& next);
  Task<> ensure_all(const Installation& installation, Findings& findings);
  Task<> ensure_definitions(Findings& findings);
  Task<> settle_probes(bool emulated);
  Task<> settle_emulation(Object object);
  void tell_nodes(EmulationStep step);
  /// Whether virt-api answers: by its APIServices, and once in each life of ours by asking, since those conditions may
  /// be of the life before.
  Task<bool> ask_api();
  std::string missing_components(WallTime& next) const;
  Task<kube::Next> uninstall(Object object);
  Task<bool> workloads_left(bool remove);
  Task<> write_status(Object object, api::kubevirt::v1::KubeVirtStatus status);
  Task<bool> ensure_finalizer(Object object);
  std::vector<std::string> node_names() const;

  kube::Client& client_;
  kube::Lister<KubeVirt> kubevirts_;
  kube::Lister<Node> nodes_;
  kube::Writer<KubeVirt> writer_;
  Installer& installer_;
  kube::EventRecorder& events_;
  const Clock& clock_;
  Options options_;
  Served served_;
  Log log_;
  Certificates certificates_;
  bool api_answers_ = false;  ///< as found in this look
  bool api_was_asked_ = false;
  struct Definition {
    kube::Key key;
    std::string hash;
  };
  std::vector<Definition> definitions_;  ///< their schemas are large: made again only when one must be written
};

}  // namespace coracle::virt::operator_

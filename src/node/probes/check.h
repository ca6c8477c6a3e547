#pragma once
// One probe or lifecycle action, carried out once.
#include <memory>
#include <string>

#include "api/core/v1/pod.h"
#include "base/task.h"
#include "base/time.h"
#include "rpc/cri.h"

namespace coracle::node::probes {

struct Verdict {
  bool good = false;
  std::string words;  ///< what was wrong, for the event
};

/// Whom an action is about.
struct Subject {
  std::string container_id;
  std::string pod_ip;  ///< where its ports are, unless an action names a host
  api::core::v1::Container container;
};

/// The port a probe names, by number or by name. Throws Error(invalid) for a name the container has not.
std::uint16_t port_number(const schema::IntOrString& port, const api::core::v1::Container& container);

/// Never throws but when cancelled: what goes wrong is in the verdict.
Task<Verdict> run_probe(const rpc::CriClient& cri, api::core::v1::Probe probe, Subject subject);
/// postStart or preStop. A good verdict when it did its work within `limit`.
Task<Verdict> run_hook(const rpc::CriClient& cri, api::core::v1::LifecycleHandler hook, Subject subject,
                       Duration limit);

}  // namespace coracle::node::probes

#include <algorithm>
#include <pugixml.hpp>

#include "json/quantity.h"
#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace io_threads_concern {
namespace {

using api::kubevirt::v1::DomainSpec;

/// How many threads there may be; each disk that asks for one of its own has it all the same.
std::uint32_t most_threads(const DomainSpec& spec) {
  if (spec.io_threads_policy != api::kubevirt::v1::io_threads_policy::auto_) return 1;
  constexpr std::int64_t most_processors = 512;
  for (const auto* amounts : {&spec.resources.requests, &spec.resources.limits}) {
    const auto found = amounts->find("cpu");
    if (found == amounts->end()) continue;
    const auto asked = json::Quantity::parse(found->second.text).take().value();
    return 2 * static_cast<std::uint32_t>(std::clamp<std::int64_t>(asked, 1, most_processors));
  }
  return 2;
}

}  // namespace
}  // namespace io_threads_concern

/// As KubeVirt counts: with a policy, or one disk that asks, the other disks share what is left, at least one.
IoThreads::IoThreads(const api::kubevirt::v1::DomainSpec& spec) {
  std::uint32_t others = 0;
  for (const auto& disk : spec.devices.disks) ++(disk.dedicated_io_thread.value_or(false) ? dedicated_ : others);
  if (spec.io_threads_policy.empty() && dedicated_ == 0) return;
  const auto most = io_threads_concern::most_threads(spec);
  shared_ = others;
  if (others + dedicated_ > most) shared_ = most > dedicated_ + 1 ? most - dedicated_ : 1;
}

std::optional<std::uint32_t> IoThreads::next(const api::kubevirt::v1::Disk& disk) {
  if (count() == 0) return std::nullopt;
  if (disk.dedicated_io_thread.value_or(false)) return shared_ + ++given_dedicated_;
  return given_shared_++ % shared_ + 1;
}

void add_io_threads(pugi::xml_node domain, const Input& input) {
  const IoThreads threads(input.vmi.spec.domain);
  if (threads.count() > 0) element(domain, "iothreads", std::to_string(threads.count()));
}

}  // namespace coracle::virt::launcher::domain

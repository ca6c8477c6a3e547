#include "virt/controller/vm/revision.h"

#include <fmt/core.h>

#include "virt/controller/vm/instance.h"

namespace coracle::virt::controller::vm {
namespace {

constexpr kube::Kind revision_kind{"apps", "v1", "ControllerRevision", "controllerrevisions", true, false};
constexpr std::size_t most_remembered = 200;

}  // namespace

std::string revision_name(std::string_view machine_uid, std::string_view generation) {
  return fmt::format("revision-start-vm-{}-{}", machine_uid, generation);
}

api::apps::v1::ControllerRevision revision_of(const kubevirt::VirtualMachine& machine) {
  api::apps::v1::ControllerRevision revision;
  revision.metadata.name = revision_name(machine.metadata.uid, std::to_string(machine.metadata.generation));
  revision.metadata.namespace_ = machine.metadata.namespace_;
  revision.metadata.owner_references = {owner_reference(machine)};
  revision.data = json::Object{{"spec", schema::encode(machine.spec)}};
  revision.revision = machine.metadata.generation;
  return revision;
}

Task<std::string> Revisions::keep(kubevirt::VirtualMachine machine) {
  const auto revision = revision_of(machine);
  try {
    co_await client_.create_if_absent(revision_kind, machine.metadata.namespace_, schema::encode(revision));
    co_return revision.metadata.name;
  } catch (const Error& error) {
    // The kind itself is missing; an object that is being created cannot be.
    if (error.reason() != Reason::not_found) throw;
  }
  if (!told_) log_.info("this server keeps no ControllerRevisions: no machine will be marked RestartRequired");
  told_ = true;
  co_return std::string();
}

Task<> Revisions::prune(kubevirt::VirtualMachine machine, std::string newest) {
  if (newest.empty()) co_return;
  const auto prefix = revision_name(machine.metadata.uid, "");
  const auto list = co_await client_.list(revision_kind, {machine.metadata.namespace_, {}, {}});
  for (const auto& item : list.items) {
    const std::string name(json::text(item, {"metadata", "name"}));
    if (!name.starts_with(prefix) || name == newest) continue;
    kube::RemoveOptions options;
    options.uid = json::text(item, {"metadata", "uid"});
    co_await client_.remove_if_present(revision_kind, {machine.metadata.namespace_, name}, options);
  }
}

Task<std::optional<kubevirt::VirtualMachineSpec>> Revisions::find(std::string ns, std::string name) {
  if (name.empty() || told_) co_return std::nullopt;
  const kube::Key key{ns, name};
  if (const auto known = remembered_.find(key); known != remembered_.end()) co_return known->second;
  const auto found = co_await client_.find(revision_kind, key);
  const auto* spec = found ? json::find(*found, {"data", "spec"}) : nullptr;
  if (!spec) co_return std::nullopt;
  auto decoded = schema::decode<kubevirt::VirtualMachineSpec>(*spec);
  if (!decoded) co_return std::nullopt;
  if (remembered_.size() >= most_remembered) remembered_.clear();
  remembered_[key] = *decoded;
  co_return std::move(*decoded);
}

}  // namespace coracle::virt::controller::vm

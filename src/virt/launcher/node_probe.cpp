#include "virt/launcher/node_probe.h"

#include <sched.h>

#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <sstream>

#include "base/error.h"
#include "base/scope.h"
#include "virt/launcher/libvirt/capabilities_cache.h"
#include "virt/launcher/libvirt/libvirt.h"

namespace coracle::virt::launcher {
namespace fs = std::filesystem;

namespace node_probing {
namespace {

constexpr auto answers_within = std::chrono::seconds(60);
constexpr const char* arch = "x86_64";
constexpr const char* machine = "q35";

void leave(const fs::path& path, const std::string& text) {
  const auto next = path.string() + ".new";
  std::ofstream file(next, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw Error(Reason::internal_error, "cannot write " + next);
  fs::rename(next, path);
}

int first_cpu() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) throw system_error(errno, "processors of this process");
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &allowed)) return cpu;
  }
  return 0;
}

/// The CPU that domain capabilities offer as host-model, as an element of its own; empty when they offer none.
std::string host_model(const std::string& domain_capabilities) {
  pugi::xml_document document;
  if (!document.load_buffer(domain_capabilities.data(), domain_capabilities.size())) return {};
  const auto mode =
      document.child("domainCapabilities").child("cpu").find_child_by_attribute("mode", "name", "host-model");
  if (!mode || std::string_view(mode.attribute("supported").value()) != "yes") return {};
  pugi::xml_document cpu_document;
  auto cpu = cpu_document.append_child("cpu");
  for (const auto& child : mode.children()) {
    const std::string_view name(child.name());
    if (name == "model" || name == "vendor" || name == "feature") cpu.append_copy(child);
  }
  std::ostringstream text;
  cpu_document.save(text, " ", pugi::format_default | pugi::format_no_declaration);
  return std::move(text).str();
}

Task<> ask(Libvirt& libvirt, NodeProbeConfig config) {
  co_await libvirt.connect();
  const std::string type = config.kvm ? "kvm" : "qemu";
  const auto node = co_await libvirt.capabilities();
  const auto domain = co_await libvirt.domain_capabilities(config.emulator, arch, machine, type);
  const auto model = host_model(domain);
  std::string features;
  if (!model.empty()) features = co_await libvirt.expanded_cpu(model, arch, config.emulator, type);
  fs::create_directories(config.folder);
  leave(fs::path(config.folder) / "capabilities.xml", node);
  leave(fs::path(config.folder) / "supported_features.xml", features);
  leave(fs::path(config.folder) / "virsh_domcapabilities.xml", domain);
}

}  // namespace
}  // namespace node_probing

Task<> probe_node(Loop& loop, NodeProbeConfig config, Log log) {
  LibvirtDaemonConfig daemon_config;
  daemon_config.program = config.program;
  daemon_config.runtime_dir = config.scratch + "/run";
  daemon_config.config_dir = config.scratch + "/config";
  daemon_config.cache_dir = config.scratch + "/cache";
  const int cpu = node_probing::first_cpu();
  daemon_config.start_on_cpu = cpu;
  LibvirtDaemon daemon(daemon_config, log.part("libvirtd"));
  co_await daemon.ensure();
  std::exception_ptr failure;
  try {
    Libvirt libvirt(loop, daemon.uri(), log.part("libvirt"));
    co_await within(node_probing::answers_within, node_probing::ask(libvirt, config), "libvirt describes this node");
    save_capabilities(daemon_config.cache_dir, config.folder + "/libvirt-cache", cpu);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await daemon.stop();
  if (failure) std::rethrow_exception(failure);
  log.info("the node was probed", {{"folder", config.folder}, {"cpu", std::to_string(cpu)}});
}

}  // namespace coracle::virt::launcher

#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/channel.h"
#include "base/log.h"
#include "json/value.h"
#include "virt/launcher/libvirt/domain.h"

namespace coracle::virt::launcher {

/// How a guest is asked to shut down or to reboot.
enum class PowerButton { acpi, agent };

/// The connection to libvirtd, and all that is asked of it. Its calls block, so they run on threads of this object's
/// (changes on one, questions on another, the guest agent, which may take long, on a third) and the caller's loop goes
/// on; events come back over a channel on that loop.
///
/// Domains are named in each call and looked up by it: a libvirtd that was killed and started again has forgotten what
/// was held of it. Errors are coracle::Error: not_found for a domain that does not exist, conflict for a state that
/// forbids the call, service_unavailable while there is no connection, timeout for an agent that does not answer.
/// libvirt ends calls by itself when libvirtd has been silent for 20 s; a caller that cannot wait so long uses
/// within().
class Libvirt {
 public:
  /// `uri` is qemu+unix:///session?socket=PATH, or anything else that libvirt understands (test:///default).
  Libvirt(Loop& loop, std::string uri, Log log);
  ~Libvirt();
  Libvirt(const Libvirt&) = delete;
  Libvirt& operator=(const Libvirt&) = delete;

  /// Connects, or connects again, and listens to all domains' events.
  Task<> connect();
  Task<> disconnect();
  bool connected() const;
  /// What has happened since connect(); never closed. connection_closed is the last of a connection.
  Channel<DomainEvent>& events();

  Task<> define(std::string xml);
  /// Makes the open files known to libvirt as group `name` of the domain, for <source fdgroup='name'/>. Between define
  /// and start; libvirt gets duplicates, so the descriptors stay the caller's.
  Task<> associate(std::string domain, std::string group, std::vector<int> descriptors);
  Task<> start(std::string domain, bool paused);
  Task<> suspend(std::string domain);
  Task<> resume(std::string domain);
  Task<> reset(std::string domain);
  Task<> reboot(std::string domain, PowerButton button);
  Task<> shutdown(std::string domain, PowerButton button);
  /// Ends QEMU: with SIGTERM and, unless `gracefully`, SIGKILL after 10 s, which is what libvirt does.
  Task<> destroy(std::string domain, bool gracefully);
  /// Forgets the domain with its NVRAM and managed save; nothing happens when there is none.
  Task<> undefine(std::string domain);

  /// Nothing when there is no such domain.
  Task<std::optional<DomainStatus>> status(std::string domain);
  Task<std::vector<std::string>> domains();
  /// The XML of the running domain, or with `inactive` the one it will be started with.
  Task<std::string> xml(std::string domain, bool inactive = false);
  /// All statistics that libvirt has, by its own names: {"cpu.time": 12, "block.0.name": "vda", ...}.
  /// https://libvirt.org/html/libvirt-libvirt-domain.html#virConnectGetAllDomainStats
  Task<json::Object> stats(std::string domain);
  /// Balloon's view of the memory: {"actual_balloon": KiB, "rss": KiB, "unused": KiB, ...}.
  Task<json::Object> memory_stats(std::string domain);
  /// Sends a command to the guest agent and gives its answer, both JSON text.
  /// https://www.qemu.org/docs/master/interop/qemu-ga-ref.html
  Task<std::string> agent(std::string domain, std::string command, std::chrono::seconds limit);

  /// The screen as a PNG; invalid for a guest without one, request_entity_too_large beyond 32 MiB.
  Task<std::string> screenshot(std::string domain);

  Task<std::string> capabilities();
  Task<std::string> domain_capabilities(std::string emulator, std::string arch, std::string machine, std::string type);
  /// The CPU of a domain capabilities' host-model with all features written out.
  Task<std::string> expanded_cpu(std::string cpu_xml, std::string arch, std::string emulator, std::string type);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::virt::launcher

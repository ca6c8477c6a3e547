#include "virt/launcher/libvirt/libvirt.h"

#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "base/worker.h"
#include "virt/launcher/libvirt/connection.h"
#include "virt/launcher/libvirt/event_loop.h"

namespace coracle::virt::launcher {
namespace {

struct FreeDomain {
  void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};
using Domain = std::unique_ptr<virDomain, FreeDomain>;
using Connection = std::shared_ptr<LibvirtConnection>;

struct FreeText {
  void operator()(char* text) const { free(text); }
};
std::string owned_text(char* text, std::string_view doing) {
  const std::unique_ptr<char, FreeText> held(text);
  if (!held) throw libvirt_error(doing);
  return held.get();
}

Domain find_domain(const Connection& connection, const std::string& name) {
  Domain domain(virDomainLookupByName(connection->handle(), name.c_str()));
  if (!domain) throw libvirt_error("domain " + name);
  return domain;
}

void check_call(int result, std::string_view doing, const std::string& name) {
  if (result < 0) throw libvirt_error(std::string(doing) + " domain " + name);
}

json::Value value_of(const virTypedParameter& parameter) {
  switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
      return parameter.value.i;
    case VIR_TYPED_PARAM_UINT:
      return parameter.value.ui;
    case VIR_TYPED_PARAM_LLONG:
      return static_cast<std::int64_t>(parameter.value.l);
    case VIR_TYPED_PARAM_ULLONG:
      return static_cast<std::uint64_t>(parameter.value.ul);
    case VIR_TYPED_PARAM_DOUBLE:
      return parameter.value.d;
    case VIR_TYPED_PARAM_BOOLEAN:
      return parameter.value.b != 0;
    case VIR_TYPED_PARAM_STRING:
      return json::Value(parameter.value.s);
    default:
      return nullptr;
  }
}

json::Object all_stats(const Connection& connection, const std::string& name) {
  const Domain domain = find_domain(connection, name);
  virDomainPtr domains[] = {domain.get(), nullptr};
  virDomainStatsRecordPtr* records = nullptr;
  // NOWAIT: a domain that is busy with a job answers with what libvirt knows without QEMU.
  const int count = virDomainListGetStats(domains, 0, &records, VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  check_call(count, "statistics of", name);
  json::Object stats;
  for (int record = 0; record < count; ++record) {
    for (int i = 0; i < records[record]->nparams; ++i) {
      stats[records[record]->params[i].field] = value_of(records[record]->params[i]);
    }
  }
  virDomainStatsRecordListFree(records);
  return stats;
}

json::Object balloon_stats(const Connection& connection, const std::string& name) {
  // Positions are virDomainMemoryStatTags; what libvirt adds later is left out.
  static constexpr const char* names[] = {
      "swap_in", "swap_out", "major_fault", "minor_fault", "unused",          "available",     "actual_balloon",
      "rss",     "usable",   "last_update", "disk_caches", "hugetlb_pgalloc", "hugetlb_pgfail"};
  const Domain domain = find_domain(connection, name);
  virDomainMemoryStatStruct stats[VIR_DOMAIN_MEMORY_STAT_NR];
  const int count = virDomainMemoryStats(domain.get(), stats, VIR_DOMAIN_MEMORY_STAT_NR, 0);
  check_call(count, "memory statistics of", name);
  json::Object found;
  for (int i = 0; i < count; ++i) {
    if (static_cast<std::size_t>(stats[i].tag) >= std::size(names)) continue;
    found[names[stats[i].tag]] = static_cast<std::uint64_t>(stats[i].val);
  }
  return found;
}

void undefine_domain(const Connection& connection, const std::string& name) {
  const Domain domain(virDomainLookupByName(connection->handle(), name.c_str()));
  if (!domain) {
    const Error error = libvirt_error("domain " + name);
    if (error.reason() == Reason::not_found) return;
    throw error;
  }
  constexpr unsigned flags =
      VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_NVRAM | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA;
  if (virDomainUndefineFlags(domain.get(), flags) == 0) return;
  // A driver that has no such things refuses the flags.
  const virError* error = virGetLastError();
  if (!error || error->code != VIR_ERR_INVALID_ARG) throw libvirt_error("undefine domain " + name);
  check_call(virDomainUndefine(domain.get()), "undefine", name);
}

struct FreeStream {
  void operator()(virStreamPtr stream) const { virStreamFree(stream); }
};

constexpr std::size_t largest_picture = 32U << 20U;

int keep_picture(virStreamPtr, const char* bytes, std::size_t size, void* opaque) {
  auto& picture = *static_cast<std::string*>(opaque);
  if (size > largest_picture - picture.size()) return -1;
  picture.append(bytes, size);
  return static_cast<int>(size);
}

std::string take_screenshot(const Connection& connection, const std::string& name) {
  const Domain domain = find_domain(connection, name);
  const std::unique_ptr<virStream, FreeStream> stream(virStreamNew(connection->handle(), 0));
  if (!stream) throw libvirt_error("screen of domain " + name);
  const auto type = owned_text(virDomainScreenshot(domain.get(), stream.get(), 0, 0), "screen of domain " + name);
  std::string picture;
  if (virStreamRecvAll(stream.get(), keep_picture, &picture) < 0) {
    throw Error(Reason::request_entity_too_large, "the screen of domain " + name + " cannot be read");
  }
  virStreamFinish(stream.get());
  if (type != "image/png") throw Error(Reason::internal_error, "libvirt gives screens as " + type + ", not as PNG");
  return picture;
}

}  // namespace

/// What the threads of libvirt may touch: it outlives callbacks and calls, and is read and written on the loop only.
struct EventQueue {
  explicit EventQueue(Loop::Executor loop) : executor(loop), channel(std::move(loop)) {}
  Loop::Executor executor;
  Channel<DomainEvent> channel;
  int generation = 0;
  bool connected = false;
};

struct Libvirt::Impl {
  Impl(Loop& loop, std::string uri_text, Log log_to)
      : uri(std::move(uri_text)), log(std::move(log_to)), queue(std::make_shared<EventQueue>(loop.executor())) {
    LibvirtEventLoop::run_in_this_process();
  }
  std::string uri;
  Log log;
  std::shared_ptr<EventQueue> queue;
  Connection connection;
  Worker changes{"libvirt"};
  Worker looks{"libvirt-look"};
  Worker agents{"libvirt-agent"};

  Connection live() const {
    if (!connection || !queue->connected) throw Error(Reason::service_unavailable, "there is no connection to libvirt");
    return connection;
  }
  /// Runs `work(connection)` on a worker; the connection lives as long as that runs, and dies off the loop.
  template <class F>
  auto call(Worker& worker, F work) -> Task<std::invoke_result_t<F, const Connection&>> {
    auto held = live();
    co_return co_await worker.run([held = std::move(held), work = std::move(work)]() mutable {
      const Connection mine = std::move(held);
      return work(mine);
    });
  }
  /// For the many calls that take a domain and say -1 when they failed.
  Task<> change(std::string domain, const char* doing, int (*function)(virDomainPtr)) {
    return call(changes, [domain = std::move(domain), doing, function](const Connection& held) {
      check_call(function(find_domain(held, domain).get()), doing, domain);
    });
  }
};

Libvirt::Libvirt(Loop& loop, std::string uri, Log log)
    : impl_(std::make_unique<Impl>(loop, std::move(uri), std::move(log))) {}

Libvirt::~Libvirt() {
  // Closing may wait for libvirtd; the workers' threads are joined by their destructors, before the event loop's.
  impl_->changes.post([held = std::move(impl_->connection)]() mutable { held.reset(); });
}

Task<> Libvirt::connect() {
  co_await disconnect();
  const int generation = ++impl_->queue->generation;
  auto sink = [queue = impl_->queue, generation](DomainEvent event) {
    post(queue->executor, [queue, generation, event = std::move(event)]() mutable {
      if (queue->generation != generation) return;
      if (event.kind == DomainEvent::Kind::connection_closed) queue->connected = false;
      queue->channel.push(std::move(event));
    });
  };
  impl_->queue->connected = true;
  try {
    impl_->connection = co_await impl_->looks.run(
        [uri = impl_->uri, sink = std::move(sink)] { return LibvirtConnection::open(uri, sink); });
  } catch (...) {
    impl_->queue->connected = false;
    throw;
  }
}

Task<> Libvirt::disconnect() {
  impl_->queue->connected = false;
  ++impl_->queue->generation;
  auto old = std::move(impl_->connection);
  impl_->connection.reset();
  if (!old) co_return;
  co_await impl_->looks.run([held = std::move(old)]() mutable { held.reset(); });
}

bool Libvirt::connected() const { return impl_->connection && impl_->queue->connected; }
Channel<DomainEvent>& Libvirt::events() { return impl_->queue->channel; }

Task<> Libvirt::define(std::string xml) {
  return impl_->call(impl_->changes, [xml = std::move(xml)](const Connection& held) {
    const Domain domain(virDomainDefineXMLFlags(held->handle(), xml.c_str(), 0));
    if (!domain) throw libvirt_error("define a domain");
  });
}

Task<> Libvirt::associate(std::string domain, std::string group, std::vector<int> descriptors) {
  return impl_->call(impl_->changes, [domain = std::move(domain), group = std::move(group),
                                      held_files = std::move(descriptors)](const Connection& held) mutable {
    check_call(virDomainFDAssociate(find_domain(held, domain).get(), group.c_str(),
                                    static_cast<unsigned>(held_files.size()), held_files.data(), 0),
               "give open files to", domain);
  });
}

Task<> Libvirt::start(std::string domain, bool paused) {
  return impl_->call(impl_->changes, [domain = std::move(domain), paused](const Connection& held) {
    check_call(virDomainCreateWithFlags(find_domain(held, domain).get(), paused ? VIR_DOMAIN_START_PAUSED : 0), "start",
               domain);
  });
}

Task<> Libvirt::suspend(std::string domain) { return impl_->change(std::move(domain), "suspend", virDomainSuspend); }
Task<> Libvirt::resume(std::string domain) { return impl_->change(std::move(domain), "resume", virDomainResume); }
Task<> Libvirt::reset(std::string domain) {
  return impl_->change(std::move(domain), "reset", [](virDomainPtr found) { return virDomainReset(found, 0); });
}

Task<> Libvirt::reboot(std::string domain, PowerButton button) {
  const unsigned flags =
      button == PowerButton::agent ? VIR_DOMAIN_REBOOT_GUEST_AGENT : VIR_DOMAIN_REBOOT_ACPI_POWER_BTN;
  return impl_->call(impl_->agents, [domain = std::move(domain), flags](const Connection& held) {
    check_call(virDomainReboot(find_domain(held, domain).get(), flags), "reboot", domain);
  });
}

Task<> Libvirt::shutdown(std::string domain, PowerButton button) {
  const unsigned flags =
      button == PowerButton::agent ? VIR_DOMAIN_SHUTDOWN_GUEST_AGENT : VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN;
  Worker& worker = button == PowerButton::agent ? impl_->agents : impl_->changes;
  return impl_->call(worker, [domain = std::move(domain), flags](const Connection& held) {
    check_call(virDomainShutdownFlags(find_domain(held, domain).get(), flags), "shut down", domain);
  });
}

Task<> Libvirt::destroy(std::string domain, bool gracefully) {
  return impl_->call(impl_->changes, [domain = std::move(domain), gracefully](const Connection& held) {
    check_call(virDomainDestroyFlags(find_domain(held, domain).get(), gracefully ? VIR_DOMAIN_DESTROY_GRACEFUL : 0),
               "destroy", domain);
  });
}

Task<> Libvirt::undefine(std::string domain) {
  return impl_->call(impl_->changes,
                     [domain = std::move(domain)](const Connection& held) { undefine_domain(held, domain); });
}

Task<std::optional<DomainStatus>> Libvirt::status(std::string domain) {
  return impl_->call(impl_->looks, [domain = std::move(domain)](const Connection& held) -> std::optional<DomainStatus> {
    const Domain found(virDomainLookupByName(held->handle(), domain.c_str()));
    if (!found) {
      const Error error = libvirt_error("domain " + domain);
      if (error.reason() == Reason::not_found) return std::nullopt;
      throw error;
    }
    int state = 0;
    int reason = 0;
    check_call(virDomainGetState(found.get(), &state, &reason, 0), "state of", domain);
    return describe_state(state, reason);
  });
}

Task<std::vector<std::string>> Libvirt::domains() {
  return impl_->call(impl_->looks, [](const Connection& held) {
    virDomainPtr* found = nullptr;
    const int count = virConnectListAllDomains(held->handle(), &found, 0);
    if (count < 0) throw libvirt_error("list domains");
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
      names.emplace_back(virDomainGetName(found[i]));
      virDomainFree(found[i]);
    }
    free(found);
    return names;
  });
}

Task<std::string> Libvirt::xml(std::string domain, bool inactive) {
  return impl_->call(impl_->looks, [domain = std::move(domain), inactive](const Connection& held) {
    return owned_text(virDomainGetXMLDesc(find_domain(held, domain).get(), inactive ? VIR_DOMAIN_XML_INACTIVE : 0),
                      "XML of domain " + domain);
  });
}

Task<json::Object> Libvirt::stats(std::string domain) {
  return impl_->call(impl_->looks,
                     [domain = std::move(domain)](const Connection& held) { return all_stats(held, domain); });
}

Task<json::Object> Libvirt::memory_stats(std::string domain) {
  return impl_->call(impl_->looks,
                     [domain = std::move(domain)](const Connection& held) { return balloon_stats(held, domain); });
}

Task<std::string> Libvirt::agent(std::string domain, std::string command, std::chrono::seconds limit) {
  return impl_->call(impl_->agents,
                     [domain = std::move(domain), command = std::move(command), limit](const Connection& held) {
                       return owned_text(virDomainQemuAgentCommand(find_domain(held, domain).get(), command.c_str(),
                                                                   static_cast<int>(limit.count()), 0),
                                         "guest agent of domain " + domain);
                     });
}

Task<std::string> Libvirt::screenshot(std::string domain) {
  return impl_->call(impl_->looks,
                     [domain = std::move(domain)](const Connection& held) { return take_screenshot(held, domain); });
}

Task<std::string> Libvirt::capabilities() {
  return impl_->call(impl_->looks, [](const Connection& held) {
    return owned_text(virConnectGetCapabilities(held->handle()), "capabilities of this node");
  });
}

Task<std::string> Libvirt::domain_capabilities(std::string emulator, std::string arch, std::string machine,
                                               std::string type) {
  return impl_->call(impl_->looks, [emulator = std::move(emulator), arch = std::move(arch),
                                    machine = std::move(machine), type = std::move(type)](const Connection& held) {
    return owned_text(virConnectGetDomainCapabilities(held->handle(), emulator.c_str(), arch.c_str(), machine.c_str(),
                                                      type.c_str(), 0),
                      "capabilities of domains of type " + type);
  });
}

Task<std::string> Libvirt::expanded_cpu(std::string cpu_xml, std::string arch, std::string emulator, std::string type) {
  return impl_->call(impl_->looks, [cpu_xml = std::move(cpu_xml), arch = std::move(arch),
                                    emulator = std::move(emulator), type = std::move(type)](const Connection& held) {
    const char* cpus[] = {cpu_xml.c_str()};
    return owned_text(virConnectBaselineHypervisorCPU(held->handle(), emulator.c_str(), arch.c_str(), nullptr,
                                                      type.c_str(), cpus, 1, VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES),
                      "features of this node's CPU");
  });
}

}  // namespace coracle::virt::launcher

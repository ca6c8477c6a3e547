#include "virt/launcher/run.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>

#include <cstdlib>

#include "base/files.h"
#include "net/server.h"
#include "virt/launcher/libvirt/capabilities_cache.h"
#include "virt/launcher/machine/machine.h"
#include "virt/launcher/server/protocol_server.h"
#include "virt/shared/paths.h"

namespace coracle::virt::launcher {
using namespace std::chrono_literals;

namespace launcher_run {
namespace {

constexpr const char* first_name = "launcher-init-sock";
/// virt-handler, when it listens, is to press the button; when it does not in that time, this process does.
constexpr auto handler_acts_within = 5s;
/// A guest that still boots misses the power button.
constexpr auto press_again_every = 5s;
constexpr auto last_word_within = 5s;
constexpr auto libvirt_is_back_within = 20s;
constexpr auto killed_within = 45s;

/// Its appearance under the final name says that somebody answers: it listens before.
net::Listener listen_beneath(const std::string& folder) {
  const auto opened = open_directory(folder);
  auto listener = net::Listener::unix_beneath(opened.get(), first_name);
  const std::string name(shared::pod_path::launcher_socket);
  if (renameat(opened.get(), first_name, opened.get(), name.c_str()) != 0) {
    throw system_error(errno, "rename the launcher's socket");
  }
  return listener;
}

LibvirtDaemonConfig daemon_config(const RunOptions& options, const Log& log) {
  LibvirtDaemonConfig config;
  config.runtime_dir = options.runtime_dir;
  config.config_dir = options.config_dir;
  config.cache_dir = options.cache_dir;
  config.log_filters = options.libvirt_log_filters;
  config.start_on_cpu = install_capabilities(options.node_cache, options.cache_dir, {}, log);
  if (!config.start_on_cpu) {
    log.warning("the node has no cache of QEMU's capabilities: the first start takes seconds longer",
                {{"folder", options.node_cache}});
  }
  return config;
}

Task<> hear_signals(Loop& loop, Machine& machine, const Log& log) {
  Signals signals(loop, {SIGTERM, SIGINT, SIGQUIT});
  while (true) {
    const int number = co_await signals.next();
    log.info("the pod is to end", {{"signal", std::to_string(number)}});
    machine.ask_to_end();
  }
}

Task<> try_shutdown(Machine& machine, LibvirtKeeper& keeper, const Log& log) {
  try {
    co_await keeper.ready(libvirt_is_back_within);
    co_await machine.shutdown();
  } catch (const Error& error) {
    log.warning("the guest cannot be asked to shut down", {{"error", error.message()}});
  }
}

Task<> try_kill(Machine& machine, const Log& log) {
  try {
    co_await within(killed_within, machine.kill(), "switch the guest off");
  } catch (const Error& error) {
    log.error("the guest cannot be switched off", {{"error", error.message()}});
  }
}

/// What happens once the pod is told to end. virt-handler decides when a guest had time enough; this is the last word,
/// for when nobody is there to say it.
Task<> end_when_asked(Machine& machine, EventBoard& board, LibvirtKeeper& keeper, const RunOptions& options,
                      const Log& log) {
  co_await machine.asked_to_end().wait();
  const auto until = std::chrono::steady_clock::now() + options.grace_period;
  if (!machine.has_guest()) {
    machine.give_up("the pod was told to end");
    co_return;
  }
  bool theirs = board.watched() && co_await machine.shutdown_asked().wait_for(handler_acts_within);
  while (machine.has_guest() && std::chrono::steady_clock::now() < until) {
    theirs = theirs && board.watched();
    if (!theirs) co_await try_shutdown(machine, keeper, log);
    const Duration left = until - std::chrono::steady_clock::now();
    co_await machine.over().wait_for(std::min<Duration>(left, press_again_every));
  }
  while (machine.has_guest()) {
    co_await try_kill(machine, log);
    co_await machine.over().wait_for(1s);
  }
  // A guest whose start failed meanwhile.
  machine.give_up("the pod was told to end");
}

Task<> give_up_unasked(Machine& machine, const RunOptions& options) {
  if (co_await machine.started().wait_for(options.qemu_timeout)) co_return;
  if (!machine.has_guest()) {
    machine.give_up("no guest was asked for within " + format_duration(options.qemu_timeout));
  }
}

/// Reading an instance and libvirt's answers takes memory that this process never needs again.
Task<> give_memory_back(Machine& machine) {
  co_await machine.started().wait();
  co_await sleep_for(1s);
  malloc_trim(0);
}

net::ServerOptions server_options() {
  net::ServerOptions options;
  options.connection_limit = 64;
  return options;
}

}  // namespace
}  // namespace launcher_run

Task<int> run_launcher(Loop& loop, RunOptions options, bool asked_to_end, Log log) {
  using namespace launcher_run;
  auto listener = listen_beneath(options.share_dir + "/sockets");
  EventBoard board(loop.executor(), options.uid);
  LibvirtKeeper keeper(loop, daemon_config(options, log), log);
  Machine machine(loop, options, board, keeper, log);
  ProtocolServer protocol(machine, board, options.uid);
  net::Server server(loop, protocol, server_options(), log.part("server"));
  server.listen(std::move(listener));
  if (asked_to_end) machine.ask_to_end();

  Scope scope(loop, [&log](const std::string& name, std::exception_ptr error) {
    log.error(name + " ended", {{"error", describe(error)}});
  });
  scope.spawn(hear_signals(loop, machine, log), "signals");
  scope.spawn(keeper.run(machine), "libvirt");
  scope.spawn(end_when_asked(machine, board, keeper, options, log), "end");
  scope.spawn(give_up_unasked(machine, options), "patience");
  scope.spawn(give_memory_back(machine), "memory");
  co_await machine.over().wait();

  // virt-handler is to hear how the guest ended; when the whole pod ends, the pod's own end tells.
  if (!machine.asked_to_end().is_set() || board.watched()) co_await board.told(last_word_within);
  board.close();
  co_await server.stop(1s);
  co_await scope.cancel_and_join();
  co_await machine.stop();
  // A libvirtd that hangs would hold its connection's threads, and with them this process.
  if (!co_await keeper.disconnect()) std::_Exit(machine.exit_status());
  co_return machine.exit_status();
}

}  // namespace coracle::virt::launcher

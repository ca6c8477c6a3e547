#include "virt/launcher/libvirt/keeper.h"

namespace coracle::virt::launcher {
using namespace std::chrono_literals;

namespace keeping {
namespace {
constexpr auto dead_within = 1s;
constexpr auto disconnected_within = 1s;
constexpr auto answers_within = 20s;
constexpr auto longest_pause = 2s;
/// A libvirtd that runs and lets nobody connect so often is ended, that another one may do better.
constexpr int refusals_of_the_deaf = 3;
}  // namespace
}  // namespace keeping

LibvirtKeeper::LibvirtKeeper(Loop& loop, LibvirtDaemonConfig config, Log log)
    : daemon_(std::move(config), log.part("libvirtd")),
      libvirt_(loop, daemon_.uri(), log.part("libvirt")),
      log_(std::move(log)),
      ready_(loop.executor()) {}

Task<> LibvirtKeeper::run(LibvirtObserver& observer) {
  Duration pause = 50ms;
  while (true) {
    if (!co_await connect()) {
      co_await sleep_for(pause);
      pause = std::min<Duration>(pause * 2, keeping::longest_pause);
      continue;
    }
    pause = 50ms;
    co_await hear(observer);
    ready_.reset();
    co_await bury();
  }
}

Task<bool> LibvirtKeeper::connect() {
  std::optional<Error> failure;
  try {
    co_await daemon_.ensure();
    co_await within(keeping::answers_within, libvirt_.connect(), "libvirtd accepts a connection");
    daemon_.free_cpus();
    refused_ = 0;
    co_return true;
  } catch (const Error& error) {
    failure = error;
  }
  log_.warning("there is no connection to libvirt", {{"error", failure->message()}});
  if (daemon_.pid() > 0 && ++refused_ >= keeping::refusals_of_the_deaf) {
    refused_ = 0;
    co_await daemon_.stop();
  }
  co_return false;
}

Task<> LibvirtKeeper::hear(LibvirtObserver& observer) {
  std::optional<Error> failure;
  try {
    co_await observer.on_connected();
    ready_.set();
    while (true) {
      auto event = co_await libvirt_.events().next();
      if (!event || event->kind == DomainEvent::Kind::connection_closed) break;
      co_await observer.on_event(std::move(*event));
    }
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) log_.warning("libvirt failed", {{"error", failure->message()}});
  // With an open connection this failure was no end of it: it is made anew, so that nothing stays unheard.
}

/// A libvirtd that has ended is reaped; one that lives is adopted again.
Task<> LibvirtKeeper::bury() {
  try {
    co_await within(keeping::dead_within, daemon_.ended(), "libvirtd ends");
  } catch (const Error&) {
    log_.warning("the connection to libvirt broke, and libvirtd runs on");
  }
}

Task<> LibvirtKeeper::ready(Duration limit) {
  if (ready_.is_set() && libvirt_.connected()) co_return;
  const bool came = co_await ready_.wait_for(limit);
  if (!came || !libvirt_.connected()) {
    throw Error(Reason::service_unavailable, "libvirt does not answer yet in this pod");
  }
}

Task<bool> LibvirtKeeper::disconnect() {
  try {
    co_await within(keeping::disconnected_within, libvirt_.disconnect(), "libvirtd lets go");
    co_return true;
  } catch (const Error&) {
    co_return false;
  }
}

}  // namespace coracle::virt::launcher

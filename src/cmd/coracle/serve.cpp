#include "cmd/coracle/serve.h"

#include <csignal>

#include "cmd/coracle/cluster.h"
#include "cmd/coracle/control.h"
#include "cmd/coracle/memory.h"

namespace coracle::cmd {
namespace {

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const auto& sentence : sentences) text += (text.empty() ? "" : "; ") + sentence;
  return text;
}

struct Serving {
  Cluster& cluster;
  Report& report;
  const UpFlags& flags;
  std::string down_failure;
};

Task<> report_when_ready(Serving& serving) {
  bool late = false;
  try {
    auto becoming = serving.cluster.ready();
    co_await within(std::chrono::seconds(serving.flags.ready_seconds), std::move(becoming), "become ready");
  } catch (const Error&) {
    late = true;
  }
  if (late) {
    auto missing = serving.cluster.missing();
    if (missing.empty()) missing.emplace_back("a part of this process, see the log");
    serving.report.late(joined(missing));
    co_await serving.cluster.ready();
  }
  serving.report.ready();
}

Task<> stop_at_signal(Serving& serving, Signals& signals) {
  co_await signals.next();
  serving.cluster.stop();
}

Task<> go_down(Serving& serving) {
  try {
    co_await serving.cluster.shut_down();
  } catch (const Error& error) {
    serving.down_failure = error.message();
  }
  serving.cluster.stop();
}

Task<> run_cluster(Loop& loop, const Layout& layout, Serving& serving, Log log) {
  Signals signals(loop, {SIGTERM, SIGINT});
  Control control(loop, layout, serving.cluster, log.part("control"));
  Scope scope(loop);
  scope.spawn(stop_at_signal(serving, signals), "signals");
  scope.spawn(control.run(), "control");
  scope.spawn(give_memory_back(), "memory");
  if (serving.flags.for_down)
    scope.spawn(go_down(serving), "down");
  else
    scope.spawn(report_when_ready(serving), "ready");
  std::exception_ptr failure;
  try {
    co_await serving.cluster.run();
  } catch (...) {
    failure = std::current_exception();
  }
  log.info("stopping");
  co_await scope.cancel_and_join();
  if (failure) std::rethrow_exception(failure);
}
}  // namespace

int serve(const Layout& layout, const UpFlags& flags, const std::string& image_folder, Report report) {
  const Log log("coracle");
  std::string failure;
  try {
    run_task([&](Loop& loop) -> Task<> {
      Cluster cluster(loop, layout, flags, image_folder, log);
      Serving serving{cluster, report, flags, {}};
      co_await run_cluster(loop, layout, serving, log);
      failure = serving.down_failure;
    });
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (failure.empty()) return 0;
  report.failed(failure);
  return 1;
}

}  // namespace coracle::cmd

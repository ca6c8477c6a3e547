#pragma once
#include <deque>
#include <list>
#include <memory>
#include <string>

#include "base/scope.h"
#include "net/http.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::launcher {

/// The domain as it is now, for all who want to know: virt-handler listens to /v1/Events.
class EventBoard {
 public:
  EventBoard(Loop::Executor executor, std::string uid);

  const shared::DomainReport& report() const { return report_; }
  /// Tells the listeners when something in it is new.
  void publish(shared::DomainReport report);
  /// An event for the instance: `type` is Normal or Warning.
  void tell(std::string type, std::string reason, std::string message);

  /// The lines of /v1/Events, until close() and all before it is written.
  Task<> stream(net::BodyWriter& writer);
  bool watched() const { return !listeners_.empty(); }
  /// Whoever asked for the report by itself has seen it, too.
  void seen() { seen_ = true; }

  /// No more comes; streams end once they have written what there is.
  void close();
  /// Waits until somebody has been told the last report, or the time is over.
  Task<> told(Duration limit);

 private:
  using Line = std::shared_ptr<const std::string>;
  struct Listener {
    explicit Listener(Loop::Executor executor) : wake(std::move(executor)) {}
    std::deque<Line> pending;
    Event wake;
  };
  void send(const shared::LauncherEvent& event);
  Task<> write_all(net::BodyWriter& writer, Listener& listener);

  Loop::Executor executor_;
  shared::DomainReport report_;
  std::list<Listener*> listeners_;
  Event written_;  ///< set when a listener has written all it had
  bool closed_ = false;
  bool seen_ = false;
};

}  // namespace coracle::virt::launcher

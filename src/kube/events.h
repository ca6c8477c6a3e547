#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"

namespace coracle::kube {

/// Whom an event is about.
struct EventSubject {
  std::string api_version;  ///< "kubevirt.io/v1"
  std::string kind;
  std::string ns;  ///< of the object; events of objects without one lie in "default"
  std::string name;
  std::string uid;
  std::string resource_version;
  std::string field_path = {};  ///< of the part concerned: "spec.containers{compute}"
};
/// Taken from an object as the server sends it.
EventSubject event_subject(const json::Value& object);

/// Tells people what happened to objects, as Events: in the background, in order, never waiting and never failing for
/// the caller. What was told before is counted up in place of a new Event. Of one loop.
class EventRecorder {
 public:
  /// `component` and `host` are the Event's source: "virt-handler" on "node1".
  EventRecorder(Loop::Executor executor, Client& client, std::string component, std::string host, Log log);
  ~EventRecorder();

  /// `type` is Normal or Warning. Dropped (and logged) when a thousand wait already.
  void record(EventSubject about, std::string type, std::string reason, std::string message);
  /// Sends until cancelled.
  Task<> run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coracle::kube

#include "kube/events.h"

#include <fmt/core.h>

#include <list>
#include <map>

#include "api/core/v1/event.h"
#include "api/kinds.h"
#include "base/channel.h"
#include "base/utf8.h"
#include "schema/codec.h"

namespace coracle::kube {

namespace event_recording {
namespace {

constexpr std::size_t most_waiting = 1000;
constexpr std::size_t most_remembered = 4096;
constexpr std::size_t longest_name = 253 - 17;  ///< of an object, as the beginning of its Event's
constexpr std::size_t longest_message = 1024;   ///< kube-apiserver takes no longer one

struct Told {
  Key event;
  std::int32_t count = 1;
  std::list<std::string>::iterator age;
};

struct Waiting {
  EventSubject about;
  std::string type;
  std::string reason;
  std::string message;
  WallTime when;
};

std::string sameness(const Waiting& one) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", one.about.kind, one.about.ns, one.about.name, one.about.uid,
                     one.about.field_path, one.type, one.reason, one.message);
}

const Kind& event_kind() { return api::kind_of(static_cast<const api::core::v1::Event*>(nullptr)); }

}  // namespace
}  // namespace event_recording

struct EventRecorder::State {
  State(Loop::Executor executor, Client& api, std::string from, std::string where, Log to)
      : client(api), component(std::move(from)), host(std::move(where)), log(to.part("events")), queue(executor) {}

  Task<> send(event_recording::Waiting one);
  Task<bool> count_up(std::string same, WallTime when);
  json::Value event_of(const event_recording::Waiting& one) const;
  void remember(const std::string& same, Key event);

  Client& client;
  std::string component;
  std::string host;
  Log log;
  Channel<event_recording::Waiting> queue;
  std::map<std::string, event_recording::Told> told;
  std::list<std::string> by_age;  ///< what was told longest ago comes first
};

EventSubject event_subject(const json::Value& object) {
  const auto member = [&object](std::initializer_list<std::string_view> path) {
    return std::string(json::text(object, path));
  };
  return {member({"apiVersion"}),
          member({"kind"}),
          member({"metadata", "namespace"}),
          member({"metadata", "name"}),
          member({"metadata", "uid"}),
          member({"metadata", "resourceVersion"})};
}

EventRecorder::EventRecorder(Loop::Executor executor, Client& client, std::string component, std::string host, Log log)
    : state_(std::make_unique<State>(std::move(executor), client, std::move(component), std::move(host),
                                     std::move(log))) {}
EventRecorder::~EventRecorder() = default;

void EventRecorder::record(EventSubject about, std::string type, std::string reason, std::string message) {
  if (state_->queue.size() >= event_recording::most_waiting) {
    state_->log.warning("too many events wait, one is dropped", {{"reason", reason}, {"object", about.name}});
    return;
  }
  if (message.size() > event_recording::longest_message) {
    auto end = event_recording::longest_message;
    while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U) --end;  // whole characters
    message.resize(end);
  }
  state_->queue.push(
      {std::move(about), std::move(type), std::move(reason), valid_utf8(message), std::chrono::system_clock::now()});
}

Task<> EventRecorder::run() {
  while (auto one = co_await state_->queue.next()) {
    std::optional<Error> failure;
    try {
      co_await state_->send(*one);
    } catch (const Error& error) {
      failure = error;
    }
    if (failure) state_->log.warning("an event is lost", {{"reason", one->reason}, {"error", failure->what()}});
  }
}

Task<> EventRecorder::State::send(event_recording::Waiting one) {
  const auto same = event_recording::sameness(one);
  if (told.contains(same) && co_await count_up(same, one.when)) co_return;
  auto event = event_of(one);
  const std::string ns(json::text(event, {"metadata", "namespace"}));
  const auto made = co_await client.create_if_absent(event_recording::event_kind(), ns, std::move(event));
  if (made) remember(same, {ns, std::string(json::text(*made, {"metadata", "name"}))});
}

/// False when the Event is no longer there: they live for an hour.
Task<bool> EventRecorder::State::count_up(std::string same, WallTime when) {
  auto& known = told.at(same);
  by_age.splice(by_age.end(), by_age, known.age);
  json::Object patch;
  patch["count"] = known.count + 1;
  patch["lastTimestamp"] = format_time(when);
  const auto key = known.event;
  bool gone = false;
  try {
    co_await client.patch(event_recording::event_kind(), key, PatchType::merge, std::move(patch));
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
    gone = true;
  }
  const auto found = told.find(same);
  if (found == told.end()) co_return !gone;
  if (!gone) {
    ++found->second.count;
  } else {
    by_age.erase(found->second.age);
    told.erase(found);
  }
  co_return !gone;
}

json::Value EventRecorder::State::event_of(const event_recording::Waiting& one) const {
  api::core::v1::Event event;
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(one.when.time_since_epoch()).count();
  event.metadata.name = fmt::format("{}.{:016x}", one.about.name.substr(0, event_recording::longest_name),
                                    static_cast<std::uint64_t>(nanoseconds));
  event.metadata.namespace_ = one.about.ns.empty() ? "default" : one.about.ns;
  event.involved_object.api_version = one.about.api_version;
  event.involved_object.kind = one.about.kind;
  event.involved_object.namespace_ = one.about.ns;
  event.involved_object.name = one.about.name;
  event.involved_object.uid = one.about.uid;
  event.involved_object.field_path = one.about.field_path;
  event.involved_object.resource_version = one.about.resource_version;
  event.type = one.type;
  event.reason = one.reason;
  event.message = one.message;
  event.source.component = component;
  event.source.host = host;
  event.reporting_component = component;
  event.reporting_instance = host;
  event.first_timestamp.text = event.last_timestamp.text = format_time(one.when);
  event.count = 1;
  return schema::encode(event);
}

void EventRecorder::State::remember(const std::string& same, Key event) {
  by_age.push_back(same);
  told.insert_or_assign(same, event_recording::Told{std::move(event), 1, std::prev(by_age.end())});
  if (told.size() <= event_recording::most_remembered) return;
  told.erase(by_age.front());
  by_age.pop_front();
}

}  // namespace coracle::kube

#include "rpc/containerd_events.h"

#include "containerd_events.pb.h"
#include "containerd_tasks.pb.h"
#include "containerd_types.pb.h"

namespace coracle::rpc {

namespace {
WallTime from_timestamp(const google::protobuf::Timestamp& time) {
  return WallTime{std::chrono::seconds(time.seconds()) + std::chrono::nanoseconds(time.nanos())};
}

/// Nothing for topics that we do not know and payloads that are no such message.
std::optional<ContainerdEvent> decode_event(const std::string& bytes) {
  containerd::types::Envelope envelope;
  if (!envelope.ParseFromString(bytes)) return std::nullopt;
  ContainerdEvent event;
  event.time = from_timestamp(envelope.timestamp());
  // The type's name carries no host, so Any's own unpacking would refuse it; the topic says the type.
  const auto& payload = envelope.event().value();
  if (envelope.topic() == "/tasks/start") {
    containerd::events::TaskStart start;
    if (!start.ParseFromString(payload)) return std::nullopt;
    event.kind = ContainerdEvent::Kind::start;
    event.container_id = start.container_id();
    event.pid = start.pid();
  } else if (envelope.topic() == "/tasks/exit") {
    containerd::events::TaskExit exit;
    if (!exit.ParseFromString(payload)) return std::nullopt;
    event.kind = ContainerdEvent::Kind::exit;
    event.container_id = exit.container_id();
    if (exit.id() != exit.container_id()) event.exec_id = exit.id();
    event.pid = exit.pid();
    event.exit_status = exit.exit_status();
    if (exit.has_exited_at()) event.time = from_timestamp(exit.exited_at());
  } else if (envelope.topic() == "/tasks/oom") {
    containerd::events::TaskOOM oom;
    if (!oom.ParseFromString(payload)) return std::nullopt;
    event.kind = ContainerdEvent::Kind::out_of_memory;
    event.container_id = oom.container_id();
  } else {
    return std::nullopt;
  }
  return event;
}
}  // namespace

Task<std::unique_ptr<ContainerdEvents::Subscription>> ContainerdEvents::open() const {
  containerd::services::events::v1::SubscribeRequest request;
  for (const char* topic : {"/tasks/start", "/tasks/exit", "/tasks/oom"})
    request.add_filters(std::string("namespace==k8s.io,topic==\"") + topic + "\"");
  auto stream =
      co_await connection_.open("/containerd.services.events.v1.Events/Subscribe", request.SerializeAsString());
  co_return std::make_unique<Subscription>(std::move(stream));
}

Task<std::optional<ContainerdEvent>> ContainerdEvents::Subscription::next() {
  while (true) {
    const auto bytes = co_await stream_->next();
    if (!bytes) co_return std::nullopt;
    if (auto event = decode_event(*bytes)) co_return event;
  }
}

}  // namespace coracle::rpc

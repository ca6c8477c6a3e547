#include "virt/launcher/machine/event_board.h"

namespace coracle::virt::launcher {

namespace event_lines {
namespace {

constexpr auto sign_of_life_every = std::chrono::seconds(10);
/// A listener that does not read is cut off by the server; until then it keeps what matters most, the latest.
constexpr std::size_t most_pending = 1000;

std::shared_ptr<const std::string> line_of(const shared::LauncherEvent& event) {
  auto line = schema::encode_text(event);
  line += '\n';
  return std::make_shared<const std::string>(std::move(line));
}

}  // namespace
}  // namespace event_lines

EventBoard::EventBoard(Loop::Executor executor, std::string uid) : executor_(executor), written_(std::move(executor)) {
  report_.uid = std::move(uid);
}

void EventBoard::send(const shared::LauncherEvent& event) {
  const auto line = event_lines::line_of(event);
  for (auto* listener : listeners_) {
    if (listener->pending.size() >= event_lines::most_pending) listener->pending.pop_front();
    listener->pending.push_back(line);
    listener->wake.set();
  }
}

void EventBoard::publish(shared::DomainReport report) {
  if (report == report_) return;
  report_ = std::move(report);
  seen_ = false;
  shared::LauncherEvent event;
  event.domain = report_;
  send(event);
}

void EventBoard::tell(std::string type, std::string reason, std::string message) {
  shared::LauncherEvent event;
  event.type = std::move(type);
  event.reason = std::move(reason);
  event.message = std::move(message);
  send(event);
}

Task<> EventBoard::stream(net::BodyWriter& writer) {
  Listener listener(executor_);
  shared::LauncherEvent first;
  first.domain = report_;
  listener.pending.push_back(event_lines::line_of(first));
  struct Entry {
    EventBoard& board;
    std::list<Listener*>::iterator place;
    ~Entry() {
      board.listeners_.erase(place);
      board.written_.set();
    }
  } const entry{*this, listeners_.insert(listeners_.end(), &listener)};
  co_await write_all(writer, listener);
}

Task<> EventBoard::write_all(net::BodyWriter& writer, Listener& listener) {
  while (true) {
    while (!listener.pending.empty()) {
      const auto line = std::move(listener.pending.front());
      listener.pending.pop_front();
      co_await writer.write(line);
    }
    seen_ = true;
    written_.set();
    if (closed_) co_return;
    listener.wake.reset();
    if (!co_await listener.wake.wait_for(event_lines::sign_of_life_every)) {
      listener.pending.push_back(std::make_shared<const std::string>("\n"));
    }
  }
}

void EventBoard::close() {
  closed_ = true;
  for (auto* listener : listeners_) listener->wake.set();
}

Task<> EventBoard::told(Duration limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!seen_) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= Duration::zero()) co_return;
    written_.reset();
    co_await written_.wait_for(left);
  }
}

}  // namespace coracle::virt::launcher

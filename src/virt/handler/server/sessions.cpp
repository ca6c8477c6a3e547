#include "virt/handler/server/sessions.h"

#include <array>

namespace coracle::virt::handler {
using namespace std::chrono_literals;

namespace in_session {
namespace {

constexpr Duration takeover_limit = 2s;
constexpr Duration goodbye_limit = 1s;
/// Somebody who is no longer there is noticed by it.
constexpr Duration ping_every = 30s;

Task<> from_guest(std::shared_ptr<Session> session, std::shared_ptr<net::WebSocket> user,
                  std::shared_ptr<net::Stream> guest) {
  std::array<char, 16384> buffer{};
  auto why = SessionEnd::guest_left;
  try {
    while (const auto size = co_await guest->read_some(buffer)) {
      why = SessionEnd::user_left;
      co_await user->send_binary(std::string_view(buffer.data(), size));
      why = SessionEnd::guest_left;
    }
  } catch (const Error&) {
    // Broken or ended in order: the session is over either way.
  }
  session->end(why);
}

Task<> from_user(std::shared_ptr<Session> session, std::shared_ptr<net::WebSocket> user,
                 std::shared_ptr<net::Stream> guest) {
  auto why = SessionEnd::user_left;
  try {
    while (const auto message = co_await user->read()) {
      why = SessionEnd::guest_left;
      co_await guest->write(message->bytes);
      why = SessionEnd::user_left;
    }
  } catch (const Error&) {
  }
  session->end(why);
}

Task<> ping(std::shared_ptr<Session> session, std::shared_ptr<net::WebSocket> user) {
  try {
    while (true) {
      co_await sleep_for(ping_every);
      co_await user->ping("keep alive");
    }
  } catch (const Error&) {
  }
  session->end(SessionEnd::user_left);
}

Task<> read_to_close(std::shared_ptr<net::WebSocket> user) {
  while (co_await user->read()) {
  }
}

}  // namespace
}  // namespace in_session

Task<SessionEnd> Session::over() {
  while (!over_.is_set()) co_await over_.wait();
  co_return end_;
}

Task<> Session::released(Duration limit) {
  if (!released_.is_set()) co_await released_.wait_for(limit);
}

bool Sessions::busy(const std::string& place) const {
  const auto found = open_.find(place);
  return found != open_.end() && !found->second.expired();
}

Task<std::shared_ptr<Session>> Sessions::open(std::string place) {
  if (const auto found = open_.find(place); found != open_.end()) {
    if (const auto before = found->second.lock()) {
      before->end(SessionEnd::taken_over);
      co_await before->released(in_session::takeover_limit);
    }
  }
  std::erase_if(open_, [](const auto& entry) { return entry.second.expired(); });
  // Two may have waited for the same one: the last is the one that stays.
  if (const auto found = open_.find(place); found != open_.end()) {
    if (const auto other = found->second.lock()) other->end(SessionEnd::taken_over);
  }
  auto session = std::make_shared<Session>(executor_);
  open_[place] = session;
  co_return session;
}

Task<SessionEnd> join(std::shared_ptr<Session> session, std::shared_ptr<net::WebSocket> user,
                      std::shared_ptr<net::Stream> guest) {
  Scope scope(co_await this_executor());
  scope.spawn(in_session::from_guest(session, user, guest), "from guest");
  scope.spawn(in_session::from_user(session, user, guest), "from user");
  scope.spawn(in_session::ping(session, user), "ping");
  std::exception_ptr cancelled;
  auto why = SessionEnd::none;
  try {
    why = co_await session->over();
  } catch (...) {
    cancelled = std::current_exception();
  }
  co_await uncancellable();
  guest->close();
  co_await scope.cancel_and_join();
  session->release();
  if (cancelled) std::rethrow_exception(cancelled);
  co_return why;
}

Task<> say_goodbye(std::shared_ptr<net::WebSocket> user, std::string reason) {
  try {
    auto saying = user->send_close(1000, reason);
    co_await within(in_session::goodbye_limit, std::move(saying), "the last word");
    auto waiting = in_session::read_to_close(user);
    co_await within(in_session::goodbye_limit, std::move(waiting), "the other side's close");
  } catch (const Error&) {
    user->abort();
  }
}

}  // namespace coracle::virt::handler

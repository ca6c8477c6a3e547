#include <CLI/CLI.hpp>
#include <array>
#include <csignal>

#include "base/scope.h"
#include "virtctl/command.h"
#include "virtctl/dial.h"
#include "virtctl/subresource.h"
#include "virtctl/terminal.h"

namespace coracle::virtctl {
namespace {

constexpr char escape_key = 0x1d;  ///< Ctrl+]

struct ConsoleFlags {
  std::string name;
  int timeout_minutes = 5;
};

/// How a session ended.
enum class Ending { none, user, guest, signal };

/// One session: two directions, and what ended it first.
struct ConsoleSession {
  explicit ConsoleSession(const Loop::Executor& executor) : over(executor) {}
  std::unique_ptr<net::WebSocket> socket;
  Event over;
  Ending ending = Ending::none;
  std::string problem;

  void end(Ending how, std::string why = {}) {
    if (ending != Ending::none) return;
    ending = how;
    problem = std::move(why);
    over.set();
  }
};

Task<> keys_to_guest(ConsoleSession& session) {
  std::array<char, 1024> buffer{};
  std::string failure;
  try {
    while (const auto count = co_await read_input(buffer)) {
      const std::string_view typed(buffer.data(), count);
      const auto escape = typed.find(escape_key);
      if (escape != 0) co_await session.socket->send_binary(typed.substr(0, escape));
      if (escape != std::string_view::npos) break;
    }
  } catch (const Error& error) {
    failure = error.message();
  }
  // A failure to send means that the other side is gone, which the reader is told, too.
  session.end(failure.empty() ? Ending::user : Ending::guest, failure);
}

Task<> guest_to_screen(ConsoleSession& session) {
  std::string failure;
  try {
    while (const auto message = co_await session.socket->read()) co_await write_output(message->bytes);
  } catch (const Error& error) {
    failure = error.message();
  }
  session.end(Ending::guest, failure);
}

Task<> end_at_signal(ConsoleSession& session, Signals& signals) {
  co_await signals.next();
  session.end(Ending::signal);
}

Task<> say_goodbye(net::WebSocket& socket) {
  try {
    auto closing = socket.send_close();
    co_await within(std::chrono::seconds(1), std::move(closing), "close the console");
  } catch (const Error&) {  // it is closed then
  }
}

/// Runs the session until one side ends it; the terminal is as it was when this returns.
Task<> talk(Session& session, ConsoleSession& talking) {
  RawTerminal raw;
  Signals signals(session.loop(), {SIGTERM, SIGHUP, SIGINT});
  Scope scope(co_await this_executor());
  scope.spawn(keys_to_guest(talking), "keys");
  scope.spawn(guest_to_screen(talking), "screen");
  scope.spawn(end_at_signal(talking, signals), "signals");
  co_await talking.over.wait();
  co_await scope.cancel_and_join();
  raw.restore();
}

Task<int> console(Session& session, ConsoleFlags flags) {
  const auto path = subresource_path(Target::instance, session.ns(), flags.name, "console");
  ConsoleSession talking(co_await this_executor());
  std::optional<Error> failure;
  try {
    const auto limit = std::chrono::minutes(flags.timeout_minutes);
    talking.socket = co_await dial_when_running(session, flags.name, path, limit);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) throw reworded(*failure, "can't access VMI " + flags.name + ": " + failure->message());
  std::fprintf(stderr, "Successfully connected to %s console. The escape sequence is ^]\n", flags.name.c_str());
  co_await talk(session, talking);
  if (talking.ending == Ending::guest) {
    const auto why = co_await why_ended(session, flags.name, "console", talking.socket->close_reason());
    std::fprintf(stderr, "\nYou were disconnected from the console: %s\n", why.c_str());
    co_return 1;
  }
  co_await say_goodbye(*talking.socket);
  std::fprintf(stderr, "\n");
  co_return talking.ending == Ending::user ? 0 : 1;
}
}  // namespace

void add_console(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<ConsoleFlags>();
  auto* app = parent.add_subcommand("console", "Connect to a console of a virtual machine instance");
  app->add_option("VMI", flags->name, "Name of the virtual machine instance")->required();
  app->add_option("--timeout", flags->timeout_minutes, "Minutes to wait for the instance to run")
      ->capture_default_str()
      ->check(CLI::Range(0, 60 * 24 * 365));
  app->callback([flags, &chosen] { chosen = [flags](Session& session) { return console(session, *flags); }; });
}

}  // namespace coracle::virtctl

#include "net/server.h"

#include <array>
#include <list>

#include "net/connection.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t most_refusals = 64;  // at one time, beyond the limit
constexpr auto refusal_limit = 5s;
constexpr std::string_view crowded_answer =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nRetry-After: 1\r\nConnection: close\r\n"
    "Content-Length: 54\r\n\r\nthe server has as many connections as it takes at once";

Duration tick_of(const ServerOptions& options) {
  const auto shortest = std::min({options.handshake_timeout, options.head_timeout, options.body_timeout,
                                  options.idle_timeout, options.write_timeout});
  return std::clamp<Duration>(shortest / 4, std::chrono::milliseconds(10), std::chrono::seconds(1));
}
}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(Loop& loop, Handler& handler, ServerOptions chosen, Log own_log)
      : options(std::move(chosen)),
        log(std::move(own_log)),
        accepting(loop, [this](const std::string& name, std::exception_ptr error) { report(name, error); }),
        serving(loop, [this](const std::string& name, std::exception_ptr error) { report(name, error); }),
        ticking(loop),
        fewer(loop.executor()),
        context{handler, options, log, loop.executor(), std::chrono::steady_clock::now(), tick_of(options)} {}

  const ServerOptions options;
  const Log log;
  Scope accepting, serving, ticking;
  Event fewer;  // set whenever a connection ends
  std::list<Connection*> open;
  std::size_t turn = 0;  // whose the next accepted connection is
  ConnectionContext context;

  void report(const std::string& name, const std::exception_ptr& error) {
    log.error(name + " ended", {{"error", describe(error)}});
  }

  Task<> accept_all(std::shared_ptr<Listener> listener, std::vector<Server*> others) {
    while (true) {
      auto socket = co_await listener->accept();
      const auto next = turn++ % (others.size() + 1);
      if (next == 0)
        start(std::move(socket));
      else
        others[next - 1]->adopt(std::move(socket));
    }
  }

  Task<> keep_time() {
    while (true) {
      co_await sleep_for(context.tick);
      context.now = std::chrono::steady_clock::now();
      for (auto next = open.begin(); next != open.end();) (*next++)->check_deadline();
    }
  }

  void start(Socket socket) {
    const auto running = serving.running();
    if (context.stopping || running >= options.connection_limit + most_refusals) return;  // closes it
    auto stream = make_stream(context.executor, std::move(socket));
    if (running < options.connection_limit)
      serving.spawn(serve_socket(std::move(stream)), "connection");
    else
      serving.spawn(refuse(std::move(stream)), "refusal");
  }

  /// One too many is told so, whatever it asks for.
  Task<> refuse(std::unique_ptr<Stream> stream) {
    try {
      auto telling = tell_refusal(std::move(stream));
      co_await within(refusal_limit, std::move(telling), "refuse a connection");
    } catch (const Error& error) {
      log.debug("no connection", {{"error", error.message()}});
    }
  }
  Task<> tell_refusal(std::unique_ptr<Stream> stream) {
    if (options.tls) {
      auto handshake = options.tls->accept(std::move(stream));
      stream = co_await std::move(handshake);
    }
    std::array<char, 4096> ignored{};
    co_await stream->read_some(ignored);
    co_await stream->write(crowded_answer);
    co_await stream->finish();
    // What is not read when the connection is closed would take the answer from the client.
    while (co_await stream->read_some(ignored) > 0) {
    }
  }

  Task<> serve_socket(std::unique_ptr<Stream> stream) {
    if (options.tls) {
      try {
        auto handshake = options.tls->accept(std::move(stream));
        stream = co_await within(options.handshake_timeout, std::move(handshake), "TLS handshake");
      } catch (const Error& error) {
        log.debug("no connection", {{"error", error.message()}});
        co_return;
      }
    }
    co_await serve_stream(std::move(stream));
  }

  Task<> serve_stream(std::unique_ptr<Stream> stream) {
    Connection connection(context, std::move(stream));
    struct Entry {
      State& state;
      std::list<Connection*>::iterator place;
      ~Entry() {
        state.open.erase(place);
        state.fewer.set();
      }
    } entry{*this, open.insert(open.end(), &connection)};
    co_await connection.run();
  }

  Task<> stop(std::shared_ptr<State> self, Duration grace) {
    const auto until = std::chrono::steady_clock::now() + grace;
    self->context.stopping = true;
    co_await self->accepting.cancel_and_join();
    for (auto next = self->open.begin(); next != self->open.end();) (*next++)->stop_waiting();
    co_await self->wait_until_served(until);
    self->context.cancelled = true;
    co_await self->serving.cancel_and_join();
    co_await self->ticking.cancel_and_join();
  }

  Task<> wait_until_served(SteadyTime until) {
    while (serving.running() > 0) {
      const auto left = until - std::chrono::steady_clock::now();
      if (left <= Duration::zero()) co_return;
      fewer.reset();
      // The last connection leaves the list just before its task ends, so look again soon.
      co_await fewer.wait_for(std::min<Duration>(left, std::chrono::milliseconds(open.empty() ? 1 : 100)));
    }
  }
};

Server::Server(Loop& loop, Handler& handler, ServerOptions options, Log log)
    : state_(std::make_shared<State>(loop, handler, std::move(options), std::move(log))) {}
Server::~Server() = default;

void Server::listen(Listener listener, std::vector<Server*> others) {
  auto& state = *state_;
  state.accepting.spawn(state.accept_all(std::make_shared<Listener>(std::move(listener)), std::move(others)),
                        "listener");
  if (state.ticking.running() == 0) state.ticking.spawn(state.keep_time(), "clock");
}

void Server::adopt(Socket socket) {
  auto held = std::make_shared<Socket>(std::move(socket));
  coracle::post(state_->context.executor, [state = state_, held] {
    if (state->ticking.running() == 0) state->ticking.spawn(state->keep_time(), "clock");
    state->start(std::move(*held));
  });
}

void Server::adopt(std::unique_ptr<Stream> stream) {
  auto& state = *state_;
  if (state.context.stopping) return;
  if (state.ticking.running() == 0) state.ticking.spawn(state.keep_time(), "clock");
  state.serving.spawn(state.serve_stream(std::move(stream)), "connection");
}

Task<> Server::stop(Duration grace) {
  co_await uncancellable();
  co_await shielded(state_->stop(state_, grace));
}

std::size_t Server::connections() const { return state_->serving.running(); }

}  // namespace coracle::net

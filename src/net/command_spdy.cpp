#include "base/channel.h"
#include "net/command_carriers.h"
#include "net/loose_scope.h"

namespace coracle::net {
namespace {
constexpr auto streams_limit = std::chrono::seconds(30);  // as the kubelet's streamCreationTimeout
constexpr std::size_t queued_limit = 256U << 10U;
constexpr std::array<std::string_view, 5> stream_types = {"stdin", "stdout", "stderr", "error", "resize"};

/// What the command's owner and the tasks that read its streams share.
struct SpdyCommandState {
  SpdyCommandState(const Loop::Executor& executor, std::shared_ptr<SpdySession> opened)
      : session(std::move(opened)), arriving(executor), room(executor) {}
  const std::shared_ptr<SpdySession> session;
  std::array<std::unique_ptr<SpdySession::Stream>, 5> streams;
  Channel<CommandData> arriving;
  std::size_t queued = 0;
  Event room;
  int reading = 0;
};
using SharedCommand = std::shared_ptr<SpdyCommandState>;

Task<> pump(SharedCommand state, CommandChannel channel, bool ends_session) {
  auto& stream = *state->streams[static_cast<std::size_t>(channel)];
  std::vector<char> buffer(16U << 10U);
  try {
    while (const auto count = co_await stream.read_some(buffer)) {
      state->queued += count;
      state->arriving.push({channel, std::string(buffer.data(), count), false});
      while (state->queued > queued_limit) {
        state->room.reset();
        co_await state->room.wait();
      }
    }
    state->arriving.push({channel, {}, true});
  } catch (const Error&) {  // reset: nothing more comes either
    state->arriving.push({channel, {}, true});
  }
  if (--state->reading == 0 && ends_session) state->arriving.close();
}

/// The end of the session is the end of all; further streams are of no use to a command.
Task<> wait_for_end(SharedCommand state) {
  while (co_await state->session->accept()) {
  }
  while (!state->session->over() && state->reading > 0) co_await sleep_for(std::chrono::milliseconds(100));
  state->arriving.close();
}

class SpdyCommand final : public CommandStreams {
 public:
  SpdyCommand(const Loop::Executor& executor, SharedCommand state, std::string protocol, bool is_server)
      : state_(std::move(state)), protocol_(std::move(protocol)), tasks_(executor) {
    for (std::size_t i = 0; i < stream_types.size(); ++i) {
      const auto channel = static_cast<CommandChannel>(i);
      const bool is_clients = channel == CommandChannel::standard_input || channel == CommandChannel::resize;
      if (!state_->streams[i] || is_clients != is_server) continue;
      ++state_->reading;
      tasks_->spawn(pump(state_, channel, !is_server), "command stream");
    }
    tasks_->spawn(wait_for_end(state_), "command session");
  }

  Task<std::optional<CommandData>> read() override {
    const auto state = state_;
    auto data = co_await state->arriving.next();
    if (data) {
      state->queued -= data->bytes.size();
      state->room.set();
    }
    co_return data;
  }
  Task<> write(CommandChannel channel, std::string_view bytes) override {
    auto* stream = find(channel);
    if (!stream) throw Error(Reason::bad_request, "the client has not opened the stream " + name_of(channel));
    co_await stream->write(bytes);
  }
  Task<> close(CommandChannel channel) override {
    if (auto* stream = find(channel)) co_await stream->finish();
  }
  Task<> finish() override {
    for (const auto& stream : state_->streams)
      if (stream) co_await stream->finish();
    co_await state_->session->stop();
  }
  void abort() override {
    for (const auto& stream : state_->streams)
      if (stream) stream->close();
    state_->arriving.close();
  }
  const std::string& protocol() const override { return protocol_; }

 private:
  SpdySession::Stream* find(CommandChannel channel) const {
    return state_->streams[static_cast<std::size_t>(channel)].get();
  }
  static std::string name_of(CommandChannel channel) {
    return std::string(stream_types[static_cast<std::size_t>(channel)]);
  }

  const SharedCommand state_;
  const std::string protocol_;
  const LooseScope tasks_;
};

std::vector<std::size_t> expected_streams(const std::string& protocol, CommandOptions options) {
  std::vector<std::size_t> wanted = {3};
  if (options.standard_input) wanted.push_back(0);
  if (options.standard_output) wanted.push_back(1);
  if (options.standard_error && !options.terminal) wanted.push_back(2);
  const bool resizes = protocol.starts_with("v3.") || protocol.starts_with("v4.") || protocol.starts_with("v5.");
  if (options.terminal && resizes) wanted.push_back(4);
  return wanted;
}

Task<> take_streams(SharedCommand state, std::size_t count) {
  for (std::size_t taken = 0; taken < count;) {
    auto stream = co_await state->session->accept();
    if (!stream) throw Error(Reason::service_unavailable, "the client left before it had opened its streams");
    const auto type = std::find(stream_types.begin(), stream_types.end(), stream->headers().get("streamtype"));
    if (type == stream_types.end()) continue;  // dropping it resets it
    auto& place = state->streams[static_cast<std::size_t>(type - stream_types.begin())];
    if (!place) ++taken;
    place = std::move(stream);
  }
}
}  // namespace

Task<std::unique_ptr<CommandStreams>> accept_spdy_command(std::shared_ptr<SpdySession> session, std::string protocol,
                                                          CommandOptions options) {
  const auto executor = co_await this_executor();
  const auto state = std::make_shared<SpdyCommandState>(executor, std::move(session));
  co_await within(streams_limit, take_streams(state, expected_streams(protocol, options).size()),
                  "wait for the client's streams");
  co_return std::make_unique<SpdyCommand>(executor, state, std::move(protocol), true);
}

Task<std::unique_ptr<CommandStreams>> open_spdy_command(std::shared_ptr<SpdySession> session, std::string protocol,
                                                        CommandOptions options) {
  const auto executor = co_await this_executor();
  const auto state = std::make_shared<SpdyCommandState>(executor, std::move(session));
  for (const auto place : expected_streams(protocol, options)) {
    Headers headers{{"streamtype", std::string(stream_types[place])}};
    state->streams[place] = co_await within(streams_limit, state->session->open(std::move(headers)), "open a stream");
  }
  co_return std::make_unique<SpdyCommand>(executor, state, std::move(protocol), false);
}

}  // namespace coracle::net

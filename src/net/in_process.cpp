#include "net/in_process.h"

#include "net/message_writer.h"
#include "net/piece_queue.h"

namespace coracle::net {
namespace {
constexpr std::size_t queue_limit = 256U << 10U;  // bytes of a body on their way between two loops
constexpr std::size_t upload_limit = 3U << 20U;   // for handlers that take bodies whole

Error server_stopped() { return {Reason::service_unavailable, "the server in this process has stopped"}; }

/// One request and its answer, shared by the client's loop and the server's.
struct Call {
  Call(Loop::Executor client_side, Loop::Executor server_side)
      : client(client_side),
        server(server_side),
        body(std::make_shared<PieceQueue>(server_side, client_side, queue_limit)),
        over(server_side) {}
  const Loop::Executor client, server;
  const std::shared_ptr<PieceQueue> body;
  std::shared_ptr<PieceQueue> upload;  // null without one
  std::mutex mutex;                    // over what follows, but the events
  bool abandoned = false;              // by the client, whose loop may be gone since: nothing is posted there any more
  std::optional<Response> head;        // of an answer that goes on, `body` is an empty Streamed
  std::unique_ptr<Stream> stream;      // after 101
  std::optional<Error> failure;        // in place of a head
  std::weak_ptr<Event> head_there;     // of the client's loop, which holds it
  Event over;                          // of the server's loop: the call has ended, or the client wants no more of it
};
using SharedCall = std::shared_ptr<Call>;

void wake_client(const Call& call) {
  coracle::post(call.client, [waiting = call.head_there] {
    if (const auto event = waiting.lock()) event->set();
  });
}

void give_head(const SharedCall& call, Response head, std::unique_ptr<Stream> stream = nullptr) {
  const std::lock_guard lock(call->mutex);
  if (call->head || call->failure || call->abandoned) return;
  call->head = std::move(head);
  call->stream = std::move(stream);
  wake_client(*call);
}

void give_failure(const SharedCall& call, const Error& error) {
  call->body->end(error);
  const std::lock_guard lock(call->mutex);
  if (call->head || call->failure || call->abandoned) return;
  call->failure = error;
  wake_client(*call);
}

class QueueWriter final : public BodyWriter {
 public:
  explicit QueueWriter(std::shared_ptr<PieceQueue> queue) : queue_(std::move(queue)) {}
  Task<> write(std::shared_ptr<const std::string> bytes) override {
    if (bytes->empty()) co_return;
    if (!co_await queue_->push(std::move(bytes))) throw Error(Reason::service_unavailable, "the client is gone");
  }

 private:
  std::shared_ptr<PieceQueue> queue_;
};

class QueueReader final : public BodyReader {
 public:
  explicit QueueReader(std::shared_ptr<PieceQueue> queue) : queue_(std::move(queue)) {}
  Task<std::string> next() override {
    const auto piece = co_await queue_->next();
    co_return piece ? *piece : std::string();
  }

 private:
  std::shared_ptr<PieceQueue> queue_;
};

/// What came whole, read piece by piece.
class TextsReader final : public BodyReader {
 public:
  explicit TextsReader(Body body) {
    if (auto* text = std::get_if<Text>(&body)) texts_.push_back(std::make_shared<const std::string>(std::move(*text)));
    if (auto* texts = std::get_if<SharedTexts>(&body)) texts_ = std::move(*texts);
  }
  Task<std::string> next() override {
    while (at_ < texts_.size() && texts_[at_]->empty()) ++at_;
    co_return at_ < texts_.size() ? *texts_[at_++] : std::string();
  }

 private:
  SharedTexts texts_;
  std::size_t at_ = 0;
};

/// The body of an answer that goes on: dropping it tells the server.
class GoingOnReader final : public BodyReader {
 public:
  explicit GoingOnReader(SharedCall call) : call_(std::move(call)) {}
  ~GoingOnReader() override { abandon(call_); }
  Task<std::string> next() override {
    const auto piece = co_await call_->body->next();
    co_return piece ? *piece : std::string();
  }
  static void abandon(const SharedCall& call) {
    {
      const std::lock_guard lock(call->mutex);
      call->abandoned = true;
    }
    call->body->abandon();
    coracle::post(call->server, [call] { call->over.set(); });
  }

 private:
  SharedCall call_;
};

Task<> deliver(SharedCall call, Response response) {
  if (auto* streamed = std::get_if<Streamed>(&response.body)) {
    const auto write_body = std::move(*streamed);
    response.body = Streamed();
    give_head(call, std::move(response));
    QueueWriter writer(call->body);
    co_await write_body(writer);
    call->body->end();
  } else if (auto* upgraded = std::get_if<Upgraded>(&response.body)) {
    const auto take = std::move(*upgraded);
    auto [theirs, ours] = make_pipe_between(call->client, call->server);
    response.body = Text();
    response.status = 101;
    call->body->end();
    give_head(call, std::move(response), std::move(theirs));
    co_await take(std::move(ours), {});
  } else {
    call->body->end();  // first: once the client has its head, its loop may go
    give_head(call, std::move(response));
  }
}

Task<> work_for(Handler& handler, SharedCall call, Request request) {
  struct AtEnd {
    Call& call;
    ~AtEnd() { call.over.set(); }
  } at_end{*call};
  std::optional<Response> refusal;
  try {
    if (request.upload && !handler.streams_body(request)) {
      request.body = co_await read_all(*request.upload, upload_limit);
      request.upload = nullptr;
    }
    auto response = co_await handler.handle(std::move(request));
    co_await deliver(call, std::move(response));
  } catch (const Cancelled&) {
    throw;
  } catch (const boost::system::system_error&) {  // Asio's own word for a cancellation
    throw;
  } catch (const Error& error) {
    call->body->end(error);
    refusal = plain_answer(error.code(), error.message());
  } catch (const std::exception&) {
    call->body->end(Error(Reason::internal_error, "internal error"));
    refusal = plain_answer(500, "internal error");
  }
  if (refusal) give_head(call, std::move(*refusal));
}
}  // namespace

struct InProcessServer::State {
  State(Loop& loop, Handler& serving) : executor(loop.executor()), handler(serving), calls(loop) {}
  const Loop::Executor executor;
  Handler& handler;
  Scope calls;  // on the server's loop
  bool stopped = false;

  Task<> serve(SharedCall call, Request request) {
    Scope working(executor);
    working.spawn(work_for(handler, call, std::move(request)), "call");
    std::exception_ptr cancelled;
    try {
      while (!call->over.is_set()) co_await call->over.wait();
    } catch (...) {
      cancelled = std::current_exception();
    }
    co_await uncancellable();
    co_await shielded(working.cancel_and_join());
    give_failure(call, server_stopped());  // says nothing where an answer was given
    if (call->upload) call->upload->abandon();
    if (cancelled) std::rethrow_exception(cancelled);
  }

  void begin(const SharedCall& call, Request request) {
    if (stopped)
      give_failure(call, server_stopped());
    else
      calls.spawn(serve(call, std::move(request)), "call");
  }
};

namespace {
using Begin = std::function<void(const SharedCall&, Request)>;

class InProcessClient final : public RoundTrip {
 public:
  InProcessClient(Loop::Executor server, User user, Begin begin)
      : server_(std::move(server)), user_(std::move(user)), begin_(std::move(begin)) {}

  Task<Answer> send(Request request) override {
    const auto call = std::make_shared<Call>(co_await this_executor(), server_);
    const auto head_there = std::make_shared<Event>(call->client);
    call->head_there = head_there;
    const auto upload = std::move(request.upload);
    const bool bodiless = request.method == "HEAD";
    request.user = user_;
    if (upload) {
      call->upload = std::make_shared<PieceQueue>(call->client, call->server, queue_limit);
      request.upload = std::make_shared<QueueReader>(call->upload);
    }
    struct AbandonUnlessAnswered {
      SharedCall call;
      ~AbandonUnlessAnswered() {
        if (!call) return;
        if (call->upload) call->upload->end(Error(Reason::service_unavailable, "the client is gone"));
        GoingOnReader::abandon(call);
      }
    } guard{call};
    const auto held = std::make_shared<Request>(std::move(request));
    coracle::post(server_, [begin = begin_, call, held] { begin(call, std::move(*held)); });
    if (upload) co_await pump(*upload, *call->upload);
    while (!head_there->is_set()) co_await head_there->wait();
    if (call->failure) throw Error(*call->failure);  // once there, head and failure stay as they are
    guard.call = nullptr;
    co_return answer_of(call, bodiless);
  }

 private:
  static Task<> pump(BodyReader& from, PieceQueue& to) {
    while (true) {
      auto piece = std::make_shared<const std::string>(co_await from.next());
      if (piece->empty()) break;
      if (!co_await to.push(std::move(piece))) break;
    }
    to.end();
  }

  static Answer answer_of(const SharedCall& call, bool bodiless) {
    Answer answer;
    answer.status = call->head->status;
    answer.headers = std::move(call->head->headers);
    if (call->stream) answer.stream = std::move(call->stream);
    const bool goes_on = std::holds_alternative<Streamed>(call->head->body);
    if (goes_on) answer.body = std::make_unique<GoingOnReader>(call);
    if (!goes_on) call->body->abandon();
    if (bodiless || (!goes_on && !answer.stream))  // replacing a reader that goes on ends the call
      answer.body = std::make_unique<TextsReader>(bodiless ? Body() : std::move(call->head->body));
    return answer;
  }

  const Loop::Executor server_;
  const User user_;
  const Begin begin_;
};
}  // namespace

InProcessServer::InProcessServer(Loop& loop, Handler& handler) : state_(std::make_shared<State>(loop, handler)) {}
InProcessServer::~InProcessServer() = default;

std::unique_ptr<RoundTrip> InProcessServer::client(User user) {
  return std::make_unique<InProcessClient>(
      state_->executor, std::move(user),
      [state = state_](const SharedCall& call, Request request) { state->begin(call, std::move(request)); });
}

Task<> InProcessServer::stop() {
  const auto state = state_;
  state->stopped = true;
  co_await uncancellable();
  co_await shielded(state->calls.cancel_and_join());
}

}  // namespace coracle::net

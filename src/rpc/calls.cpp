#include "rpc/calls.h"

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/credentials.h>
#include <pthread.h>

#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "base/scope.h"
#include "rpc/bytes.h"
#include "rpc/completion.h"

namespace coracle::rpc {

struct CallQueue::State {
  grpc::CompletionQueue queue;
  std::mutex mutex;  // held while an operation is started, so that none starts after close()
  std::set<grpc::ClientContext*> contexts;
  bool closed = false;
  std::thread thread;

  void run() {
    void* tag = nullptr;
    bool ok = false;
    while (queue.Next(&tag, &ok)) Completion::run(tag, ok);
  }
  /// Starts an operation, or says that the queue is closed.
  template <class Start>
  bool start(Start operation) {
    const std::lock_guard lock(mutex);
    if (closed) return false;
    operation();
    return true;
  }
  void close() {
    {
      const std::lock_guard lock(mutex);
      closed = true;
      for (auto* context : contexts) context->TryCancel();
    }
    queue.Shutdown();
    thread.join();
  }
};

CallQueue::CallQueue() : state_(std::make_shared<State>()) {
  silence_grpc();
  state_->thread = std::thread([state = state_.get()] { state->run(); });
  pthread_setname_np(state_->thread.native_handle(), "grpc-answers");
}
CallQueue::~CallQueue() { state_->close(); }

namespace {
constexpr const char* closed_words = "the connection is being closed";

/// A context that close() finds as long as it lives.
struct CallContext {
  explicit CallContext(std::shared_ptr<CallQueue::State> owner) : queue(std::move(owner)) {
    const std::lock_guard lock(queue->mutex);
    queue->contexts.insert(&context);
  }
  ~CallContext() {
    const std::lock_guard lock(queue->mutex);
    queue->contexts.erase(&context);
  }
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  std::shared_ptr<CallQueue::State> queue;
  grpc::ClientContext context;
};

struct UnaryCall {
  UnaryCall(std::shared_ptr<CallQueue::State> queue, Loop::Executor where)
      : owner(std::move(queue)), executor(where), done(where) {}
  CallContext owner;
  Loop::Executor executor;
  Event done;
  grpc::ByteBuffer answer;
  grpc::Status status;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
};
}  // namespace

struct Connection::Stub {
  explicit Stub(const std::shared_ptr<grpc::Channel>& channel) : generic(channel) {}
  grpc::GenericStub generic;
};

Connection::Connection(CallQueue& queue, std::string socket) : queue_(queue.state()), socket_(std::move(socket)) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(max_message_bytes);
  // A server that restarts is found again soon; gRPC's own pause begins at a second and grows to two minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  // In spite of its name, how long a server may take to greet. On a busy machine that is seconds; where nobody listens
  // is told at once all the same.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20'000);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, "localhost");  // servers in Go refuse a path there
  grpc::ResourceQuota quota;
  quota.Resize(2 * max_message_bytes);
  arguments.SetResourceQuota(quota);
  stub_ = std::make_unique<Stub>(
      grpc::CreateCustomChannel(unix_target(socket_), grpc::InsecureChannelCredentials(), arguments));
}
Connection::~Connection() = default;

Task<std::string> Connection::call(std::string method, std::string request, Duration limit) const {
  const auto executor = co_await this_executor();
  const auto call = std::make_shared<UnaryCall>(queue_, executor);
  auto& context = call->owner.context;
  context.set_deadline(std::chrono::system_clock::now() + limit);
  const bool started = queue_->start([&] {
    call->reader = stub_->generic.PrepareUnaryCall(&context, method, to_buffer(request), &queue_->queue);
    call->reader->StartCall();
    call->reader->Finish(&call->answer, &call->status, when_done([call](bool) mutable {
      const auto where = call->executor;  // the call itself goes back to its loop and ends there
      post(where, [call = std::move(call)] { call->done.set(); });
    }));
  });
  if (!started) throw error_from_status(grpc::StatusCode::UNAVAILABLE, method, closed_words);
  try {
    while (!call->done.is_set()) co_await call->done.wait();
  } catch (...) {  // nobody waits any more: the server may stop too
    context.TryCancel();
    throw;
  }
  if (!call->status.ok()) throw error_from_status(call->status.error_code(), method, call->status.error_message());
  co_return from_buffer(call->answer);
}

struct IncomingStream::State {
  State(std::shared_ptr<CallQueue::State> queue, Loop::Executor where, std::string name)
      : owner(std::move(queue)), executor(where), ready(where), method(std::move(name)) {}
  CallContext owner;
  Loop::Executor executor;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream;
  // Touched on the queue's thread, or by the loop while no operation is under way.
  grpc::ByteBuffer message;
  grpc::Status status;
  // Touched on the loop only.
  Event ready;
  std::string method;
  std::optional<std::string> item;
  bool reading = true;  // an operation is under way whose end will set item or ended
  bool ended = false;

  void begin(const std::shared_ptr<State>& self, grpc::GenericStub& stub, const std::string& request) {
    const bool started = owner.queue->start([&] {
      stream = stub.PrepareCall(&owner.context, method, &owner.queue->queue);
      stream->StartCall(when_done([self, buffer = to_buffer(request)](bool ok) {
        self->then(self, ok, [&] {
          self->stream->WriteLast(buffer, grpc::WriteOptions(),
                                  when_done([self](bool written) { self->then_read(self, written); }));
        });
      }));
    });
    if (!started) end_closed(self);
  }
  void then_read(const std::shared_ptr<State>& self, bool ok) {
    then(self, ok, [&] { stream->Read(&message, when_done([self](bool there) { self->received(self, there); })); });
  }
  /// The next step of the call, or its end when the step before had none.
  template <class Step>
  void then(const std::shared_ptr<State>& self, bool ok, Step step) {
    const bool started = owner.queue->start([&] {
      if (ok)
        step();
      else
        stream->Finish(&status, when_done([self](bool) { post_to_loop(self, std::nullopt); }));
    });
    if (!started) end_closed(self);
  }
  void received(const std::shared_ptr<State>& self, bool there) {
    if (there)
      post_to_loop(self, from_buffer(message));
    else
      then(self, false, [] {});
  }
  void end_closed(const std::shared_ptr<State>& self) {
    status = grpc::Status(grpc::StatusCode::UNAVAILABLE, closed_words);
    post_to_loop(self, std::nullopt);
  }
  static void post_to_loop(const std::shared_ptr<State>& self, std::optional<std::string> bytes) {
    post(self->executor, [self, bytes = std::move(bytes)]() mutable {
      self->reading = false;
      if (bytes)
        self->item = std::move(bytes);
      else
        self->ended = true;
      self->ready.set();
    });
  }
};

Task<std::unique_ptr<IncomingStream>> Connection::open(std::string method, std::string request) const {
  const auto executor = co_await this_executor();
  const auto state = std::make_shared<IncomingStream::State>(queue_, executor, method);
  state->begin(state, stub_->generic, request);
  co_return std::make_unique<IncomingStream>(state);
}

IncomingStream::~IncomingStream() { state_->owner.context.TryCancel(); }

Task<std::optional<std::string>> IncomingStream::next() {
  const auto state = state_;
  while (!state->item && !state->ended) {
    if (!state->reading) {
      state->reading = true;
      state->then_read(state, true);
    }
    state->ready.reset();
    co_await state->ready.wait();
  }
  if (state->item) {
    auto item = std::move(state->item);
    state->item.reset();
    co_return item;
  }
  if (!state->status.ok())
    throw error_from_status(state->status.error_code(), state->method, state->status.error_message());
  co_return std::nullopt;
}

}  // namespace coracle::rpc

#include "rpc/server.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <thread>

#include "rpc/bytes.h"
#include "rpc/calls.h"
#include "rpc/completion.h"

namespace coracle::rpc {

namespace {
/// Operations are started under its mutex, so that none starts once the queue is shut down.
struct ServerQueue {
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  std::mutex mutex;
  bool closed = false;

  template <class Start>
  bool start(Start operation) {
    const std::lock_guard lock(mutex);
    if (closed) return false;
    operation();
    return true;
  }
};
}  // namespace

struct Outgoing::Call {
  Call(std::shared_ptr<ServerQueue> owner, Loop::Executor where)
      : queue(std::move(owner)), executor(where), stream(&context), wake(where), written(where) {}
  std::shared_ptr<ServerQueue> queue;
  Loop::Executor executor;
  grpc::GenericServerContext context;
  grpc::GenericServerAsyncReaderWriter stream;
  grpc::ByteBuffer request;
  // Of the loop.
  Event wake;
  Event written;
  bool write_ok = false;
  bool gone = false;

  static void end(const std::shared_ptr<Call>& call, const grpc::Status& status) {
    call->queue->start([&] { call->stream.Finish(status, when_done([call](bool) {})); });
  }
  static void answer(const std::shared_ptr<Call>& call, const std::string& bytes) {
    call->queue->start([&] {
      call->stream.WriteAndFinish(to_buffer(bytes), grpc::WriteOptions(), grpc::Status::OK, when_done([call](bool) {}));
    });
  }
};

bool Outgoing::gone() const { return call_->gone; }
Event& Outgoing::wake() { return call_->wake; }

Task<bool> Outgoing::write(std::string message) {
  const auto call = call_;
  if (call->gone) co_return false;
  call->written.reset();
  const bool started = call->queue->start([&] {
    call->stream.Write(to_buffer(message), when_done([call](bool ok) {
                         post(call->executor, [call, ok] {
                           call->write_ok = ok;
                           call->written.set();
                         });
                       }));
  });
  if (!started) co_return false;
  while (!call->written.is_set()) co_await call->written.wait();
  co_return call->write_ok;
}

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(Loop::Executor where, std::string path) : executor(where), socket(std::move(path)), scope(where) {}

  Loop::Executor executor;
  std::string socket;
  std::map<std::string, Unary> unaries;
  std::map<std::string, Streaming> streams;
  Scope scope;
  std::shared_ptr<ServerQueue> queue = std::make_shared<ServerQueue>();
  grpc::AsyncGenericService service;
  std::unique_ptr<grpc::Server> server;
  std::thread thread;

  void close();
  void accept();
  void accepted(const std::shared_ptr<Outgoing::Call>& call);
  Task<> serve(std::shared_ptr<Outgoing::Call> call, std::string request);
  Task<> handle(std::shared_ptr<Outgoing::Call> call, std::string request);
};

// On the queue's thread: waits for the next call of any name.
void Server::State::accept() {
  const auto self = shared_from_this();
  const auto call = std::make_shared<Outgoing::Call>(queue, executor);
  // gRPC gives this one back only for a call that came.
  auto* gone = when_done([call](bool) {
    post(call->executor, [call] {
      call->gone = true;
      call->wake.set();
    });
  });
  const bool started = queue->start([&] {
    call->context.AsyncNotifyWhenDone(gone);
    service.RequestCall(&call->context, &call->stream, queue->queue.get(), queue->queue.get(),
                        when_done([self, call, gone](bool ok) {
                          if (!ok) return Completion::drop(gone);
                          self->accept();
                          self->accepted(call);
                        }));
  });
  if (!started) Completion::drop(gone);
}

void Server::State::accepted(const std::shared_ptr<Outgoing::Call>& call) {
  const auto self = shared_from_this();
  queue->start([&] {
    call->stream.Read(&call->request, when_done([self, call](bool ok) {
      if (!ok) return Outgoing::Call::end(call, {grpc::StatusCode::INVALID_ARGUMENT, "a request is missing"});
      post(self->executor, [self, call, bytes = from_buffer(call->request)]() mutable {
        self->scope.spawn(self->serve(call, std::move(bytes)), "rpc " + call->context.method());
      });
    }));
  });
}

Task<> Server::State::serve(std::shared_ptr<Outgoing::Call> call, std::string request) {
  grpc::Status failed;
  try {
    co_await handle(call, std::move(request));
  } catch (const Error& error) {
    failed = {static_cast<grpc::StatusCode>(status_from_reason(error.reason())), error.message()};
  } catch (const std::exception& error) {
    if (is_cancellation(std::current_exception())) throw;
    // Without an answer the client would wait for as long as it can.
    failed = {grpc::StatusCode::INTERNAL, error.what()};
  }
  if (!failed.ok()) Outgoing::Call::end(call, failed);
}

Task<> Server::State::handle(std::shared_ptr<Outgoing::Call> call, std::string request) {
  const std::string method = call->context.method();
  if (const auto found = unaries.find(method); found != unaries.end()) {
    const auto answer = co_await found->second(std::move(request));
    Outgoing::Call::answer(call, answer);
    co_return;
  }
  if (const auto found = streams.find(method); found != streams.end()) {
    co_await found->second(std::move(request), std::make_shared<Outgoing>(call));
    Outgoing::Call::end(call, grpc::Status::OK);
    co_return;
  }
  throw Error(Reason::method_not_allowed, "unknown method " + method);
}

Server::Server(Loop::Executor executor, std::string socket)
    : state_(std::make_shared<State>(std::move(executor), std::move(socket))) {}

Server::~Server() {
  if (state_->server) broken("an rpc server on " + state_->socket + " ended before stop()");
}

void Server::unary(std::string method, Unary handler) { state_->unaries[std::move(method)] = std::move(handler); }
void Server::streaming(std::string method, Streaming handler) {
  state_->streams[std::move(method)] = std::move(handler);
}

namespace {
/// gRPC says why only in its log, which is off; the usual reason is the folder.
Error cannot_listen(const std::string& socket) {
  const auto folder = socket.substr(0, socket.rfind('/') + 1);
  if (::access(folder.c_str(), W_OK) != 0) return system_error(errno, "cannot listen on " + socket);
  return {Reason::internal_error, "cannot listen on " + socket + ": no socket can be bound there"};
}
}  // namespace

void Server::start() {
  silence_grpc();
  const auto target = unix_target(state_->socket);
  grpc::ServerBuilder builder;
  int bound = 0;
  builder.AddListeningPort(target, grpc::InsecureServerCredentials(), &bound);
  builder.RegisterAsyncGenericService(&state_->service);
  builder.SetMaxReceiveMessageSize(max_message_bytes);
  builder.SetResourceQuota(grpc::ResourceQuota().Resize(2 * max_message_bytes));
  state_->queue->queue = builder.AddCompletionQueue();
  state_->server = builder.BuildAndStart();
  if (!state_->server || bound == 0) {
    state_->server.reset();
    throw cannot_listen(state_->socket);
  }
  state_->thread = std::thread([queue = state_->queue] {
    void* tag = nullptr;
    bool ok = false;
    while (queue->queue->Next(&tag, &ok)) Completion::run(tag, ok);
  });
  pthread_setname_np(state_->thread.native_handle(), "grpc-calls");
  if (::chmod(state_->socket.c_str(), 0600) != 0) {
    const auto error = system_error(errno, "chmod of " + state_->socket);
    state_->close();
    throw error;
  }
  state_->accept();
}

// Ends within a turn of the queue's thread: every call is cancelled, nothing of ours runs any more.
void Server::State::close() {
  server->Shutdown(std::chrono::system_clock::now());
  {
    const std::lock_guard lock(queue->mutex);
    queue->closed = true;
  }
  queue->queue->Shutdown();
  thread.join();
  server.reset();
}

Task<> Server::stop() {
  co_await uncancellable();
  const auto state = state_;
  if (!state->server) co_return;
  co_await state->scope.cancel_and_join();
  state->close();
}

}  // namespace coracle::rpc

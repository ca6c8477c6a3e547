#include "apiserver/testing/cluster.h"

namespace coracle::apiserver::testing {

Task<std::optional<net::User>> OpenDoor::authenticate(const net::Request& request) {
  if (request.user) co_return request.user;
  co_return net::User{"test-admin", "", {"system:masters", "system:authenticated"}, {}};
}

Task<Decision> OpenDoor::authorize(const net::User&, const Attributes&) { co_return Decision{true, ""}; }

json::Value Reply::value() const {
  auto parsed = json::parse(text, {.bytes = text.size(), .depth = 1000});
  return parsed ? std::move(*parsed) : json::Value{};
}

struct WatchLines::Writer final : net::BodyWriter {
  Writer(Loop::Executor executor, net::Streamed of) : body(std::move(of)), lines(std::move(executor)) {}
  Task<> write(std::shared_ptr<const std::string> bytes) override {
    partial += *bytes;
    for (auto end = partial.find('\n'); end != std::string::npos; end = partial.find('\n')) {
      lines.push(partial.substr(0, end));
      partial.erase(0, end + 1);
    }
    co_return;
  }
  net::Streamed body;
  Channel<std::string> lines;
  std::string partial;
};

WatchLines::WatchLines(Loop::Executor executor, net::Streamed body)
    : scope_(executor), writer_(std::make_shared<Writer>(executor, std::move(body))) {
  auto run = [](std::shared_ptr<Writer> writer) -> Task<> {
    co_await writer->body(*writer);
    writer->lines.close();
  };
  scope_.spawn(run(writer_), "watch");
}

Task<json::Value> WatchLines::next() {
  try {
    auto line = co_await within(std::chrono::seconds(5), writer_->lines.next(), "wait for a watch event");
    if (!line) co_return nullptr;
    co_return json::parse(*line).take();
  } catch (const Error& error) {
    if (error.reason() != Reason::timeout) throw;
    co_return nullptr;
  }
}

Task<> WatchLines::stop() { co_await scope_.cancel_and_join(); }

const Clock& Cluster::system_clock() {
  static const SystemClock clock;
  return clock;
}

Cluster::Cluster(Loop& loop, Store::Options options, const Clock& clock)
    : executor_(loop.executor()),
      store_(std::move(options)),
      registry_(store_),
      parts_{store_, registry_, door_, door_, door_, clock, nullptr, {}},
      checks_{{"ping", [] { return true; }, true}} {
  registry_.replace({}, plain_resources());
  endpoint_ = std::make_unique<Endpoint>(parts_, checks_, executor_);
}

Cluster::~Cluster() = default;

Task<Reply> Cluster::request(std::string method, std::string target, std::string body, net::Headers headers) {
  net::Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.body = std::move(body);
  request.headers = std::move(headers);
  auto response = co_await endpoint_->handle(std::move(request));
  Reply reply{response.status, std::move(response.headers), {}};
  if (auto* text = std::get_if<net::Text>(&response.body)) reply.text = std::move(*text);
  co_return reply;
}

Task<std::unique_ptr<WatchLines>> Cluster::watch(std::string target, net::Headers headers) {
  net::Request request;
  request.target = std::move(target);
  request.headers = std::move(headers);
  auto response = co_await endpoint_->handle(std::move(request));
  auto* body = std::get_if<net::Streamed>(&response.body);
  if (body == nullptr)
    throw Error(Reason::bad_request, "the answer is no watch: " + std::get<net::Text>(response.body));
  co_return std::make_unique<WatchLines>(executor_, std::move(*body));
}

Task<> Cluster::begin() {
  std::string body = R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default"}})";
  const auto made = co_await request("POST", "/api/v1/namespaces", std::move(body));
  if (made.status != 201) throw Error(Reason::internal_error, "cannot make namespace default: " + made.text);
}

}  // namespace coracle::apiserver::testing

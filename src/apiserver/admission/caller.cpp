#include "apiserver/admission/caller.h"

#include <fmt/core.h>

#include <mutex>

namespace coracle::apiserver::admission {
namespace {

constexpr std::size_t most_clients = 256;  // configurations come and go; unused connections must not stay
constexpr std::size_t answer_limit = 3U << 20U;

/// What a net::Client is made from, and where the request goes.
struct Destination {
  std::string url;
  std::string server_name;
  std::string target;
};

Error call_failed(const Webhook& webhook, std::string_view why) {
  return {Reason::internal_error, fmt::format("Internal error occurred: failed calling webhook \"{}\": failed to call "
                                              "webhook: {}",
                                              webhook.settings.name, why)};
}

Destination destination_of(const Webhook& webhook, const ServiceResolver& services) {
  const auto& config = webhook.settings.client_config;
  const auto query = fmt::format("?timeout={}s", webhook.settings.timeout_seconds.value_or(10));
  if (config.url) {
    auto url = net::parse_url(*config.url).take();
    if (!url.tls) throw Error(Reason::invalid, "the url of a webhook must begin with https://");
    const auto path = url.path.empty() ? "/" : url.path;
    return {"https://" + url.authority(), {}, path + query};
  }
  if (!config.service) throw Error(Reason::invalid, "the webhook has neither a url nor a service");
  const auto& service = *config.service;
  const auto port = service.port.value_or(443);
  const auto found = services.resolve(service.namespace_, service.name, static_cast<std::uint16_t>(port));
  if (!found)
    throw Error(Reason::service_unavailable,
                fmt::format("no endpoints available for service \"{}\" in namespace \"{}\" (port {})", service.name,
                            service.namespace_, port));
  const bool v6 = found->host.find(':') != std::string::npos;
  const auto host = v6 ? "[" + found->host + "]" : found->host;
  auto path = service.path.value_or("/");
  if (!path.starts_with('/')) path.insert(0, "/");
  return {fmt::format("https://{}:{}", host, found->port), fmt::format("{}.{}.svc", service.name, service.namespace_),
          path + query};
}
}  // namespace

/// One question on its way between two threads.
struct Caller::Exchange {
  std::shared_ptr<const Webhook> webhook;
  std::string question;
  std::string answer;
  std::exception_ptr error;

  /// Wakes whoever asked, unless it has gone: then its loop may be gone as well.
  static void finish(const std::shared_ptr<Exchange>& exchange) {
    const std::lock_guard lock(exchange->mutex);
    if (exchange->waiter == nullptr) return;
    post(exchange->executor, [exchange] {
      if (exchange->waiter != nullptr) exchange->waiter->set();
    });
  }

  Loop::Executor executor;  ///< of the asking loop
  std::mutex mutex;
  Event* waiter = nullptr;  ///< null once nobody waits any more; changed on the asking loop alone
};

Caller::Caller(const ServiceResolver& services)
    : services_(services), scope_(loop_), thread_([this] { loop_.run(); }) {}

Caller::~Caller() {
  stop_after(loop_, end());
  thread_.join();
}

Task<> Caller::end() {
  co_await scope_.cancel_and_join();
  clients_.clear();
}

Task<std::string> Caller::call(std::shared_ptr<const Webhook> webhook, std::string body) {
  const auto executor = co_await this_executor();
  Event done(executor);
  auto exchange = std::make_shared<Exchange>();
  exchange->webhook = std::move(webhook);
  exchange->question = std::move(body);
  exchange->executor = executor;
  exchange->waiter = &done;
  struct Leave {
    Exchange& exchange;
    ~Leave() {
      const std::lock_guard lock(exchange.mutex);
      exchange.waiter = nullptr;
    }
  } leave{*exchange};
  loop_.post([this, exchange] { scope_.spawn(run(exchange), "webhook"); });
  co_await done.wait();
  if (exchange->error) std::rethrow_exception(exchange->error);
  co_return std::move(exchange->answer);
}

Task<> Caller::run(std::shared_ptr<Exchange> exchange) {
  try {
    const auto limit = std::chrono::seconds(exchange->webhook->settings.timeout_seconds.value_or(10));
    exchange->answer = co_await within(limit, ask(exchange), "call webhook");
  } catch (const Error& error) {
    const auto late = error.reason() == Reason::timeout ? "context deadline exceeded: " : "";
    exchange->error = std::make_exception_ptr(call_failed(*exchange->webhook, late + error.message()));
  } catch (const Cancelled&) {
    exchange->error = std::make_exception_ptr(call_failed(*exchange->webhook, "the server is shutting down"));
  }
  Exchange::finish(exchange);
}

Task<std::string> Caller::ask(std::shared_ptr<Exchange> exchange) {
  std::string target;
  const auto client = client_of(*exchange->webhook, target);
  net::Request request;
  request.method = "POST";
  request.target = std::move(target);
  request.headers.set("Content-Type", "application/json");
  request.headers.set("Accept", "application/json");
  request.body = std::move(exchange->question);
  auto answer = co_await net::exchange(*client, std::move(request), answer_limit);
  if (answer.status != 200)
    throw Error(Reason::internal_error, fmt::format("the server answered with status {}", answer.status));
  co_return std::move(answer.body);
}

std::shared_ptr<net::Client> Caller::client_of(const Webhook& webhook, std::string& target) {
  auto destination = destination_of(webhook, services_);
  target = std::move(destination.target);
  const auto& authorities = webhook.settings.client_config.ca_bundle.data;
  auto key = destination.url + "\n" + destination.server_name + "\n" + authorities;
  if (const auto found = clients_.find(key); found != clients_.end()) return found->second;
  if (clients_.size() >= most_clients) clients_.clear();
  net::ClientOptions options;
  options.tls.authorities_pem = authorities;
  options.server_name = destination.server_name;
  options.headers.set("User-Agent", "kube-apiserver-admission");
  auto client = std::make_shared<net::Client>(destination.url, std::move(options));
  clients_.emplace(std::move(key), client);
  return client;
}

}  // namespace coracle::apiserver::admission

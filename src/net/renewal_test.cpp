#include "net/renewal.h"

#include <gtest/gtest.h>

#include "net/server_fixture.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;
using test::keys;

CertificateInfo lasting(Duration left, WallTime now) {
  CertificateInfo info;
  info.not_after = now + std::chrono::duration_cast<WallTime::duration>(left);
  return info;
}

TEST(Renewal, is_due_at_four_fifths_of_what_is_left) {
  const auto now = std::chrono::system_clock::now();
  EXPECT_EQ(renewal_due(lasting(100h, now), now), now + 80h);
  EXPECT_EQ(renewal_due(lasting(24h * 365, now), now), now + 24h * 292);
  EXPECT_EQ(renewal_due(lasting(1ms, now), now), now + 1s);
  EXPECT_EQ(renewal_due(lasting(-100h, now), now), now + 1s);
}

Identity short_lived() {
  return keys().authority.issue(
      {.common_name = "server", .addresses = {"127.0.0.1"}, .for_servers = true, .validity = 3s});
}

Task<Response> yes(Request) { co_return Response{}; }

TEST(Renewal, new_connections_see_a_certificate_that_is_good_long_after_the_first_has_ended) {
  run_task([](Loop& loop) -> Task<> {
    const auto shown = std::make_shared<CertificateSource>(short_lived());
    test::FunctionHandler handler(yes);
    ServerOptions options;
    options.tls = std::make_shared<TlsServer>(shown);
    Server server(loop, handler, options, test::quiet_log());
    auto listener = Listener::tcp("127.0.0.1", 0);
    const auto url = "https://" + listener.address();
    server.listen(std::move(listener));
    Scope scope(loop);
    const auto first = shown->get();
    int issued = 0;
    auto issue = [&issued]() -> Identity {
      ++issued;
      return short_lived();
    };
    scope.spawn(keep_renewed(
        "of a test", first->certificate_pem, issue, [shown](Identity made) { shown->replace(std::move(made)); },
        test::quiet_log()));
    co_await sleep_for(4s);
    EXPECT_GE(issued, 1);
    EXPECT_NE(shown->get()->certificate_pem, first->certificate_pem);
    Client client(url, test::tls_options());
    const auto answer = co_await exchange(client, {});
    EXPECT_EQ(answer.status, 200);
    co_await scope.cancel_and_join();
    co_await server.stop();
  });
}

TEST(Renewal, what_cannot_be_issued_leaves_what_is_shown) {
  run_task([](Loop& loop) -> Task<> {
    const auto shown = std::make_shared<CertificateSource>(short_lived());
    const auto first = shown->get();
    Scope scope(loop);
    int asked = 0;
    auto issue = [&asked]() -> Identity {
      ++asked;
      throw Error(Reason::internal_error, "no key");
    };
    scope.spawn(keep_renewed(
        "of a test", first->certificate_pem, issue, [shown](Identity made) { shown->replace(std::move(made)); },
        Log("test", LogLevel::error)));
    co_await sleep_for(3s);
    EXPECT_EQ(asked, 1) << "tried again without a pause";
    EXPECT_EQ(shown->get(), first);
    co_await scope.cancel_and_join();
  });
}

}  // namespace
}  // namespace coracle::net

#include <gtest/gtest.h>

#include "apiserver/auth/tokens.h"
#include "apiserver/builtin/columns.h"
#include "apiserver/builtin/resources.h"
#include "apiserver/testing/cluster.h"
#include "net/certificates.h"

namespace coracle::apiserver {
namespace {

constexpr const char* revisions_path = "/apis/apps/v1/namespaces/default/controllerrevisions";

std::string revision_text(int number, const std::string& data) {
  return R"({"metadata":{"name":"a","ownerReferences":[{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine",)"
         R"("name":"vm","uid":"u","controller":true}]},"revision":)" +
         std::to_string(number) + R"(,"data":)" + data + "}";
}

// virt-controller keeps in them what a machine was started from: an earlier state never changes.
TEST(ControllerRevisions, keep_what_they_were_made_with_and_say_whose_they_are) {
  run_task([](Loop& loop) -> Task<> {
    SystemClock clock;
    testing::Cluster cluster(loop);
    const Tokens tokens(net::make_private_key(), "https://kubernetes.default.svc", cluster.store(), clock);
    cluster.registry().replace({}, builtin::resources({cluster.store(), tokens}));
    co_await cluster.begin();

    EXPECT_EQ((co_await cluster.request("POST", revisions_path, revision_text(-1, R"({"spec":{}})"))).status, 422);
    EXPECT_EQ((co_await cluster.request("POST", revisions_path, R"({"metadata":{"name":"a"},"revision":1})")).status,
              422);
    const auto made =
        co_await cluster.request("POST", revisions_path, revision_text(1, R"({"spec":{"running":true}})"));
    EXPECT_EQ(made.status, 201) << made.text;

    net::Headers merge;
    merge.set("Content-Type", "application/merge-patch+json");
    const std::string one = std::string(revisions_path) + "/a";
    const auto other = co_await cluster.request("PATCH", one, R"({"data":{"spec":{"running":false}}})", merge);
    EXPECT_EQ(other.status, 422) << other.text;
    const auto later = co_await cluster.request("PATCH", one, R"({"revision":3})", merge);
    EXPECT_EQ(later.status, 200) << later.text;

    const auto cells = builtin::printer_of("controllerrevisions.apps").cells(later.value());
    EXPECT_EQ(cells.at(0), json::Value("virtualmachine.kubevirt.io/vm"));
    EXPECT_EQ(cells.at(1), json::Value(3));
  });
}

}  // namespace
}  // namespace coracle::apiserver

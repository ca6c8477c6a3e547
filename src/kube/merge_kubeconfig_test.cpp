#include "kube/merge_kubeconfig.h"

#include <gtest/gtest.h>

#include "kube/config.h"

namespace coracle::kube {
namespace {

std::string one_context(const std::string& name, const std::string& server) {
  return "apiVersion: v1\nkind: Config\nclusters: [{name: " + name + ", cluster: {server: '" + server +
         "'}}]\nusers: [{name: " + name + ", user: {token: t-" + name + "}}]\ncontexts: [{name: " + name +
         ", context: {cluster: " + name + ", user: " + name + "}}]\ncurrent-context: " + name + "\n";
}

TEST(MergeKubeconfig, keeps_what_was_there_and_makes_the_added_context_current) {
  const auto merged = merge_kubeconfig(one_context("old", "https://old"), one_context("coracle", "https://new"));
  ASSERT_TRUE(merged);
  EXPECT_EQ(parse_kubeconfig(*merged, "/", {})->server, "https://new");
  Overrides old;
  old.context = "old";
  EXPECT_EQ(parse_kubeconfig(*merged, "/", old)->server, "https://old");
  EXPECT_EQ(parse_kubeconfig(*merged, "/", old)->token, "t-old");
}

TEST(MergeKubeconfig, replaces_entries_of_the_same_name_and_takes_an_empty_file) {
  const auto first = merge_kubeconfig("", one_context("coracle", "https://one"));
  ASSERT_TRUE(first);
  const auto second = merge_kubeconfig(*first, one_context("coracle", "https://two"));
  ASSERT_TRUE(second);
  EXPECT_EQ(parse_kubeconfig(*second, "/", {})->server, "https://two");
  EXPECT_EQ(second->find("https://one"), std::string::npos);
}

TEST(MergeKubeconfig, refuses_what_is_no_kubeconfig) {
  EXPECT_FALSE(merge_kubeconfig("- a\n", one_context("a", "https://a")));
  EXPECT_FALSE(merge_kubeconfig("a: [", one_context("a", "https://a")));
}

}  // namespace
}  // namespace coracle::kube

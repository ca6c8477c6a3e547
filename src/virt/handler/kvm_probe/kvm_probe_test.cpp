#include "virt/handler/kvm_probe/kvm_probe.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace coracle::virt::handler {
namespace {

TEST(KvmProbe, comes_to_the_same_verdict_within_two_seconds) {
  const auto begin = std::chrono::steady_clock::now();
  const auto first = probe_kvm();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  EXPECT_FALSE(first.sentence.empty());
  const auto second = probe_kvm();
  EXPECT_EQ(first.state, second.state) << first.sentence << " / " << second.sentence;
  std::printf("KVM here: %s\n", first.sentence.c_str());
  EXPECT_NE(first.state, KvmState::broken) << first.sentence;
}

TEST(KvmProbe, a_processor_that_is_too_slow_is_stopped) {
  const auto verdict = probe_kvm("/dev/kvm", std::chrono::milliseconds(0));
  if (verdict.state == KvmState::absent || verdict.state == KvmState::no_permission) GTEST_SKIP() << verdict.sentence;
  EXPECT_TRUE(verdict.state == KvmState::slow || verdict.state == KvmState::usable) << verdict.sentence;
}

TEST(KvmProbe, says_that_there_is_none) {
  const auto verdict = probe_kvm("/dev/no-such-kvm");
  EXPECT_EQ(verdict.state, KvmState::absent);
  EXPECT_EQ(verdict.sentence, "there is no /dev/no-such-kvm");
}

TEST(KvmProbe, another_device_is_no_kvm) {
  EXPECT_EQ(probe_kvm("/dev/null").sentence, "/dev/null is there, but is no KVM device");
}

TEST(KvmProbe, has_a_word_for_each_state) {
  EXPECT_EQ(to_string(KvmState::usable), "usable");
  EXPECT_EQ(to_string(KvmState::no_permission), "no-permission");
}

}  // namespace
}  // namespace coracle::virt::handler

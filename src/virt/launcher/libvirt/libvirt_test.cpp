#include "virt/launcher/libvirt/libvirt.h"

#include <gtest/gtest.h>

#include "virt/launcher/libvirt/capabilities_cache.h"
#include "virt/launcher/libvirt/daemon.h"

namespace coracle::virt::launcher {
namespace {

using Kind = DomainEvent::Kind;

/// libvirt's own driver for tests lives in the library: the real calls and events, without a hypervisor.
const char* const test_uri = "test:///default";
const Log quiet("launcher-test", LogLevel::error);

const char* const small_domain =
    "<domain type='test'><name>default_vm</name><memory unit='KiB'>65536</memory><vcpu>1</vcpu>"
    "<os><type arch='x86_64'>hvm</type></os></domain>";

Task<DomainEvent> next_lifecycle(Libvirt& libvirt, std::string what) {
  while (true) {
    auto event = co_await libvirt.events().next();
    if (event->kind == Kind::lifecycle && event->what == what && event->domain == "default_vm") co_return *event;
  }
}

TEST(Libvirt, runs_a_domain_through_its_life_and_tells_of_it) {
  run_task([](Loop& loop) -> Task<> {
    Libvirt libvirt(loop, test_uri, quiet);
    co_await libvirt.connect();
    EXPECT_TRUE(libvirt.connected());
    EXPECT_FALSE(co_await libvirt.status("default_vm"));
    co_await libvirt.define(small_domain);
    co_await libvirt.start("default_vm", false);
    EXPECT_EQ(co_await libvirt.status("default_vm"), (DomainStatus{"Running", "Booted"}));
    auto started = co_await within(std::chrono::seconds(5), next_lifecycle(libvirt, "Started"), "started");
    EXPECT_EQ(started.detail, "Booted");
    co_await libvirt.suspend("default_vm");
    EXPECT_EQ(co_await libvirt.status("default_vm"), (DomainStatus{"Paused", "User"}));
    co_await libvirt.resume("default_vm");
    EXPECT_EQ(co_await libvirt.status("default_vm"), (DomainStatus{"Running", "Unpaused"}));
    const auto stats = co_await libvirt.stats("default_vm");
    EXPECT_TRUE(stats.contains("state.state"));
    const auto text = co_await libvirt.xml("default_vm");
    EXPECT_NE(text.find("<name>default_vm</name>"), std::string::npos);
    co_await libvirt.destroy("default_vm", false);
    auto stopped = co_await within(std::chrono::seconds(5), next_lifecycle(libvirt, "Stopped"), "stopped");
    EXPECT_EQ(stopped.detail, "Destroyed");
    co_await libvirt.undefine("default_vm");
    co_await libvirt.undefine("default_vm");
    EXPECT_FALSE(co_await libvirt.status("default_vm"));
    co_await libvirt.disconnect();
  });
}

Task<Reason> reason_of(Task<> call) {
  std::optional<Reason> reason;
  try {
    co_await std::move(call);
  } catch (const Error& error) {
    reason = error.reason();
  }
  co_return reason.value_or(Reason::unknown);
}

TEST(Libvirt, says_why_a_call_failed) {
  run_task([](Loop& loop) -> Task<> {
    Libvirt libvirt(loop, test_uri, quiet);
    EXPECT_EQ(co_await reason_of(libvirt.suspend("x")), Reason::service_unavailable);
    co_await libvirt.connect();
    EXPECT_EQ(co_await reason_of(libvirt.suspend("absent")), Reason::not_found);
    co_await libvirt.define(small_domain);
    EXPECT_EQ(co_await reason_of(libvirt.define("<domain")), Reason::invalid);
    Libvirt nobody(loop, "qemu+unix:///session?socket=/nonexistent/sock", quiet);
    EXPECT_EQ(co_await reason_of(nobody.connect()), Reason::service_unavailable);
    EXPECT_FALSE(nobody.connected());
  });
}

TEST(Libvirt, connects_again_and_forgets_old_events) {
  run_task([](Loop& loop) -> Task<> {
    Libvirt libvirt(loop, test_uri, quiet);
    co_await libvirt.connect();
    co_await libvirt.disconnect();
    EXPECT_FALSE(libvirt.connected());
    co_await libvirt.connect();
    EXPECT_EQ(co_await libvirt.domains(), std::vector<std::string>{"test"});
  });
}

TEST(Libvirt, names_states_as_kubevirt_does) {
  EXPECT_EQ(describe_state(5, 1), (DomainStatus{"Shutoff", "Shutdown"}));
  EXPECT_EQ(describe_state(3, 13), (DomainStatus{"Paused", "PostcopyFailed"}));
  EXPECT_EQ(describe_state(6, 1), (DomainStatus{"Crashed", "Panicked"}));
  EXPECT_EQ(describe_state(99, -1), (DomainStatus{"Unknown", "Unknown"}));
}

TEST(CapabilitiesCache, carries_the_times_of_the_files_here) {
  const std::string cached =
      "<qemuCaps>\n  <emulator>/usr/bin/qemu-system-x86_64</emulator>\n  <qemuctime>1</qemuctime>\n"
      "  <selfctime>2</selfctime>\n  <selfvers>9000000</selfvers>\n  <flag name='kvm'/>\n</qemuCaps>\n";
  EXPECT_EQ(emulator_of(cached).take(), "/usr/bin/qemu-system-x86_64");
  const auto text = with_times(cached, {1700000001, 1700000002, 1700000003}).take();
  EXPECT_NE(text.find("<qemuctime>1700000001</qemuctime>"), std::string::npos) << text;
  EXPECT_NE(text.find("<selfctime>1700000002</selfctime>"), std::string::npos);
  EXPECT_NE(text.find("<flag name=\"kvm\"/>"), std::string::npos);
  EXPECT_FALSE(with_times("<qemuCaps/>", {}));
  EXPECT_FALSE(with_times("<other/>", {}));
  EXPECT_FALSE(with_times("not xml", {}));
  EXPECT_FALSE(emulator_of("<qemuCaps><emulator>qemu</emulator></qemuCaps>"));
}

TEST(LibvirtDaemon, keeps_annotations_out_of_its_configuration) {
  const auto text = libvirtd_config("1:qemu 3:rpc\"\nlisten_tcp = 1\n");
  EXPECT_NE(text.find("log_filters = \"1:qemu 3:rpclisten_tcp  1\""), std::string::npos) << text;
}

}  // namespace
}  // namespace coracle::virt::launcher

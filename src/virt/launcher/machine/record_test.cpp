#include "virt/launcher/machine/record.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace coracle::virt::launcher {
namespace {
namespace fs = std::filesystem;

struct Scratch {
  Scratch() {
    char name[] = "/tmp/coracle-record-XXXXXX";
    path = mkdtemp(name);
  }
  ~Scratch() { fs::remove_all(path); }
  std::string path;
};

TEST(LauncherRecord, is_found_by_the_next_launcher) {
  const Scratch scratch;
  const auto path = scratch.path + "/instance";
  Record record;
  {
    const RecordFolder folder(path);
    EXPECT_EQ(folder.load(), Record{});
    EXPECT_EQ(folder.load_request(), nullptr);
    record.started = record.frozen = true;
    record.last = {"Paused", "User"};
    folder.save(record);
    shared::LauncherRequest request;
    request.vmi.emplace().metadata.name = "web";
    request.options.emplace().interfaces.push_back({.name = "default",
                                                    .tap = "tap0",
                                                    .bridge = "k6t-eth0",
                                                    .mac = {},
                                                    .guest_address = {},
                                                    .gateway = {},
                                                    .dns_servers = {},
                                                    .dns_search = {}});
    folder.save_request(request);
  }
  const RecordFolder folder(path);
  EXPECT_EQ(folder.load(), record);
  const auto request = folder.load_request();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->vmi->metadata.name, "web");
  EXPECT_EQ(request->options->interfaces.front().bridge, "k6t-eth0");
  record.ended = Outcome{{"Shutoff", "Destroyed"}, true};
  folder.save(record);
  EXPECT_EQ(RecordFolder(path).load(), record);
}

TEST(LauncherRecord, that_cannot_be_read_is_none) {
  const Scratch scratch;
  const RecordFolder folder(scratch.path + "/instance");
  std::ofstream(scratch.path + "/instance/launcher-state.json") << "{\"started\": tr";
  EXPECT_EQ(folder.load(), Record{});
  fs::create_symlink("/etc/passwd", scratch.path + "/instance/launcher-request.json");
  EXPECT_EQ(folder.load_request(), nullptr);
}

}  // namespace
}  // namespace coracle::virt::launcher

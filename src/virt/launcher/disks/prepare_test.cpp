#include "virt/launcher/disks/prepare.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/base64.h"
#include "base/loop.h"
#include "virt/launcher/disks/cloud_init.h"
#include "virt/launcher/disks/mounted_files.h"
#include "virt/launcher/disks/qcow2.h"

namespace coracle::virt::launcher::disks {
namespace {
namespace fs = std::filesystem;
namespace v1 = api::kubevirt::v1;

std::string text_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Disks : public ::testing::Test {
 protected:
  Disks() {
    char name[] = "/tmp/coracle-disks-XXXXXX";
    root_ = mkdtemp(name);
    for (const auto* folder : {"images", "ephemeral", "private"}) fs::create_directory(root_ + "/" + folder);
    places_ = {root_ + "/images", root_ + "/ephemeral", root_ + "/private", root_ + "/account"};
    vmi_->metadata.name = "web";
    vmi_->metadata.namespace_ = "default";
  }
  ~Disks() override { fs::remove_all(root_); }

  v1::Volume& add(const std::string& name) {
    vmi_->spec.domain.devices.disks.emplace_back().name = name;
    auto& volume = vmi_->spec.volumes.emplace_back();
    volume.name = name;
    return volume;
  }
  Prepared run() {
    Prepared prepared;
    run_task([&](Loop&) { return store(prepared); });
    return prepared;
  }
  std::string failure() {
    try {
      run();
    } catch (const Error& error) {
      return error.message();
    }
    return "none";
  }
  /// What container-disk does: serves one descriptor to one peer.
  std::thread serve(const std::string& name, const std::string& content) {
    const auto path = root_ + "/images/" + name;
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    std::ofstream(root_ + "/image") << content;
    return std::thread([this, listener] {
      const int peer = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      const int image = open((root_ + "/image").c_str(), O_RDONLY | O_CLOEXEC);
      char byte = 'D';
      iovec data{&byte, 1};
      alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
      msghdr message{};
      message.msg_iov = &data;
      message.msg_iovlen = 1;
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      cmsghdr* rights = CMSG_FIRSTHDR(&message);
      rights->cmsg_level = SOL_SOCKET;
      rights->cmsg_type = SCM_RIGHTS;
      rights->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(rights), &image, sizeof image);
      sendmsg(peer, &message, MSG_NOSIGNAL);
      close(image);
      close(peer);
      close(listener);
    });
  }
  Task<> store(Prepared& into) { into = co_await prepare(vmi_, places_); }

  std::string root_;
  DiskPlaces places_;
  std::shared_ptr<v1::VirtualMachineInstance> vmi_ = std::make_shared<v1::VirtualMachineInstance>();
};

TEST_F(Disks, of_containers_are_layers_over_the_file_handed_over) {
  add("root").container_disk.emplace();
  auto server = serve("disk_0.sock", std::string(10'000, 'x'));
  const auto prepared = run();
  server.join();
  const auto& source = prepared.disks.at("root");
  EXPECT_EQ(source.path, root_ + "/ephemeral/disk-data/root/disk.qcow2");
  EXPECT_EQ(source.format, "qcow2");
  ASSERT_TRUE(source.backing);
  EXPECT_EQ(source.backing->format, "raw");
  EXPECT_EQ(source.backing->fd_group, "volume-root");
  ASSERT_EQ(prepared.files.size(), 1U);
  EXPECT_EQ(prepared.files[0].group, "volume-root");
  const auto layer = text_in(source.path);
  EXPECT_EQ(inspect_image(std::string_view(layer).substr(0, image_head), layer.size()).take().virtual_size, 10'240U);
}

TEST_F(Disks, of_containers_that_come_later_are_waited_for) {
  add("root").container_disk.emplace();
  std::thread server;
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    server = serve("disk_0.sock", "x");
  });
  EXPECT_EQ(run().disks.size(), 1U);
  later.join();
  server.join();
}

TEST_F(Disks, whose_socket_is_a_link_are_refused) {
  add("root").container_disk.emplace();
  auto server = serve("other", "x");
  fs::create_symlink("other", root_ + "/images/disk_0.sock");
  EXPECT_EQ(failure(), "volume root: disk_0.sock is not a socket");
  fs::remove(root_ + "/images/disk_0.sock");
  fs::rename(root_ + "/images/other", root_ + "/images/disk_0.sock");
  run();
  server.join();
}

TEST_F(Disks, with_a_backing_file_are_refused) {
  add("root").container_disk.emplace();
  const auto image = new_image(1 << 20).take();
  auto bytes = image.parts[0].bytes + std::string(65536, '\0');
  bytes[15] = 64;  // where the backing file's name is
  auto server = serve("disk_0.sock", bytes);
  EXPECT_EQ(failure(),
            "volume root: the qcow2 image has a backing file, which is not allowed; flatten it with qemu-img convert");
  server.join();
}

TEST_F(Disks, that_are_empty_have_their_capacity) {
  add("scratch").empty_disk.emplace().capacity = "1Gi";
  const auto source = run().disks.at("scratch");
  EXPECT_FALSE(source.backing);
  const auto image = text_in(source.path);
  EXPECT_LT(image.size(), 1U << 20U);
  EXPECT_EQ(inspect_image(std::string_view(image).substr(0, image_head), image.size()).take().virtual_size, 1U << 30U);
}

TEST_F(Disks, have_the_block_sizes_of_what_they_lie_on_where_that_is_asked_for) {
  add("plain").empty_disk.emplace().capacity = "1Mi";
  add("matched").empty_disk.emplace().capacity = "1Mi";
  vmi_->spec.domain.devices.disks[1].block_size.ensure().match_volume.emplace();
  add("off").empty_disk.emplace().capacity = "1Mi";
  vmi_->spec.domain.devices.disks[2].block_size.ensure().match_volume.ensure().enabled = false;
  const auto prepared = run();
  EXPECT_FALSE(prepared.disks.at("plain").block_sizes);
  EXPECT_FALSE(prepared.disks.at("off").block_sizes);
  ASSERT_TRUE(prepared.disks.at("matched").block_sizes);
  struct statfs facts {};
  ASSERT_EQ(statfs(root_.c_str(), &facts), 0);
  EXPECT_EQ(prepared.disks.at("matched").block_sizes->logical, facts.f_bsize);
  EXPECT_EQ(prepared.disks.at("matched").block_sizes->physical, facts.f_bsize);
}

TEST_F(Disks, with_seeds_hold_user_data_and_the_instances_name) {
  auto& source = add("seed").cloud_init_no_cloud.emplace();
  source.user_data_base64 = to_base64("#!/bin/sh\necho hi\n");
  source.network_data = "version: 2\n";
  const auto prepared = run();
  EXPECT_EQ(prepared.disks.at("seed").path, root_ + "/ephemeral/cloud-init-data/default/web/noCloud.iso");
  const auto image = text_in(prepared.disks.at("seed").path);
  EXPECT_NE(image.find("#!/bin/sh\necho hi\n"), std::string::npos);
  EXPECT_NE(image.find("\"instance-id\": \"web.default\""), std::string::npos);
  EXPECT_NE(image.find("version: 2\n"), std::string::npos);
  source.user_data_base64 = "%%%";
  EXPECT_EQ(failure(), "volume seed: cloudInitNoCloud.userDataBase64 is not base64");
}

TEST_F(Disks, with_seeds_take_secrets_as_a_kubelet_mounts_them) {
  auto& source = add("seed").cloud_init_no_cloud.emplace();
  source.secret_ref.emplace().name = "my-secret";
  const auto mounted = root_ + "/private/secret/seed";
  fs::create_directories(mounted + "/userdata");  // an entry that is not there, mounted by its name
  EXPECT_EQ(failure(), "volume seed: Secret my-secret has no entry userdata");
  std::ofstream(mounted + "/userData") << "from-the-secret";
  EXPECT_NE(text_in(run().disks.at("seed").path).find("from-the-secret"), std::string::npos);
}

TEST_F(Disks, of_config_maps_hold_their_files) {
  auto& source = add("settings").config_map.emplace();
  source.name = "settings";
  const auto mounted = root_ + "/private/config-map/settings";
  fs::create_directories(mounted + "/..2024_05_01");
  std::ofstream(mounted + "/..2024_05_01/app.conf") << "colour=red";
  fs::create_symlink("..2024_05_01", mounted + "/..data");
  fs::create_symlink("..data/app.conf", mounted + "/app.conf");
  fs::create_symlink("/etc/passwd", mounted + "/evil");
  const auto files = mounted_files(mounted);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].name, "app.conf");
  const auto prepared = run();
  EXPECT_EQ(prepared.disks.at("settings").path, root_ + "/private/config-map-disks/settings.iso");
  EXPECT_NE(text_in(prepared.disks.at("settings").path).find("colour=red"), std::string::npos);
  fs::remove(mounted + "/..data");
  fs::create_symlink("/etc", mounted + "/..data");
  EXPECT_EQ(failure(), "volume settings: the link ..data of a mounted volume leaves it");
}

TEST_F(Disks, of_claims_are_the_very_file_and_no_link) {
  add("data").persistent_volume_claim.emplace().claim_name = "data";
  const auto folder = root_ + "/private/vmi-disks/data";
  fs::create_directories(folder);
  std::ofstream(root_ + "/private/other") << "somebody else's";
  fs::create_symlink("../../other", folder + "/disk.img");
  EXPECT_NE(failure(), "none");
  fs::remove(folder + "/disk.img");
  std::ofstream(folder + "/disk.img") << std::string(4096, 'd');
  const auto prepared = run();
  EXPECT_EQ(prepared.disks.at("data").fd_group, "volume-data");
  EXPECT_EQ(prepared.disks.at("data").format, "raw");
  EXPECT_EQ(prepared.files.size(), 1U);
}

TEST_F(Disks, that_are_not_built_yet_are_named) {
  add("drive").cloud_init_config_drive.emplace();
  EXPECT_EQ(failure(), "volume drive: cloudInitConfigDrive is not supported yet");
  vmi_->spec.volumes.clear();
  vmi_->spec.domain.devices.disks.clear();
  add("../etc").empty_disk.emplace().capacity = "1Mi";
  EXPECT_EQ(failure(), "volume '../etc' has a name that is none");
}

TEST_F(Disks, are_made_only_for_volumes_that_a_disk_names) {
  add("used").empty_disk.emplace().capacity = "1Mi";
  vmi_->spec.volumes.emplace_back().name = "unused";
  EXPECT_EQ(run().disks.size(), 1U);
}

TEST(CloudInit, gives_the_guest_a_short_name_and_keys) {
  v1::VirtualMachineInstance vmi;
  vmi.metadata.name = "web.example.org";
  vmi.metadata.namespace_ = "shop";
  vmi.metadata.annotations["kubevirt.io/instancetype-name"] = "small";
  EXPECT_EQ(host_name_of(vmi), "web");
  const auto files = no_cloud_files(vmi, {"", "", {"ssh-ed25519 AAAA me"}});
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].name, "meta-data");
  const auto meta = json::parse(files[0].content).take();
  EXPECT_EQ(json::text(meta, {"instance-id"}), "web.example.org.shop");
  EXPECT_EQ(json::text(meta, {"local-hostname"}), "web");
  EXPECT_EQ(json::text(meta, {"instance-type"}), "small");
  EXPECT_EQ(json::text(meta, {"public-keys", "0"}), "ssh-ed25519 AAAA me");
  EXPECT_EQ(files[1].name, "user-data") << "readers want the file, if only an empty one";
  vmi.spec.hostname = std::string(80, 'h');
  EXPECT_EQ(host_name_of(vmi).size(), 63U);
}

}  // namespace
}  // namespace coracle::virt::launcher::disks

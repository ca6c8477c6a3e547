#include "virt/launcher/seed/iso9660.h"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace coracle::virt::launcher::seed {
namespace {

const std::vector<IsoFile> nocloud = {{"meta-data", "instance-id: vm-cirros.default\nlocal-hostname: vm-cirros\n"},
                                      {"user-data", "#cloud-config\n" + std::string(5000, 'u') + "\n"},
                                      {"network-config", "version: 2\n"},
                                      {"empty", ""}};

struct ImageFile {
  std::string path;
  explicit ImageFile(const std::string& bytes) {
    char name[] = "/tmp/coracle-iso-XXXXXX";
    close(mkstemp(name));
    path = name;
    std::ofstream(path, std::ios::binary) << bytes;
  }
  ~ImageFile() { unlink(path.c_str()); }
  /// Standard output of a program that is given this image.
  std::string shown_by(const std::string& command) const {
    FILE* pipe = popen((command + " -i " + path + " 2>&1").c_str(), "r");  // NOLINT(cert-env33-c)
    std::string text;
    char buffer[4096];
    for (std::size_t size; (size = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, size);
    pclose(pipe);
    return text;
  }
};

TEST(Iso9660, other_programs_find_the_label_and_both_kinds_of_names) {
  const ImageFile image(*make_iso("cidata", nocloud));
  const auto description = image.shown_by("isoinfo -d");
  EXPECT_NE(description.find("Volume id: cidata"), std::string::npos) << description;
  EXPECT_NE(description.find("Joliet with UCS level 3 found"), std::string::npos) << description;
  EXPECT_NE(description.find("Rock Ridge signatures version 1 found"), std::string::npos) << description;
  EXPECT_EQ(image.shown_by("isoinfo -R -f"), "/meta-data\n/user-data\n/network-config\n/empty\n");
  EXPECT_EQ(image.shown_by("isoinfo -J -f"), "/empty\n/meta-data\n/network-config\n/user-data\n");
  for (const auto& file : nocloud) {
    if (file.content.empty()) continue;
    EXPECT_EQ(image.shown_by("isoinfo -R -x /" + file.name), file.content);
    EXPECT_EQ(image.shown_by("isoinfo -J -x /" + file.name), file.content);
  }
}

TEST(Iso9660, holds_more_files_than_fit_into_one_sector_of_a_directory) {
  std::vector<IsoFile> files;
  std::string list;
  for (int i = 100; i < 300; ++i) {
    files.push_back({"key-of-a-config-map-" + std::to_string(i), std::to_string(i)});
    list += "/key-of-a-config-map-" + std::to_string(i) + "\n";
  }
  const ImageFile image(*make_iso("cfgdata", files));
  EXPECT_EQ(image.shown_by("isoinfo -R -f"), list);
  EXPECT_EQ(image.shown_by("isoinfo -J -f"), list);
  EXPECT_EQ(image.shown_by("isoinfo -R -x /key-of-a-config-map-299"), "299");
}

TEST(Iso9660, is_the_same_for_the_same_files) { EXPECT_EQ(*make_iso("cidata", nocloud), *make_iso("cidata", nocloud)); }

TEST(Iso9660, refuses_what_it_cannot_hold) {
  EXPECT_FALSE(make_iso("", {}));
  EXPECT_FALSE(make_iso("no blanks", {}));
  EXPECT_FALSE(make_iso("cidata", {{"a/b", ""}}));
  EXPECT_FALSE(make_iso("cidata", {{"..", ""}}));
  EXPECT_FALSE(make_iso("cidata", {{std::string(65, 'a'), ""}}));
  EXPECT_FALSE(make_iso("cidata", {{"a", ""}, {"a", ""}}));
  EXPECT_FALSE(make_iso("cidata", {{"a", std::string((64U << 20U) + 1, 'x')}}));
  EXPECT_TRUE(make_iso("cidata", {}));
  EXPECT_TRUE(make_iso("cidata", {{std::string(64, 'a'), "x"}}));
}

TEST(Iso9660, linux_mounts_it) {
  if (geteuid() != 0) GTEST_SKIP() << "mounting needs root";
  const ImageFile image(*make_iso("cidata", nocloud));
  const std::string script =
      "unshare --mount sh -c 'd=$(mktemp -d) && trap \"umount $d; rmdir $d\" EXIT; mount -o loop,ro -t "
      "iso9660 " +
      image.path + " $d 2>/dev/null || exit 77; cat $d/meta-data'";
  FILE* pipe = popen(script.c_str(), "r");  // NOLINT(cert-env33-c)
  std::string text;
  char buffer[4096];
  for (std::size_t size; (size = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, size);
  const int status = pclose(pipe);
  if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "this kernel mounts no ISO images";
  EXPECT_EQ(text, nocloud[0].content);
}

}  // namespace
}  // namespace coracle::virt::launcher::seed

#include "virt/launcher/disks/qcow2.h"

#include <gtest/gtest.h>

namespace coracle::virt::launcher::disks {
namespace {

std::string bytes_of(const NewImage& image) {
  std::string bytes(image.file_size, '\0');
  for (const auto& part : image.parts) bytes.replace(part.at, part.bytes.size(), part.bytes);
  return bytes;
}
std::string good_image(std::uint64_t size = 1U << 30U) { return bytes_of(new_image(size).take()); }

void set(std::string& image, std::size_t at, std::uint64_t value, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) image[at + i] = static_cast<char>(value >> (8 * (length - 1 - i)));
}

TEST(Image, that_we_make_is_one_that_we_take) {
  for (const std::uint64_t size : {1ULL, 512ULL, 1ULL << 20U, 46'137'344ULL, 1ULL << 40U, 64ULL << 40U}) {
    const auto image = good_image(size);
    const auto facts = inspect_image(std::string_view(image).substr(0, image_head), image.size());
    ASSERT_TRUE(facts) << size << facts.error().message();
    EXPECT_EQ(*facts, (ImageFacts{"qcow2", (size + 511) / 512 * 512}));
  }
  EXPECT_FALSE(new_image(0));
  EXPECT_FALSE(new_image((64ULL << 40U) + 1));
}

TEST(Image, of_no_known_format_is_raw) {
  EXPECT_EQ(inspect_image("\xeb\x63\x90", 1025).take(), (ImageFacts{"raw", 1536}));
  EXPECT_EQ(inspect_image("", 0).error().message(), "the image is empty");
}

TEST(Image, of_another_format_is_named) {
  const struct {
    std::string head;
    const char* name;
  } cases[] = {{"KDMV", "VMDK"},
               {"vhdxfile", "VHDX"},
               {std::string(64, 'x') + "\x7f\x10\xda\xbe", "VDI"},
               {"\x1f\x8b\x08", "gzip"}};
  for (const auto& each : cases) {
    EXPECT_EQ(inspect_image(each.head, 4096).error().message(),
              std::string("the image is in format ") + each.name + "; only raw and qcow2 are supported");
  }
}

TEST(Image, that_could_harm_is_refused) {
  const struct {
    std::size_t at;
    std::uint64_t value;
    std::size_t length;
    const char* says;
  } cases[] = {
      {4, 4, 4, "is of version 4, neither 2 nor 3"},
      {8, 0x1000, 8, "has a backing file, which is not allowed; flatten it with qemu-img convert"},
      {20, 8, 4, "has clusters of a wrong size"},
      {20, 63, 4, "has clusters of a wrong size"},
      {24, 0, 8, "has a size of 0 or of more than 64 TiB"},
      {24, ~0ULL, 8, "has a size of 0 or of more than 64 TiB"},
      {24, 1ULL << 40U, 8, "has a table of clusters that is too short for its size"},
      {32, 2, 4, "is encrypted, which is not supported"},
      {36, 0xffffffff, 4, "has a table of clusters of more than 32 MiB"},
      {40, 1ULL << 50U, 8, "has a table of clusters beyond its end"},
      {40, 3 * 65536 + 8, 8, "has a table of clusters beyond its end"},
      {48, 7, 8, "has a wrong table of reference counts"},
      {56, 0xffffffff, 4, "has a wrong table of reference counts"},
      {60, 100000, 4, "has more than 256 snapshots"},
      {72, 4, 8, "keeps its data in another file, which is not allowed"},
      {72, 1ULL << 40U, 8, "has features that are not known"},
      {96, 60, 4, "has reference counts of more than 64 bits"},
      {100, 8, 4, "has a wrong header length"},
      {100, 0xfffffff8, 4, "has a wrong header length"},
      {104, 0x44415441, 4, "keeps its data in another file, which is not allowed"},
      {104, 0x11223344fffffff0ULL, 8, "has a header extension that is longer than the header"},
  };
  for (const auto& each : cases) {
    auto image = good_image();
    set(image, each.at, each.value, each.length);
    const auto facts = inspect_image(std::string_view(image).substr(0, image_head), image.size());
    ASSERT_FALSE(facts) << each.says;
    EXPECT_EQ(facts.error().message(), std::string("the qcow2 image ") + each.says);
  }
  EXPECT_FALSE(inspect_image("QFI\xfb", 4));
  EXPECT_FALSE(inspect_image(good_image().substr(0, 80), 80));
}

}  // namespace
}  // namespace coracle::virt::launcher::disks

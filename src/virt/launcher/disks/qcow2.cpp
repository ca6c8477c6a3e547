#include "virt/launcher/disks/qcow2.h"

#include <optional>

namespace coracle::virt::launcher::disks {

namespace qcow2 {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t sector = 512;
constexpr std::uint64_t largest_disk = 64ULL << 40U;
constexpr std::uint32_t magic = 0x514649fb;  // "QFI\xfb"
constexpr std::size_t header_v2 = 72;
constexpr std::size_t header_v3 = 104;
// QEMU's own limits (block/qcow2.h), and ours where it has none that protects its memory.
constexpr std::uint32_t least_cluster_bits = 9;
constexpr std::uint32_t most_cluster_bits = 21;
constexpr std::uint64_t largest_table = 32U << 20U;
constexpr std::uint64_t largest_refcount_table = 8U << 20U;
constexpr std::uint32_t most_snapshots = 256;
// Incompatible features: dirty and corrupt refcounts, compression type, extended L2 entries. An external data file is
// refused by its own name.
constexpr std::uint64_t known_features = 0b11011;
constexpr std::uint64_t external_data_file = 0b00100;
constexpr std::uint32_t data_file_extension = 0x44415441;

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
std::uint32_t number32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(big_endian(bytes, at, 4));
}
std::uint64_t number64(std::string_view bytes, std::size_t at) { return big_endian(bytes, at, 8); }

Error refused(const std::string& why) { return {Reason::invalid, "the qcow2 image " + why}; }

std::uint64_t round_up(std::uint64_t value, std::uint64_t to) { return (value + to - 1) / to * to; }

/// Extensions follow the header: type and length, then data, padded to 8 bytes; type 0 is the end.
std::optional<Error> wrong_extensions(std::string_view head, std::uint64_t at, std::uint64_t end) {
  constexpr int most = 64;
  for (int i = 0; i < most; ++i) {
    if (at + 8 > end || at + 8 > head.size()) return std::nullopt;
    const auto type = number32(head, at);
    const std::uint64_t length = number32(head, at + 4);
    if (type == 0) return std::nullopt;
    if (type == data_file_extension) return refused("keeps its data in another file, which is not allowed");
    if (length > end - at - 8) return refused("has a header extension that is longer than the header");
    at += 8 + round_up(length, 8);
  }
  return refused("has more than 64 header extensions");
}

std::optional<Error> wrong_tables(std::string_view head, std::uint32_t cluster_bits, std::uint64_t virtual_size,
                                  std::uint64_t file_size) {
  const std::uint64_t cluster = 1ULL << cluster_bits;
  const std::uint64_t l1_entries = number32(head, 36);
  const std::uint64_t l1_at = number64(head, 40);
  const std::uint64_t refcount_at = number64(head, 48);
  const std::uint64_t refcount_clusters = number32(head, 56);
  const auto bytes_an_l2_table = cluster / 8 * cluster;
  if (l1_entries * 8 > largest_table) return refused("has a table of clusters of more than 32 MiB");
  if (l1_entries < (virtual_size + bytes_an_l2_table - 1) / bytes_an_l2_table) {
    return refused("has a table of clusters that is too short for its size");
  }
  if (l1_entries > 0 && (l1_at % cluster != 0 || l1_at > file_size || l1_entries * 8 > file_size - l1_at)) {
    return refused("has a table of clusters beyond its end");
  }
  if (refcount_clusters * cluster > largest_refcount_table || refcount_at % cluster != 0 || refcount_at > file_size) {
    return refused("has a wrong table of reference counts");
  }
  if (number32(head, 60) > most_snapshots) return refused("has more than 256 snapshots");
  return std::nullopt;
}

std::optional<Error> wrong_features(std::string_view head) {
  const auto features = number64(head, 72);
  if (features & external_data_file) return refused("keeps its data in another file, which is not allowed");
  if (features & ~known_features) return refused("has features that are not known");
  const auto refcount_order = number32(head, 96);
  if (refcount_order > 6) return refused("has reference counts of more than 64 bits");
  return std::nullopt;
}

Result<ImageFacts> inspect(std::string_view head, std::uint64_t file_size) {
  if (head.size() < header_v2) return refused("is shorter than its header");
  const auto version = number32(head, 4);
  if (version != 2 && version != 3) return refused("is of version " + std::to_string(version) + ", neither 2 nor 3");
  if (number64(head, 8) != 0) {
    return refused("has a backing file, which is not allowed; flatten it with qemu-img convert");
  }
  const auto cluster_bits = number32(head, 20);
  if (cluster_bits < least_cluster_bits || cluster_bits > most_cluster_bits) {
    return refused("has clusters of a wrong size");
  }
  const auto size = number64(head, 24);
  if (size == 0 || size > largest_disk) return refused("has a size of 0 or of more than 64 TiB");
  if (number32(head, 32) != 0) return refused("is encrypted, which is not supported");
  std::uint64_t header_length = header_v2;
  if (version == 3) {
    if (head.size() < header_v3) return refused("is shorter than its header");
    header_length = number32(head, 100);
    if (header_length < header_v3 || header_length > (1ULL << cluster_bits))
      return refused("has a wrong header length");
    if (auto error = wrong_features(head)) return *error;
  }
  if (auto error = wrong_extensions(head, header_length, 1ULL << cluster_bits)) return *error;
  if (auto error = wrong_tables(head, cluster_bits, size, file_size)) return *error;
  return ImageFacts{"qcow2", round_up(size, sector)};
}

/// What people put into container disks by mistake: as a raw disk it would only fail to boot.
const char* other_format(std::string_view head) {
  const struct {
    std::size_t at;
    std::string_view magic;
    const char* name;
  } others[] = {
      {0, "KDMV"sv, "VMDK"},
      {0, "COWD"sv, "VMDK"},
      {0, "# Disk DescriptorFile"sv, "VMDK"},
      {0, "QED\0"sv, "QED"},
      {0, "vhdxfile"sv, "VHDX"},
      {0, "conectix"sv, "VHD"},
      {64, "\x7f\x10\xda\xbe"sv, "VDI"},
      {0, "LUKS\xba\xbe"sv, "LUKS"},
      {0, "\x1f\x8b\x08"sv, "gzip"},
      {0,
       "\xfd"
       "7zXZ\0"sv,
       "xz"},
  };
  for (const auto& other : others) {
    if (head.size() >= other.at && head.substr(other.at).starts_with(other.magic)) return other.name;
  }
  return nullptr;
}

void put(std::string& bytes, std::size_t at, std::uint64_t value, std::size_t length) {
  for (std::size_t i = 0; i < length; ++i) {
    bytes[at + i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * (length - 1 - i))));
  }
}

}  // namespace
}  // namespace qcow2

Result<ImageFacts> inspect_image(std::string_view head, std::uint64_t file_size) {
  if (head.size() >= 4 && qcow2::number32(head, 0) == qcow2::magic) return qcow2::inspect(head, file_size);
  if (const char* name = qcow2::other_format(head)) {
    return Error(Reason::invalid, std::string("the image is in format ") + name + "; only raw and qcow2 are supported");
  }
  if (file_size == 0) return Error(Reason::invalid, "the image is empty");
  if (file_size > qcow2::largest_disk) return Error(Reason::invalid, "the image has more than 64 TiB");
  return ImageFacts{"raw", qcow2::round_up(file_size, qcow2::sector)};
}

Result<NewImage> new_image(std::uint64_t virtual_size) {
  using namespace qcow2;
  if (virtual_size == 0 || virtual_size > largest_disk) {
    return Error(Reason::invalid, "a disk must have more than 0 bytes and at most 64 TiB");
  }
  constexpr std::uint64_t cluster_bits = 16;
  constexpr std::uint64_t cluster = 1U << cluster_bits;
  const auto size = round_up(virtual_size, sector);
  const auto l1_entries = (size + cluster / 8 * cluster - 1) / (cluster / 8 * cluster);
  const auto l1_clusters = (l1_entries * 8 + cluster - 1) / cluster;
  // Clusters: 0 header, 1 refcount table, 2 refcount block, 3 and on the L1 table.
  std::string header(112, '\0');
  put(header, 0, magic, 4);
  put(header, 4, 3, 4);
  put(header, 20, cluster_bits, 4);
  put(header, 24, size, 8);
  put(header, 36, l1_entries, 4);
  put(header, 40, 3 * cluster, 8);
  put(header, 48, cluster, 8);
  put(header, 56, 1, 4);
  put(header, 96, 4, 4);  // reference counts of 16 bits
  put(header, 100, 104, 4);
  std::string table(8, '\0');
  put(table, 0, 2 * cluster, 8);
  std::string counts;
  for (std::uint64_t i = 0; i < 3 + l1_clusters; ++i) counts += "\0\1"sv;
  NewImage image;
  image.parts[0] = {0, std::move(header)};
  image.parts[1] = {cluster, std::move(table)};
  image.parts[2] = {2 * cluster, std::move(counts)};
  image.file_size = (3 + l1_clusters) * cluster;
  return image;
}

}  // namespace coracle::virt::launcher::disks

#include "virt/launcher/seed/iso9660.h"

#include <algorithm>
#include <cstdint>
#include <set>

namespace coracle::virt::launcher::seed {

namespace iso {
namespace {

// Numbers of sections are ECMA-119's (ISO 9660) and IEEE P1281/P1282's (SUSP, Rock Ridge).
constexpr std::size_t sector = 2048;
constexpr std::size_t largest_total = 64U << 20U;
constexpr std::size_t most_files = 1000;
constexpr std::size_t longest_name = 64;

constexpr std::uint32_t primary_descriptor = 16;
constexpr std::uint32_t joliet_descriptor = 17;
constexpr std::uint32_t last_descriptor = 18;
constexpr std::uint32_t path_tables = 19;  // little and big endian of the primary tree, then of Joliet's
constexpr std::uint32_t extensions_at = 23;
constexpr std::uint32_t first_directory = 24;
constexpr std::uint32_t path_table_size = 10;

std::string little16(std::uint32_t n) { return {static_cast<char>(n), static_cast<char>(n >> 8U)}; }
std::string big16(std::uint32_t n) { return {static_cast<char>(n >> 8U), static_cast<char>(n)}; }
std::string little32(std::uint32_t n) { return little16(n) + little16(n >> 16U); }
std::string big32(std::uint32_t n) { return big16(n >> 16U) + big16(n); }
std::string both16(std::uint32_t n) { return little16(n) + big16(n); }
std::string both32(std::uint32_t n) { return little32(n) + big32(n); }

std::string padded(std::string text, std::size_t size, char with) {
  text.resize(size, with);
  return text;
}
std::string zeroes(std::size_t size) { return std::string(size, '\0'); }

/// Joliet: UCS-2, big endian. Names are ASCII.
std::string ucs2(std::string_view text) {
  std::string wide;
  for (const char each : text) {
    wide += '\0';
    wide += each;
  }
  return wide;
}
std::string ucs2_padded(std::string_view text, std::size_t size) {
  std::string wide = ucs2(text);
  while (wide.size() + 2 <= size) wide += ucs2(" ");
  return padded(wide.substr(0, size), size, '\0');
}

std::uint32_t sectors(std::size_t bytes) { return static_cast<std::uint32_t>((bytes + sector - 1) / sector); }

/// 9.1: one entry of a directory. `system_use` holds Rock Ridge's fields.
std::string record(const std::string& identifier, std::uint32_t at, std::size_t size, bool folder,
                   const std::string& system_use) {
  std::string text = both32(at) + both32(static_cast<std::uint32_t>(size));
  text += std::string("\x7d\x01\x01\x00\x00\x00\x00", 7);  // 2025-01-01, the same in each image
  text += static_cast<char>(folder ? 2 : 0);
  text += zeroes(2) + both16(1);
  text += static_cast<char>(identifier.size());
  text += identifier;
  if (identifier.size() % 2 == 0) text += '\0';
  text += system_use;
  if (text.size() % 2 != 0) text += '\0';  // with the two bytes in front an even number
  return std::string(1, static_cast<char>(text.size() + 2)) + '\0' + text;
}

std::string field(const char* signature, const std::string& data) {
  return std::string(signature, 2) + static_cast<char>(data.size() + 4) + '\x01' + data;
}
/// Rock Ridge: mode and links of a file.
std::string px(std::uint32_t mode, std::uint32_t links) {
  return field("PX", both32(mode) + both32(links) + both32(0) + both32(0));
}
std::string nm(const std::string& name) { return field("NM", '\0' + name); }
/// Says that Rock Ridge is spoken; too long for a record, so the root's first record points to it.
std::string extensions_reference() {
  const std::string id = "RRIP_1991A";
  const std::string description =
      "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS";
  std::string data;
  data += static_cast<char>(id.size());
  data += static_cast<char>(description.size());
  data += '\0';
  data += '\x01';
  return field("ER", data + id + description);
}

/// 6.8.1.1: no record crosses the end of a sector.
class Directory {
 public:
  void add(const std::string& entry) {
    const std::size_t left = sector - bytes_.size() % sector;
    if (entry.size() > left) bytes_ += zeroes(left);
    bytes_ += entry;
  }
  std::string take() && {
    bytes_.resize(sectors(bytes_.size()) * sector, '\0');
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
};

struct Placed {
  const IsoFile* file = nullptr;
  std::uint32_t at = 0;
};

std::string plain_name(std::size_t number) {
  const std::string digits = std::to_string(number);
  return "F" + std::string(7 - std::min<std::size_t>(7, digits.size()), '0') + digits + ".;1";
}

std::string primary_directory(const std::vector<Placed>& files, std::uint32_t at, std::size_t size) {
  constexpr std::uint32_t folder_mode = 0040555;
  constexpr std::uint32_t file_mode = 0100444;
  Directory directory;
  const std::string reference = extensions_reference();
  const std::string continued =
      field("CE", both32(extensions_at) + both32(0) + both32(static_cast<std::uint32_t>(reference.size())));
  directory.add(record(std::string(1, '\0'), at, size, true,
                       field("SP", "\xbe\xef" + zeroes(1)) + px(folder_mode, 2) + continued));
  directory.add(record("\x01", at, size, true, px(folder_mode, 2)));
  std::size_t number = 0;
  for (const auto& each : files) {
    directory.add(record(plain_name(++number), each.at, each.file->content.size(), false,
                         px(file_mode, 1) + nm(each.file->name)));
  }
  return std::move(directory).take();
}

std::string joliet_directory(std::vector<Placed> files, std::uint32_t at, std::size_t size) {
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.file->name < b.file->name; });
  Directory directory;
  directory.add(record(std::string(1, '\0'), at, size, true, ""));
  directory.add(record("\x01", at, size, true, ""));
  for (const auto& each : files) {
    directory.add(record(ucs2(each.file->name), each.at, each.file->content.size(), false, ""));
  }
  return std::move(directory).take();
}

struct Volume {
  std::uint32_t directory = 0;
  std::size_t directory_size = 0;
  std::uint32_t path_table = 0;
  std::uint32_t sectors = 0;
};

/// 8.4 and 8.5: the primary descriptor, and Joliet's, which differs in its character set.
std::string descriptor(std::string_view label, const Volume& volume, bool joliet) {
  const auto text = [joliet](std::string_view value, std::size_t size) {
    return joliet ? ucs2_padded(value, size) : padded(std::string(value), size, ' ');
  };
  std::string out(1, joliet ? '\x02' : '\x01');
  out += std::string("CD001\x01\x00", 7);
  out += text("", 32) + text(label, 32) + zeroes(8) + both32(volume.sectors);
  out += joliet ? padded("%/E", 32, '\0') : zeroes(32);  // escape sequence of UCS-2 level 3
  out += both16(1) + both16(1) + both16(sector) + both32(path_table_size);
  out += little32(volume.path_table) + zeroes(4) + big32(volume.path_table + 1) + zeroes(4);
  out += record(std::string(1, '\0'), volume.directory, volume.directory_size, true, "");
  out += text("", 128) + text("", 128) + text("", 128) + text("CORACLE", 128);
  out += text("", 37) + text("", 37) + text("", 37);
  const std::string date = "2025010100000000" + zeroes(1);
  const std::string never = "0000000000000000" + zeroes(1);
  out += date + date + never + date;
  out += std::string("\x01\x00", 2);
  return padded(out, sector, '\0');
}

std::string path_table(std::uint32_t directory, bool little) {
  std::string entry("\x01\x00", 2);
  entry += little ? little32(directory) + little16(1) : big32(directory) + big16(1);
  entry += zeroes(2);
  return padded(entry, sector, '\0');
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 16) return false;
  return std::all_of(label.begin(), label.end(), [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
           each == '_' || each == '-';
  });
}

std::optional<Error> wrong_input(std::string_view label, const std::vector<IsoFile>& files) {
  const auto wrong = [](const std::string& what) { return Error(Reason::invalid, "disc image: " + what); };
  if (!is_label(label)) return wrong("a label has 1 to 16 letters, digits, '_' or '-'");
  if (files.size() > most_files) return wrong("more than " + std::to_string(most_files) + " files");
  std::set<std::string_view> names;
  std::size_t total = 0;
  for (const auto& file : files) {
    const bool plain = std::all_of(file.name.begin(), file.name.end(),
                                   [](char each) { return each >= ' ' && each < '\x7f' && each != '/'; });
    if (file.name.empty() || file.name.size() > longest_name || !plain || file.name == "." || file.name == "..") {
      return wrong("a file name must have 1 to 64 printable characters without '/'");
    }
    if (!names.insert(file.name).second) return wrong("two files are called " + file.name);
    total += file.content.size();
    if (total > largest_total) return wrong("the files have more than 64 MiB");
  }
  return std::nullopt;
}

}  // namespace
}  // namespace iso

Result<std::string> make_iso(std::string_view label, const std::vector<IsoFile>& files) {
  using namespace iso;
  if (auto error = wrong_input(label, files)) return *error;
  // The sizes of the directories do not depend on what they say: a first round tells where all lies.
  std::vector<Placed> placed;
  for (const auto& file : files) placed.push_back({&file, 0});
  Volume primary;
  Volume joliet;
  primary.directory_size = primary_directory(placed, 0, 0).size();
  joliet.directory_size = joliet_directory(placed, 0, 0).size();
  primary.directory = first_directory;
  joliet.directory = first_directory + sectors(primary.directory_size);
  std::uint32_t next = joliet.directory + sectors(joliet.directory_size);
  for (auto& each : placed) {
    each.at = next;
    next += sectors(each.file->content.size());
  }
  primary.path_table = path_tables;
  joliet.path_table = path_tables + 2;
  primary.sectors = joliet.sectors = next;

  std::string image(static_cast<std::size_t>(next) * sector, '\0');
  const auto put = [&image](std::uint32_t at, const std::string& bytes) {
    image.replace(at * sector, bytes.size(), bytes);
  };
  put(primary_descriptor, descriptor(label, primary, false));
  put(joliet_descriptor, descriptor(label, joliet, true));
  put(last_descriptor, std::string("\xff"
                                   "CD001\x01",
                                   7));
  put(primary.path_table, path_table(primary.directory, true));
  put(primary.path_table + 1, path_table(primary.directory, false));
  put(joliet.path_table, path_table(joliet.directory, true));
  put(joliet.path_table + 1, path_table(joliet.directory, false));
  put(extensions_at, extensions_reference());
  put(primary.directory, primary_directory(placed, primary.directory, primary.directory_size));
  put(joliet.directory, joliet_directory(placed, joliet.directory, joliet.directory_size));
  for (const auto& each : placed) put(each.at, each.file->content);
  return image;
}

}  // namespace coracle::virt::launcher::seed

#include "node/mirror/tar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace coracle::node::mirror {
namespace {
constexpr std::size_t block = 512;
constexpr std::uint64_t longest_header = 1U << 20U;  // a pax header or long name
constexpr std::size_t most_members = 200'000;

using TarBlock = std::array<char, block>;

std::string_view tar_field(const TarBlock& header, std::size_t at, std::size_t length) {
  const std::string_view field(header.data() + at, length);
  return field.substr(0, field.find('\0'));
}

Error bad_tar(const std::string& why) { return {Reason::invalid, "the archive is no tar: " + why}; }

/// Octal, or GNU's base 256 when the first bit is set.
std::uint64_t tar_number(const TarBlock& header, std::size_t at, std::size_t length) {
  const auto first = static_cast<unsigned char>(header[at]);
  std::uint64_t number = 0;
  if (first & 0x80U) {
    for (std::size_t i = at; i < at + length; ++i) {
      if (number >> 55U) throw bad_tar("a number is too great");
      number = (number << 8U) | (i == at ? first & 0x7fU : static_cast<unsigned char>(header[i]));
    }
    return number;
  }
  auto text = tar_field(header, at, length);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  text = text.substr(0, text.find(' '));
  if (text.empty()) return 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 8);
  if (error != std::errc() || end != text.data() + text.size()) throw bad_tar("a number is malformed");
  return number;
}

bool has_right_sum(const TarBlock& header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < block; ++i)
    sum += i >= 148 && i < 156 ? std::uint64_t{' '} : static_cast<unsigned char>(header[i]);
  return tar_number(header, 148, 8) == sum;
}

std::string clean_name(std::string_view name) {
  while (name.starts_with("./") || name.starts_with('/')) name.remove_prefix(name.front() == '/' ? 1 : 2);
  while (name.ends_with('/')) name.remove_suffix(1);
  return std::string(name);
}

/// A link's target as it is seen from the archive's root; empty when it leaves it.
std::string resolved_link(const std::string& from, std::string_view target, bool symbolic) {
  std::string path = symbolic && !target.starts_with('/') ? from.substr(0, from.rfind('/') + 1) : std::string();
  if (symbolic && from.find('/') == std::string::npos) path.clear();
  path += target;
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto part = std::string_view(path).substr(begin, end - begin);
    begin = end + 1;
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return {};
    } else {
      parts.pop_back();
    }
  }
  std::string out;
  for (const auto part : parts) (out.empty() ? out : out += '/') += part;
  return out;
}

struct PaxFields {
  std::optional<std::string> path, link;
  std::optional<std::uint64_t> size;
};

/// "<length> <name>=<value>\n", one after the other.
PaxFields parse_pax(std::string_view text) {
  PaxFields fields;
  while (!text.empty() && text.front() != '\0') {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    const auto head = static_cast<std::size_t>(end - text.data()) + 1;
    if (error != std::errc() || length > text.size() || length <= head || *end != ' ' || text[length - 1] != '\n')
      throw bad_tar("a pax header is malformed");
    const auto record = text.substr(head, length - head - 1);
    const auto equals = record.find('=');
    if (equals == std::string_view::npos) throw bad_tar("a pax header is malformed");
    const auto name = record.substr(0, equals);
    const auto value = record.substr(equals + 1);
    if (name == "path") fields.path = value;
    if (name == "linkpath") fields.link = value;
    if (name == "size") {
      std::uint64_t size = 0;
      const auto result = std::from_chars(value.data(), value.data() + value.size(), size);
      if (result.ec != std::errc() || result.ptr != value.data() + value.size()) throw bad_tar("a size is malformed");
      fields.size = size;
    }
    text.remove_prefix(length);
  }
  return fields;
}

class TarReader {
 public:
  TarReader(const ReadAt& read, std::uint64_t size) : read_(read), size_(size) {}

  TarIndex index() {
    std::uint64_t at = 0;
    while (at < size_ && next(at)) {
    }
    follow_links();
    return std::move(index_);
  }

 private:
  bool next(std::uint64_t& at) {
    TarBlock header{};
    if (size_ - at < block || read_(at, header) != block) throw bad_tar("it is cut off");
    if (std::all_of(header.begin(), header.end(), [](char c) { return c == 0; })) return false;
    if (at == 0) check_packing(header);
    if (!has_right_sum(header)) throw bad_tar("the checksum of a header is wrong");
    const char type = header[156];
    const bool carries_fields = type == 'x' || type == 'g' || type == 'L' || type == 'K';
    const auto size = !carries_fields && pax_.size ? *pax_.size : tar_number(header, 124, 12);
    const auto data = at + block;
    if (size > size_ - data) throw bad_tar("a file in it is cut off");
    if (carries_fields) {
      take_fields(type, data, size);
    } else {
      take_member(header, type, data, size);
      pax_ = {};
    }
    const auto padded = size + (block - size % block) % block;
    at = padded > size_ - data ? size_ : data + padded;
    return true;
  }

  static void check_packing(const TarBlock& header) {
    const std::string_view start(header.data(), 6);
    const bool packed = start.starts_with("\x1f\x8b") || start.starts_with("BZh") ||
                        start == std::string_view(
                                     "\xfd"
                                     "7zXZ\0",
                                     6) ||
                        start.starts_with("\x28\xb5\x2f\xfd");
    if (packed) throw Error(Reason::invalid, "the archive is compressed: unpack it first, to a .tar");
  }

  void take_fields(char type, std::uint64_t data, std::uint64_t size) {
    if (size > longest_header) throw bad_tar("a header is too long");
    std::string text(static_cast<std::size_t>(size), '\0');
    if (read_(data, text) != text.size()) throw bad_tar("it is cut off");
    if (type == 'x') {
      const auto fields = parse_pax(text);
      if (fields.path) pax_.path = fields.path;
      if (fields.link) pax_.link = fields.link;
      if (fields.size) pax_.size = fields.size;
    } else if (type != 'g') {
      (type == 'L' ? pax_.path : pax_.link) = text.substr(0, text.find('\0'));
    }
  }

  void take_member(const TarBlock& header, char type, std::uint64_t data, std::uint64_t size) {
    std::string name(tar_field(header, 0, 100));
    const auto prefix = tar_field(header, 345, 155);
    if (std::string_view(header.data() + 257, 6) == std::string_view("ustar\0", 6) && !prefix.empty())
      name = std::string(prefix) + "/" + name;
    name = clean_name(pax_.path ? *pax_.path : name);
    if (index_.size() + links_.size() > most_members) throw bad_tar("it has too many files");
    if (type == '0' || type == '\0' || type == '7') index_[name] = {data, size};
    if (type == '1' || type == '2') {
      const auto target = pax_.link ? *pax_.link : std::string(tar_field(header, 157, 100));
      links_[name] = resolved_link(name, target, type == '2');
    }
  }

  void follow_links() {
    for (const auto& [name, first] : links_) {
      auto target = first;
      for (int hops = 0; hops < 10 && links_.contains(target); ++hops) target = links_.at(target);
      if (const auto found = index_.find(target); found != index_.end()) index_[name] = found->second;
    }
  }

  const ReadAt& read_;
  const std::uint64_t size_;
  TarIndex index_;
  std::map<std::string, std::string> links_;
  PaxFields pax_;
};
}  // namespace

TarIndex read_tar_index(const ReadAt& read, std::uint64_t size) { return TarReader(read, size).index(); }

}  // namespace coracle::node::mirror

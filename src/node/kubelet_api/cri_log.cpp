#include "node/kubelet_api/cri_log.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

namespace coracle::node::kubelet_api {
namespace {
/// The part up to a blank, which goes too; nothing without one.
std::optional<std::string_view> word_of(std::string_view& rest) {
  const auto blank = rest.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto word = rest.substr(0, blank);
  rest.remove_prefix(blank + 1);
  return word;
}

/// "P", "F", or tags with colons between them, of which the first counts.
std::optional<bool> is_partial_tag(std::string_view tags) {
  const auto first = tags.substr(0, tags.find(':'));
  if (first == "P") return true;
  if (first == "F") return false;
  return std::nullopt;
}

/// Whether the line that begins there is the last part of what was written as one. Its head tells.
bool ends_logical_line(int descriptor, std::uint64_t begin) {
  std::array<char, 128> head;
  const auto length = ::pread(descriptor, head.data(), head.size(), static_cast<off_t>(begin));
  std::string_view line(head.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  const auto parsed = parse_cri_line(line.substr(0, line.find('\n')));
  return !parsed || !parsed->partial;
}
}  // namespace

std::optional<CriLine> parse_cri_line(std::string_view line) {
  auto rest = line;
  const auto stamp = word_of(rest);
  const auto stream = stamp ? word_of(rest) : std::nullopt;
  if (!stream || (*stream != "stdout" && *stream != "stderr")) return std::nullopt;
  const auto blank = std::min(rest.find(' '), rest.size());
  const auto partial = is_partial_tag(rest.substr(0, blank));
  if (!partial) return std::nullopt;
  const auto time = parse_time(*stamp);
  if (!time) return std::nullopt;
  rest.remove_prefix(std::min(blank + 1, rest.size()));
  return CriLine{*time, *stamp, *stream == "stderr", *partial, rest};
}

void LogText::append(std::string_view text, std::string& out) {
  if (left_) {
    text = text.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(*left_, text.size())));
    *left_ -= text.size();
  }
  out += text;
}

void LogText::add(std::string_view line, std::string& out) {
  const auto parsed = parse_cri_line(line);
  if (!parsed) return;
  if (parsed->standard_error ? !options_.standard_error : !options_.standard_output) return;
  auto& continues = continues_[parsed->standard_error ? 1 : 0];
  if (options_.since && parsed->time < *options_.since) return;
  if (options_.timestamps && !continues) {
    append(parsed->stamp, out);
    append(" ", out);
  }
  append(parsed->content, out);
  if (!parsed->partial) append("\n", out);
  continues = parsed->partial;
}

std::uint64_t find_tail(int descriptor, std::uint64_t size, std::uint64_t count) {
  constexpr std::size_t step = 64U << 10U;
  std::vector<char> buffer(step);
  std::uint64_t begin = size;
  std::uint64_t ends = 0;
  const auto is_beyond = [&](std::uint64_t line) {
    if (ends_logical_line(descriptor, line) && ++ends > count) return true;
    begin = line;
    return false;
  };
  if (count == 0) return size;
  for (std::uint64_t end = size; end > 0;) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(step, end));
    const auto start = end - length;
    if (::pread(descriptor, buffer.data(), length, static_cast<off_t>(start)) != static_cast<ssize_t>(length))
      return begin;  // cut short meanwhile
    for (std::size_t i = length; i-- > 0;) {
      const auto line = start + i + 1;
      if (buffer[i] == '\n' && line < size && is_beyond(line)) return begin;
    }
    end = start;
  }
  if (size > 0) static_cast<void>(is_beyond(0));
  return begin;
}

}  // namespace coracle::node::kubelet_api

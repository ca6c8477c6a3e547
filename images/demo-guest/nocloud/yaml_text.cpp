#include "yaml_text.h"

#include <algorithm>

namespace nocloud::yaml_text {

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string_view trim_right(std::string_view text) {
  const auto last = text.find_last_not_of(" \t");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t") == std::string_view::npos; }

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

std::string join_literal(const std::vector<std::string_view>& content) {
  std::string text;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (i > 0) text.push_back('\n');
    text += content[i];
  }
  return text;
}

std::string join_folded(const std::vector<std::string_view>& content) {
  std::string text;
  bool first = true;
  bool previous_folds = false;
  std::size_t breaks = 0;
  for (const auto piece : content) {
    if (piece.empty()) {
      ++breaks;
      continue;
    }
    const bool folds = piece[0] != ' ' && piece[0] != '\t';
    if (!first && previous_folds && folds && breaks == 0) {
      text.push_back(' ');
    } else {
      text.append(first || (previous_folds && folds) ? breaks : breaks + 1, '\n');
    }
    text += piece;
    first = false;
    previous_folds = folds;
    breaks = 0;
  }
  return text;
}

}  // namespace nocloud::yaml_text

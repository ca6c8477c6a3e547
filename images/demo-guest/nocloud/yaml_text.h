#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What the YAML parser does with lines and characters, without any knowledge of structure.
namespace nocloud::yaml_text {

std::vector<std::string_view> split_lines(std::string_view text);
std::string_view trim_right(std::string_view text);
std::size_t indent_of(std::string_view line);
bool is_blank(std::string_view line);
void append_utf8(std::string& out, std::uint32_t code);
std::string join_literal(const std::vector<std::string_view>& content);
// Lines that start at the block's own depth flow together; empty lines and deeper ones keep their breaks.
std::string join_folded(const std::vector<std::string_view>& content);

}  // namespace nocloud::yaml_text

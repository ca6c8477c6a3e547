#include "yaml.h"

#include "yaml_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace nocloud {
namespace {

using namespace yaml_text;

constexpr std::size_t max_text = 1 << 20;
constexpr int max_depth = 64;
constexpr int max_nodes = 20'000;

struct YamlError {
  int line;
  std::string message;
};

// Where a plain scalar may stand: within [] and {} more characters end it.
enum class Context { block, flow };

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_(split_lines(text)) {}

  Node parse_document() {
    skip_to_content();
    if (!done() && rest().starts_with("---") && column_ == 0) {
      column_ += 3;
      skip_to_content();
    }
    if (done()) return {};
    Node root = parse_block(-1);
    skip_to_content();
    if (!done()) fail("this does not belong to anything above it (check its indentation)");
    return root;
  }

 private:
  [[noreturn]] void fail(std::string message) const { throw YamlError{static_cast<int>(row_) + 1, std::move(message)}; }

  [[nodiscard]] bool done() const { return row_ >= lines_.size(); }
  [[nodiscard]] std::string_view line() const { return lines_[row_]; }
  [[nodiscard]] std::string_view rest() const { return line().substr(std::min(column_, line().size())); }
  [[nodiscard]] char peek() const { return column_ < line().size() ? line()[column_] : '\0'; }

  void count_node() {
    if (++nodes_ > max_nodes) fail("too many values");
  }

  Node make(Node::Kind kind) {
    count_node();
    Node node;
    node.kind = kind;
    node.line = static_cast<int>(row_) + 1;
    return node;
  }

  Node scalar(std::string text) {
    Node node = make(Node::Kind::scalar);
    node.text = std::move(text);
    return node;
  }

  // True where nothing but a comment follows on this line.
  [[nodiscard]] bool only_comment_left() const {
    const auto left = rest();
    const auto first = left.find_first_not_of(" \t");
    if (first == std::string_view::npos) return true;
    return left[first] == '#' && (first > 0 || column_ == 0 || line()[column_ - 1] == ' ');
  }

  void next_line() {
    ++row_;
    column_ = 0;
  }

  // To the next character that is neither space nor comment; over lines.
  void skip_to_content() {
    while (!done()) {
      if (only_comment_left()) {
        next_line();
        if (!done() && (line() == "..." || line().starts_with("--- ") || line() == "---") && seen_content_) {
          row_ = lines_.size();
        }
        continue;
      }
      const auto start = column_;
      column_ += rest().find_first_not_of(" \t");
      if (start == 0 && line().substr(0, column_).find('\t') != std::string_view::npos) fail("a tab cannot indent");
      seen_content_ = true;
      return;
    }
  }

  // Positioned at content; `parent` is the indentation of what this belongs to.
  Node parse_block(int parent) {
    if (++depth_ > max_depth) fail("nested too deeply");
    Node node = parse_block_unbounded(parent);
    --depth_;
    return node;
  }

  Node parse_block_unbounded(int parent) {
    if (at_item()) return parse_sequence();
    if (at_key()) return parse_mapping();
    return parse_inline(parent);
  }

  [[nodiscard]] bool at_item() const {
    const auto left = rest();
    return left.starts_with('-') && (left.size() == 1 || left[1] == ' ' || left[1] == '\t');
  }

  // A key is a quoted or plain scalar on this line with ": " or a colon at the line's end behind it.
  [[nodiscard]] bool at_key() const { return key_end() != std::string_view::npos; }

  [[nodiscard]] std::size_t key_end() const {
    const auto left = rest();
    std::size_t at = 0;
    if (left.starts_with('"') || left.starts_with('\'')) {
      at = end_of_quoted(left);
      if (at == std::string_view::npos) return at;
      const auto colon = left.find_first_not_of(' ', at);
      return colon != std::string_view::npos && is_colon(left, colon) ? colon : std::string_view::npos;
    }
    if (left.starts_with('[') || left.starts_with('{')) return std::string_view::npos;
    for (; at < left.size(); ++at) {
      if (left[at] == '#' && at > 0 && left[at - 1] == ' ') return std::string_view::npos;
      if (is_colon(left, at)) return at;
    }
    return std::string_view::npos;
  }

  static bool is_colon(std::string_view text, std::size_t at) {
    return text[at] == ':' && (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\t');
  }

  static std::size_t end_of_quoted(std::string_view text) {
    const char quote = text[0];
    for (std::size_t at = 1; at < text.size(); ++at) {
      if (text[at] == '\\' && quote == '"') {
        ++at;
      } else if (text[at] == quote) {
        if (quote == '\'' && at + 1 < text.size() && text[at + 1] == '\'') {
          ++at;
        } else {
          return at + 1;
        }
      }
    }
    return std::string_view::npos;
  }

  std::string parse_key() {
    const auto colon = column_ + key_end();
    std::string key;
    if (peek() == '"' || peek() == '\'') {
      key = parse_quoted();
    } else {
      refuse_extras();
      if (peek() == '?') fail("complex keys (?) are not supported");
      key = trim_right(line().substr(column_, colon - column_));
    }
    column_ = colon + 1;
    return key;
  }

  Node parse_mapping() {
    Node mapping = make(Node::Kind::mapping);
    const auto indent = column_;
    while (!done() && column_ == indent && !at_item()) {
      if (!at_key()) fail("this should be a key with a colon behind it");
      std::string key = parse_key();
      Node value = parse_value(indent);
      const auto same = std::find_if(mapping.members.begin(), mapping.members.end(),
                                     [&key](const auto& member) { return member.name == key; });
      if (same != mapping.members.end()) {
        same->value = std::move(value);
      } else {
        mapping.members.push_back({std::move(key), std::move(value)});
      }
      to_next_line();
    }
    if (!done() && column_ > indent) fail("this is indented further than the lines it should stand with");
    return mapping;
  }

  // What stands behind "key:": on the same line, or on the next lines further in, or a sequence at the key's own depth.
  Node parse_value(std::size_t indent) {
    if (!only_comment_left()) {
      column_ += rest().find_first_not_of(" \t");
      return parse_inline(static_cast<int>(indent));
    }
    next_line();
    skip_to_content();
    if (!done() && (column_ > indent || (column_ == indent && at_item()))) return parse_block(static_cast<int>(indent));
    return make_null();
  }

  Node make_null() {
    count_node();
    return {};
  }

  Node parse_sequence() {
    Node sequence = make(Node::Kind::sequence);
    const auto indent = column_;
    while (!done() && column_ == indent && at_item()) {
      ++column_;
      if (only_comment_left()) {
        next_line();
        skip_to_content();
        sequence.items.push_back(!done() && column_ > indent ? parse_block(static_cast<int>(indent)) : make_null());
      } else {
        column_ += rest().find_first_not_of(" \t");
        sequence.items.push_back(parse_block(static_cast<int>(indent)));
      }
      to_next_line();
    }
    if (!done() && column_ > indent) fail("this is indented further than the lines it should stand with");
    return sequence;
  }

  // Behind a value: nothing may follow on its line. A block that was parsed already stands at the next content.
  void to_next_line() {
    if (done()) return;
    const bool at_line_start = column_ == indent_of(line()) && !only_comment_left();
    if (at_line_start) return;
    if (!only_comment_left()) fail("this does not belong behind the value before it");
    skip_to_content();
  }

  void refuse_extras() const {
    if (peek() == '&' || peek() == '*') fail("anchors and aliases (& and *) are not supported");
    if (peek() == '!') fail("tags (!) are not supported");
    if (peek() == '@' || peek() == '`' || peek() == '%')
      fail("a plain text cannot start with this character: quote it");
  }

  Node parse_inline(int parent) {
    switch (peek()) {
      case '|':
      case '>':
        return parse_block_scalar(parent);
      case '[':
      case '{':
        return parse_flow();
      case '"':
      case '\'': {
        Node node = scalar({});
        node.text = parse_quoted();
        return node;
      }
      default:
        return parse_plain(parent);
    }
  }

  [[nodiscard]] std::size_t plain_end(Context context) const {
    const auto text = line();
    for (auto at = column_; at < text.size(); ++at) {
      if (text[at] == '#' && at > 0 && text[at - 1] == ' ') return at;
      if (is_colon(text, at)) return at;
      if (context == Context::flow) {
        if (std::string_view(",[]{}").find(text[at]) != std::string_view::npos) return at;
        if (text[at] == ':' && at + 1 < text.size() &&
            std::string_view(",[]{}").find(text[at + 1]) != std::string_view::npos) {
          return at;
        }
      }
    }
    return text.size();
  }

  std::string plain_piece(Context context) {
    const auto end = plain_end(context);
    std::string piece(trim_right(line().substr(column_, end - column_)));
    column_ = end;
    return piece;
  }

  Node parse_plain(int parent) {
    refuse_extras();
    Node node = scalar({});
    node.text = plain_piece(Context::block);
    if (peek() == ':') fail("a colon followed by a space cannot stand in a plain text: quote it");
    int breaks = 0;
    while (column_ >= line().size() && row_ + 1 < lines_.size()) {
      const auto next = lines_[row_ + 1];
      const auto indent = indent_of(next);
      if (is_blank(next)) {
        ++breaks;
        next_line();
        column_ = line().size();
        continue;
      }
      if (static_cast<int>(indent) <= parent || next[indent] == '#' || (parent < 0 && is_marker(next))) break;
      next_line();
      column_ = indent;
      if (at_item() || at_key()) fail("this does not fit below the text before it");
      node.text += breaks == 0 ? std::string(" ") : std::string(static_cast<std::size_t>(breaks), '\n');
      breaks = 0;
      node.text += plain_piece(Context::block);
    }
    if (is_null(node.text)) return {};
    return node;
  }

  static bool is_marker(std::string_view line) { return line == "---" || line == "..." || line.starts_with("--- "); }
  static bool is_null(std::string_view text) {
    return text == "~" || text == "null" || text == "Null" || text == "NULL";
  }

  std::string parse_quoted() {
    const char quote = peek();
    ++column_;
    std::string text;
    while (true) {
      if (column_ >= line().size()) {
        fold_quoted(text, false);
      } else if (peek() == quote) {
        ++column_;
        if (quote == '"' || peek() != '\'') return text;
        text.push_back('\'');
        ++column_;
      } else if (peek() == '\\' && quote == '"') {
        parse_escape(text);
      } else {
        text.push_back(peek());
        ++column_;
      }
    }
  }

  // A line break in a quoted text is a space, empty lines are breaks; after a backslash it is nothing at all.
  void fold_quoted(std::string& text, bool escaped) {
    if (!escaped) text.resize(trim_right(text).size());
    int breaks = 0;
    do {
      next_line();
      if (done()) {
        row_ = lines_.empty() ? 0 : lines_.size() - 1;
        fail("the quotation is not closed");
      }
      if (is_blank(line())) ++breaks;
    } while (is_blank(line()));
    if (breaks > 0) {
      text.append(static_cast<std::size_t>(breaks), '\n');
    } else if (!escaped) {
      text.push_back(' ');
    }
    column_ = line().find_first_not_of(" \t");
  }

  void parse_escape(std::string& text) {
    ++column_;
    if (column_ >= line().size()) return fold_quoted(text, true);
    const char kind = peek();
    ++column_;
    static constexpr std::string_view names = "0abtnvfre \"/\\";
    static constexpr std::string_view values{"\0\a\b\t\n\v\f\r\x1b \"/\\", 13};
    static_assert(names.size() == values.size());
    const auto at = names.find(kind);
    if (at != std::string_view::npos) {
      text.push_back(values[at]);
    } else if (kind == 'x' || kind == 'u' || kind == 'U') {
      append_utf8(text, parse_unicode(kind));
    } else {
      fail(std::string("the escape \\") + kind + " is not known");
    }
  }

  std::uint32_t hex_digits(std::size_t digits) {
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < digits; ++i, ++column_) {
      const char digit = peek();
      const bool number = digit >= '0' && digit <= '9';
      const int lower = digit | 0x20;
      if (!number && !(lower >= 'a' && lower <= 'f')) fail("an escape lacks hexadecimal digits");
      code = code * 16 + static_cast<std::uint32_t>(number ? digit - '0' : lower - 'a' + 10);
    }
    return code;
  }

  // JSON writes what lies beyond 16 bits as two escapes.
  std::uint32_t parse_unicode(char kind) {
    std::uint32_t code = hex_digits(kind == 'x' ? 2 : kind == 'u' ? 4 : 8);
    if (code >= 0xD800 && code < 0xDC00 && rest().starts_with("\\u")) {
      column_ += 2;
      const auto low = hex_digits(4);
      if (low < 0xDC00 || low > 0xDFFF) fail("an escape names half a character");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) fail("an escape names no character");
    return code;
  }

  struct BlockHeader {
    bool folded = false;
    char chomp = ' ';
    std::size_t indent = 0;
  };

  BlockHeader parse_block_header(int parent) {
    BlockHeader header;
    header.folded = peek() == '>';
    for (++column_; column_ < line().size() && !only_comment_left(); ++column_) {
      const char sign = peek();
      if (sign == '-' || sign == '+') {
        header.chomp = sign;
      } else if (sign >= '1' && sign <= '9') {
        header.indent = static_cast<std::size_t>(std::max(parent, 0) + (sign - '0'));
      } else {
        fail("behind | or > only an indentation, + or - can stand");
      }
    }
    return header;
  }

  Node parse_block_scalar(int parent) {
    Node node = scalar({});
    const auto header = parse_block_header(parent);
    auto first = row_ + 1;
    while (first < lines_.size() && is_blank(lines_[first])) ++first;
    auto indent = header.indent;
    if (indent == 0) indent = first < lines_.size() ? indent_of(lines_[first]) : 0;
    std::vector<std::string_view> content;
    next_line();
    for (; !done() && static_cast<int>(indent) > parent; next_line()) {
      if (!is_blank(line()) && indent_of(line()) < indent) break;
      content.push_back(line().substr(std::min(indent, line().size())));
    }
    node.text = join_block(content, header);
    skip_to_content();
    return node;
  }

  static std::string join_block(std::vector<std::string_view> content, const BlockHeader& header) {
    std::size_t trailing = 0;
    while (!content.empty() && is_blank(content.back())) {
      content.pop_back();
      ++trailing;
    }
    std::string text = header.folded ? join_folded(content) : join_literal(content);
    if (header.chomp != '-' && !content.empty()) text.push_back('\n');
    if (header.chomp == '+') text.append(trailing, '\n');
    return text;
  }

  void skip_in_flow() {
    skip_to_content();
    if (done()) {
      row_ = lines_.size() - 1;
      fail("a bracket is not closed");
    }
  }

  Node parse_flow() {
    if (++depth_ > max_depth) fail("nested too deeply");
    Node node = peek() == '[' ? parse_flow_sequence() : parse_flow_mapping();
    --depth_;
    return node;
  }

  Node parse_flow_value() {
    if (peek() == '[' || peek() == '{') return parse_flow();
    Node node = scalar({});
    if (peek() == '"' || peek() == '\'') {
      node.text = parse_quoted();
      return node;
    }
    refuse_extras();
    node.text = plain_piece(Context::flow);
    if (node.text.empty()) fail("a value is missing here");
    return is_null(node.text) ? Node{} : node;
  }

  // Behind a value in a flow collection: a comma or the closing bracket. True at the end.
  bool flow_ends(char bracket) {
    skip_in_flow();
    if (peek() == ',') {
      ++column_;
      skip_in_flow();
    } else if (peek() != bracket) {
      fail(std::string("a comma or ") + bracket + " should stand here");
    }
    if (peek() != bracket) return false;
    ++column_;
    return true;
  }

  Node parse_flow_sequence() {
    Node sequence = make(Node::Kind::sequence);
    ++column_;
    skip_in_flow();
    if (peek() == ']') {
      ++column_;
      return sequence;
    }
    do {
      sequence.items.push_back(parse_flow_value());
    } while (!flow_ends(']'));
    return sequence;
  }

  Node parse_flow_mapping() {
    Node mapping = make(Node::Kind::mapping);
    ++column_;
    skip_in_flow();
    if (peek() == '}') {
      ++column_;
      return mapping;
    }
    do {
      Node key = parse_flow_value();
      skip_in_flow();
      Node value;
      if (peek() == ':') {
        ++column_;
        skip_in_flow();
        if (peek() != ',' && peek() != '}') value = parse_flow_value();
      }
      if (key.kind == Node::Kind::sequence || key.kind == Node::Kind::mapping) fail("a key must be a text");
      mapping.members.push_back({std::move(key.text), std::move(value)});
    } while (!flow_ends('}'));
    return mapping;
  }

  std::vector<std::string_view> lines_;
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  int depth_ = 0;
  int nodes_ = 0;
  bool seen_content_ = false;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

bool Node::is_true() const {
  static constexpr std::array words{"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "1"};
  return is_scalar() && std::any_of(words.begin(), words.end(), [this](const char* word) { return text == word; });
}

Parsed parse_yaml(std::string_view text) {
  if (text.size() > max_text) return {{}, "longer than 1 MiB"};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  try {
    return {Parser(text).parse_document(), {}};
  } catch (const YamlError& error) {
    return {{}, "line " + std::to_string(error.line) + ": " + error.message};
  }
}

}  // namespace nocloud

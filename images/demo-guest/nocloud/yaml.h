#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nocloud {

struct Member;

// A value of the subset of YAML that cloud-init users write: block and flow collections (so JSON too), plain and quoted
// scalars, literal and folded blocks, comments, one document. Scalars keep the text the user wrote.
struct Node {
  enum class Kind { null, scalar, sequence, mapping };

  Kind kind = Kind::null;
  std::string text;
  std::vector<Node> items;
  std::vector<Member> members;
  int line = 0;

  // The member of that name, or nullptr: also where this is no mapping.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  // YAML 1.1's words for true, as cloud-init reads them.
  [[nodiscard]] bool is_true() const;
};

struct Member {
  std::string name;
  Node value;
};

struct Parsed {
  Node root;
  // "line 3: ..." or empty where all went well.
  std::string error;
};

// Anchors, aliases, tags and complex keys are refused with a sentence. Bounded: 1 MiB of text, 64 levels, 20,000
// values.
Parsed parse_yaml(std::string_view text);

}  // namespace nocloud

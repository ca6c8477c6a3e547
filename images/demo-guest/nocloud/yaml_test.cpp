#include "yaml.h"

#include <gtest/gtest.h>

namespace nocloud {
namespace {

// One line for a whole tree: texts in quotes, [] and {} as in JSON, ~ for null.
std::string show(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::null:
      return "~";
    case Node::Kind::scalar:
      return "'" + node.text + "'";
    case Node::Kind::sequence:
      for (const auto& item : node.items) out += (out.empty() ? "" : ",") + show(item);
      return "[" + out + "]";
    case Node::Kind::mapping:
      for (const auto& [name, value] : node.members) out += (out.empty() ? "" : ",") + name + "=" + show(value);
      return "{" + out + "}";
  }
  return out;
}

struct Case {
  const char* name;
  const char* text;
  const char* expected;
};

class Yaml : public testing::TestWithParam<Case> {};

TEST_P(Yaml, reads_what_users_write) {
  const auto parsed = parse_yaml(GetParam().text);
  EXPECT_EQ(parsed.error, "");
  EXPECT_EQ(show(parsed.root), GetParam().expected);
}

const Case good[] = {
    {"nothing", "", "~"},
    {"only_comments", "#cloud-config\n# more\n", "~"},
    {"mapping", "#cloud-config\na: 1\nb: two words # comment\n", "{a='1',b='two words'}"},
    {"document_markers", "---\na: 1\n...\nrubbish: [\n", "{a='1'}"},
    {"windows_line_ends", "a: 1\r\nb:\r\n  - x\r\n", "{a='1',b=['x']}"},
    {"null_values", "a:\nb: ~\nc: null\n", "{a=~,b=~,c=~}"},
    {"hash_without_space", "a: x#y\n", "{a='x#y'}"},
    {"colon_without_space", "a: http://x:80/y\n", "{a='http://x:80/y'}"},
    {"nested", "a:\n  b:\n    c: 1\n  d: 2\ne: 3\n", "{a={b={c='1'},d='2'},e='3'}"},
    {"sequence", "- a\n- b\n", "['a','b']"},
    {"sequence_at_the_keys_depth", "a:\n- 1\n- 2\nb: 3\n", "{a=['1','2'],b='3'}"},
    {"sequence_further_in", "a:\n  - 1\n  -   2\n", "{a=['1','2']}"},
    {"mappings_in_a_sequence", "u:\n  - name: x\n    sudo: ALL\n  - name: y\n",
     "{u=[{name='x',sudo='ALL'},{name='y'}]}"},
    {"item_on_the_next_line", "-\n  a: 1\n-\n", "[{a='1'},~]"},
    {"sequence_in_a_sequence", "- - a\n  - b\n- [c, d]\n", "[['a','b'],['c','d']]"},
    {"flow", "a: [x, 'y, z', {b: 1, c: }]\n", "{a=['x','y, z',{b='1',c=~}]}"},
    {"flow_over_lines", "a: [x, # one\n  y,\n]\nb: {}\n", "{a=['x','y'],b={}}"},
    {"json", "{\"a\":\"b\",\"c\":[1,true,null],\"d\":{\"e\":\"\\u00e9\\n\"}}",
     "{a='b',c=['1','true',~],d={e='\xC3\xA9\n'}}"},
    {"json_surrogates", "[\"\\ud83d\\ude00\"]", "['\xF0\x9F\x98\x80']"},
    {"single_quotes", "a: 'it''s: #1'\n", "{a='it's: #1'}"},
    {"double_quotes", "a: \"x\\ty\\x41\\\\\"\n",
     "{a='x\ty"
     "A\\'}"},
    {"quoted_keys", "\"a b\": 1\n'c': 2\n", "{a b='1',c='2'}"},
    {"quoted_over_lines", "a: \"one\n  two\n\n  three\"\n", "{a='one two\nthree'}"},
    {"plain_over_lines", "a: one\n  two\n\n  three\nb: 1\n", "{a='one two\nthree',b='1'}"},
    {"literal", "a: |\n  x\n    y\n\n  z\nb: 1\n", "{a='x\n  y\n\nz\n',b='1'}"},
    {"literal_keeps_leading_empty_lines", "a: |\n\n  x\n", "{a='\nx\n'}"},
    {"literal_stripped", "a: |-\n  x\n\nb: 1\n", "{a='x',b='1'}"},
    {"literal_kept", "a: |+\n  x\n\nb: 1\n", "{a='x\n\n',b='1'}"},
    {"literal_with_hashes", "- |\n  #!/bin/sh\n  # x\n  echo a: b\n", "['#!/bin/sh\n# x\necho a: b\n']"},
    {"literal_with_given_depth", "a: |1\n   x\n", "{a='  x\n'}"},
    {"folded", "a: >\n  one\n  two\n\n  three\n    deeper\n  four\n", "{a='one two\nthree\n  deeper\nfour\n'}"},
    {"empty_literal", "a: |\nb: 1\n", "{a='',b='1'}"},
    {"last_of_equal_keys", "a: 1\na: 2\n", "{a='2'}"},
    {"octal_stays_text", "permissions: 0644\n", "{permissions='0644'}"},
    {"byte_order_mark",
     "\xEF\xBB\xBF"
     "a: 1\n",
     "{a='1'}"},
};
INSTANTIATE_TEST_SUITE_P(, Yaml, testing::ValuesIn(good),
                         [](const auto& info) { return std::string(info.param.name); });

class WrongYaml : public testing::TestWithParam<Case> {};

TEST_P(WrongYaml, is_refused_with_line_and_reason) {
  EXPECT_EQ(parse_yaml(GetParam().text).error, GetParam().expected);
}

const Case bad[] = {
    {"tab", "a:\n\tb: 1\n", "line 2: a tab cannot indent"},
    {"anchor", "a: &x 1\n", "line 1: anchors and aliases (& and *) are not supported"},
    {"alias", "a: *x\n", "line 1: anchors and aliases (& and *) are not supported"},
    {"tag", "a: !!binary x\n", "line 1: tags (!) are not supported"},
    {"second_colon", "a: b: c\n", "line 1: a colon followed by a space cannot stand in a plain text: quote it"},
    {"deeper_line", "a: 1\n   b: 2\n", "line 2: this does not fit below the text before it"},
    {"shallower_line", "  a: 1\n b: 2\n", "line 2: this does not belong to anything above it (check its indentation)"},
    {"open_quote", "a: 'x\n", "line 1: the quotation is not closed"},
    {"open_bracket", "a: [x,\n", "line 1: a bracket is not closed"},
    {"missing_comma", "a: [x 'y' z] [\n", "line 1: this does not belong behind the value before it"},
    {"no_key", "a: 1\nrubbish\n", "line 2: this should be a key with a colon behind it"},
    {"escape", "a: \"\\q\"\n", "line 1: the escape \\q is not known"},
    {"half_a_character", "a: \"\\ud83d\"\n", "line 1: an escape names no character"},
};
INSTANTIATE_TEST_SUITE_P(, WrongYaml, testing::ValuesIn(bad),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(YamlBounds, deep_nesting_is_refused) {
  EXPECT_EQ(parse_yaml(std::string(100'000, '[')).error, "line 1: nested too deeply");
  std::string items;
  for (int i = 0; i < 1000; ++i) items += "- ";
  EXPECT_EQ(parse_yaml(items + "x").error, "line 1: nested too deeply");
}

TEST(YamlBounds, too_many_values_and_too_much_text_are_refused) {
  std::string many;
  for (int i = 0; i < 30'000; ++i) many += "- x\n";
  EXPECT_EQ(parse_yaml(many).error, "line 20000: too many values");
  EXPECT_EQ(parse_yaml(std::string((1 << 20) + 1, 'x')).error, "longer than 1 MiB");
}

}  // namespace
}  // namespace nocloud

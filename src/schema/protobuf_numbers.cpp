#include <algorithm>
#include <charconv>

#include "schema/protobuf.h"

namespace coracle::schema {
namespace {

/// "name=1.1:shape"
ProtobufField parse_protobuf_field(std::string_view word) {
  const auto equals = word.find('=');
  ProtobufField field;
  field.json = word.substr(0, equals);
  if (const auto colon = word.find(':'); colon != std::string_view::npos) field.shape = word.substr(colon + 1);
  const auto* end = word.data() + word.size();
  if (equals == std::string_view::npos) broken("no field number in " + std::string(word));
  auto read = std::from_chars(word.data() + equals + 1, end, field.number);
  if (read.ec == std::errc() && read.ptr != end && *read.ptr == '.')
    read = std::from_chars(read.ptr + 1, end, field.inner);
  if (read.ec != std::errc() || (read.ptr != end && *read.ptr != ':'))
    broken("no field number in " + std::string(word));
  return field;
}

}  // namespace

void ProtobufNumbers::add(const ProtobufPackage& package) {
  std::vector<ProtobufField>* message = nullptr;
  each_word(package.lines, '\n', [&](std::string_view line) {
    bool first = !line.empty() && line.front() != ' ';
    each_word(line, ' ', [&](std::string_view word) {
      if (word.empty()) return;
      if (first) {
        message = &messages_[std::string(package.name) + '.' + std::string(word)];
        first = false;
        return;
      }
      if (message == nullptr) broken("a field before the first message of " + std::string(package.name));
      message->push_back(parse_protobuf_field(word));
    });
  });
  for (auto& [name, fields] : messages_)
    std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
}

const std::vector<ProtobufField>* ProtobufNumbers::find(std::string_view struct_name) const {
  const auto found = messages_.find(std::string(struct_name));
  return found == messages_.end() ? nullptr : &found->second;
}

}  // namespace coracle::schema

#include "fields.h"

namespace coracle::cri_pod {

namespace {
const boost::json::object& empty_object() {
  static const boost::json::object none;
  return none;
}
}  // namespace

Fields::Fields(const boost::json::value& value, std::string path, std::string& problem)
    : object_(value.if_object()), path_(std::move(path)), problem_(&problem) {
  if (object_) return;
  object_ = &empty_object();
  complain((path_.empty() ? "the file" : path_) + " must be an object");
}

std::string Fields::at(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void Fields::complain(const std::string& what) const {
  if (problem_->empty()) *problem_ = what;
}

const boost::json::value* Fields::take(const char* name) {
  taken_.insert(name);
  const auto* value = object_->if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

void Fields::nothing_else() const {
  for (const auto& member : *object_)
    if (!taken_.contains(std::string_view(member.key()))) complain(at(member.key()) + " is not supported by cri-pod");
}

std::string Fields::text(const char* name) {
  const auto* value = take(name);
  if (!value) return {};
  if (value->is_string()) return std::string(value->get_string());
  complain(at(name) + " must be a string");
  return {};
}

std::string Fields::required_text(const char* name) {
  auto value = text(name);
  if (value.empty()) complain(at(name) + " is required");
  return value;
}

std::optional<std::int64_t> Fields::number(const char* name) {
  const auto* value = take(name);
  if (!value) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  complain(at(name) + " must be a whole number");
  return std::nullopt;
}

std::optional<bool> Fields::truth(const char* name) {
  const auto* value = take(name);
  if (!value) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  complain(at(name) + " must be true or false");
  return std::nullopt;
}

std::vector<std::string> Fields::texts(const char* name) {
  std::vector<std::string> all;
  const auto* value = take(name);
  if (!value) return all;
  if (!value->is_array()) {
    complain(at(name) + " must be a list");
    return all;
  }
  for (const auto& item : value->get_array()) {
    if (item.is_string())
      all.emplace_back(item.get_string());
    else
      complain(at(name) + " must hold strings only");
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> Fields::text_map(const char* name) {
  std::vector<std::pair<std::string, std::string>> all;
  const auto* value = take(name);
  if (!value) return all;
  if (!value->is_object()) {
    complain(at(name) + " must be an object");
    return all;
  }
  for (const auto& member : value->get_object()) {
    if (member.value().is_string())
      all.emplace_back(member.key(), member.value().get_string());
    else
      complain(at(name) + "." + std::string(member.key()) + " must be a string");
  }
  return all;
}

Fields Fields::object(const char* name) {
  static const boost::json::value none = boost::json::object();
  const auto* value = take(name);
  return {value ? *value : none, at(name), *problem_};
}

std::vector<Fields> Fields::objects(const char* name) {
  std::vector<Fields> all;
  const auto* value = take(name);
  if (!value) return all;
  if (!value->is_array()) {
    complain(at(name) + " must be a list");
    return all;
  }
  for (std::size_t i = 0; i < value->get_array().size(); ++i)
    all.emplace_back(value->get_array()[i], at(name) + "[" + std::to_string(i) + "]", *problem_);
  return all;
}

}  // namespace coracle::cri_pod

#include "json/patch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace coracle::json {
namespace {
namespace patching {

using Verb = Operation::Verb;
constexpr std::array<std::pair<std::string_view, Verb>, 6> verbs = {{{"add", Verb::add},
                                                                     {"remove", Verb::remove},
                                                                     {"replace", Verb::replace},
                                                                     {"move", Verb::move},
                                                                     {"copy", Verb::copy},
                                                                     {"test", Verb::test}}};
constexpr std::string_view missing = "missing value";
constexpr std::string_view bad_index = "invalid index referenced";

std::string_view name_of(Verb verb) {
  for (const auto& [name, known] : verbs)
    if (known == verb) return name;
  return {};
}

/// A failing operation; becomes the Error of apply().
struct Failure {
  std::string message;
};

std::string caused(std::string what, std::string_view cause) { return std::move(what) + ": " + std::string(cause); }

[[noreturn]] void fail_in(Verb verb, const Pointer& path, const std::string& why) {
  throw Failure{"error in " + std::string(name_of(verb)) + " for path: '" + path.text() + "': " + why};
}

// An index as evanphx/json-patch takes it: counted from the end when negative. `limit` is the greatest one allowed.
std::size_t list_index(const std::string& token, std::size_t size, std::size_t limit, Verb verb, const Pointer& path) {
  long long index = 0;
  const char* const end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data(), end, index);
  if (error != std::errc() || stop != end) fail_in(verb, path, "value was not a proper array index: '" + token + "'");
  const auto signed_limit = static_cast<long long>(limit);
  // Adding at -1 puts the item before the end of the longer list, so that it becomes the last.
  const auto from_end = verb == Verb::add ? static_cast<long long>(size) + 1 : static_cast<long long>(size);
  const auto wanted = index < 0 && index >= -from_end ? index + from_end : index;
  if (wanted < 0 || wanted > signed_limit)
    fail_in(verb, path, caused("Unable to access invalid index: " + token, bad_index));
  return static_cast<std::size_t>(wanted);
}

// Levels of objects and lists, each value looked at taken from `budget`.
std::size_t depth_of(const Value& value, std::size_t& budget) {
  if (budget == 0) throw Failure{"the patch moves and copies too much"};
  --budget;
  std::size_t deepest = 0;
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) deepest = std::max(deepest, depth_of(member.value(), budget));
    return deepest + 1;
  }
  if (const auto* array = value.if_array()) {
    for (const auto& item : *array) deepest = std::max(deepest, depth_of(item, budget));
    return deepest + 1;
  }
  return 0;
}

class Applier {
 public:
  Applier(Value& document, const PatchLimits& limits) : document_(document), limits_(limits) {}

  void apply(const Operation& operation) {
    switch (operation.verb) {
      case Verb::add:
        check_depth(operation.path, operation.value);
        return add(operation.path, operation.value, Verb::add);
      case Verb::remove:
        return remove(operation.path, Verb::remove);
      case Verb::replace:
        return replace(operation);
      case Verb::move:
        return move(operation);
      case Verb::copy:
        return copy(operation);
      case Verb::test:
        return test(operation);
    }
  }

 private:
  // What holds the last token, or null. Negative indices count from the end here too.
  Value* container(const Pointer& path) {
    Value* at = &document_;
    for (std::size_t i = 0; i + 1 < path.tokens().size(); ++i) {
      const auto& token = path.tokens()[i];
      if (auto* object = at->if_object()) {
        at = object->if_contains(token);
      } else if (auto* array = at->if_array()) {
        at = item(*array, token);
      } else {
        return nullptr;
      }
      if (!at) return nullptr;
    }
    return at->is_object() || at->is_array() ? at : nullptr;
  }

  static Value* item(Array& array, const std::string& token) {
    long long index = 0;
    const char* const end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, index);
    const auto size = static_cast<long long>(array.size());
    if (error != std::errc() || stop != end || index >= size || index < -size) return nullptr;
    return &array[static_cast<std::size_t>(index < 0 ? index + size : index)];
  }

  // Everything that walks a value recurses, and copies could double a document's depth with each operation.
  void check_depth(const Pointer& path, const Value& value) {
    if (path.tokens().size() + depth_of(value, budget_) > limits_.depth)
      throw Failure{"the document would be nested deeper than " + std::to_string(limits_.depth) + " levels at '" +
                    path.text() + "'"};
  }

  void add(const Pointer& path, Value value, Verb verb) {
    if (path.empty()) {
      document_ = std::move(value);
      return;
    }
    auto* holder = container(path);
    if (!holder) no_container(verb, path);
    const auto& token = path.tokens().back();
    if (auto* object = holder->if_object()) {
      (*object)[token] = std::move(value);
      return;
    }
    auto& array = holder->get_array();
    if (token == "-") {
      array.push_back(std::move(value));
      return;
    }
    const auto index = list_index(token, array.size(), array.size(), Verb::add, path);
    array.insert(array.begin() + static_cast<std::ptrdiff_t>(index), std::move(value));
  }

  [[noreturn]] static void no_container(Verb verb, const Pointer& path) {
    const auto which = verb == Verb::move || verb == Verb::copy ? "destination path: " : "path: ";
    const auto shown = verb == Verb::add ? "\"" + path.text() + "\"" : path.text();
    throw Failure{
        caused(std::string(name_of(verb)) + " operation does not apply: doc is missing " + which + shown, missing)};
  }

  Value* find(const Pointer& path, Verb verb) {
    if (path.empty()) return &document_;
    auto* holder = container(path);
    if (!holder) return nullptr;
    const auto& token = path.tokens().back();
    if (auto* object = holder->if_object()) return object->if_contains(token);
    auto& array = holder->get_array();
    if (array.empty()) fail_in(verb, path, caused("Unable to access invalid index: " + token, bad_index));
    return &array[list_index(token, array.size(), array.size() - 1, verb, path)];
  }

  void remove(const Pointer& path, Verb verb) {
    if (path.empty()) {
      document_ = nullptr;
      return;
    }
    auto* holder = container(path);
    if (!holder) no_container(verb, path);
    const auto& token = path.tokens().back();
    if (auto* object = holder->if_object()) {
      if (object->erase(token) == 0) fail_in(verb, path, caused("unable to remove nonexistent key: " + token, missing));
      return;
    }
    auto& array = holder->get_array();
    if (array.empty()) fail_in(verb, path, caused("Unable to access invalid index: " + token, bad_index));
    const auto index = list_index(token, array.size(), array.size() - 1, verb, path);
    array.erase(array.begin() + static_cast<std::ptrdiff_t>(index));
  }

  void replace(const Operation& operation) {
    if (!operation.path.empty() && !container(operation.path)) no_container(Verb::replace, operation.path);
    auto* old = find(operation.path, Verb::replace);
    if (!old)
      throw Failure{caused("replace operation does not apply: doc is missing key: " + operation.path.text(), missing)};
    check_depth(operation.path, operation.value);
    *old = operation.value;
  }

  Value& source(const Operation& operation) {
    auto* found = find(operation.from, operation.verb);
    if (!found)
      throw Failure{caused(std::string(name_of(operation.verb)) +
                               " operation does not apply: doc is missing from path: " + operation.from.text(),
                           missing)};
    return *found;
  }

  void move(const Operation& operation) {
    if (operation.from == operation.path) {
      source(operation);
      return;
    }
    if (operation.from.contains(operation.path))
      fail_in(Verb::move, operation.path, "cannot move '" + operation.from.text() + "' into itself");
    Value value = std::move(source(operation));
    if (operation.path.tokens().size() > operation.from.tokens().size()) check_depth(operation.path, value);
    remove(operation.from, Verb::move);
    add(operation.path, std::move(value), Verb::move);
  }

  void copy(const Operation& operation) {
    Value value = source(operation);
    copied_ += json::serialize(value).size();
    if (copied_ > limits_.copied_bytes)
      throw Failure{"Unable to complete the copy, the accumulated size increase of copy is " + std::to_string(copied_) +
                    ", exceeding the limit " + std::to_string(limits_.copied_bytes)};
    check_depth(operation.path, value);
    add(operation.path, std::move(value), Verb::copy);
  }

  void test(const Operation& operation) {
    const auto* found = find(operation.path, Verb::test);
    const bool holds = found ? equal(*found, operation.value) : operation.value.is_null();
    if (!holds) throw Failure{caused("testing value " + operation.path.text() + " failed", "test failed")};
  }

  Value& document_;
  const PatchLimits& limits_;
  std::size_t copied_ = 0;
  std::size_t budget_ = 20'000'000;  // values looked at for their depth
};

Error not_a_patch(std::size_t index, const std::string& why) {
  return {Reason::bad_request, "JSON patch operation " + std::to_string(index) + ": " + why};
}

Result<Pointer> pointer_member(const Object& object, std::string_view member) {
  const auto* text = object.if_contains(member);
  if (!text) return Error(Reason::bad_request, "member \"" + std::string(member) + "\" is missing");
  if (!text->is_string())
    return Error(Reason::bad_request,
                 "member \"" + std::string(member) + "\" must be a string, not " + std::string(kind_name(*text)));
  return Pointer::parse(text->get_string());
}

Result<Operation> operation_of(const Value& value) {
  const auto* object = value.if_object();
  if (!object) return Error(Reason::bad_request, "must be an object, not " + std::string(kind_name(value)));
  const auto name = text(value, {"op"});
  const auto* known = std::find_if(verbs.begin(), verbs.end(), [&](const auto& row) { return row.first == name; });
  if (known == verbs.end())
    return Error(Reason::bad_request,
                 "unexpected op \"" + std::string(name) + "\", must be add, remove, replace, move, copy or test");
  Operation operation;
  operation.verb = known->second;
  auto path = pointer_member(*object, "path");
  if (!path) return path.error();
  operation.path = std::move(*path);
  if (operation.verb == Verb::move || operation.verb == Verb::copy) {
    auto from = pointer_member(*object, "from");
    if (!from) return from.error();
    operation.from = std::move(*from);
  } else if (operation.verb != Verb::remove) {
    const auto* given = object->if_contains("value");
    // A test without a value is taken by kube-apiserver: it asks that nothing is there.
    if (!given && operation.verb != Verb::test) return Error(Reason::bad_request, "member \"value\" is missing");
    if (given) operation.value = *given;
  }
  return operation;
}

}  // namespace patching
}  // namespace

Result<Patch> parse_patch(const Value& patch, const PatchLimits& limits) {
  const auto* list = patch.if_array();
  if (!list)
    return Error(Reason::bad_request,
                 "a JSON patch must be an array of operations, not " + std::string(kind_name(patch)));
  if (list->size() > limits.operations)
    return Error(Reason::request_entity_too_large, "The allowed maximum operations in a JSON patch is " +
                                                       std::to_string(limits.operations) + ", got " +
                                                       std::to_string(list->size()));
  Patch operations;
  operations.reserve(list->size());
  for (const auto& item : *list) {
    auto operation = patching::operation_of(item);
    if (!operation) return patching::not_a_patch(operations.size(), operation.error().message());
    operations.push_back(std::move(*operation));
  }
  return operations;
}

Value to_value(const Patch& patch) {
  Array list;
  list.reserve(patch.size());
  for (const auto& operation : patch) {
    Object object;
    object["op"] = patching::name_of(operation.verb);
    using Verb = Operation::Verb;
    if (operation.verb == Verb::move || operation.verb == Verb::copy) object["from"] = operation.from.text();
    object["path"] = operation.path.text();
    if (operation.verb == Verb::add || operation.verb == Verb::replace || operation.verb == Verb::test)
      object["value"] = operation.value;
    list.push_back(std::move(object));
  }
  return list;
}

Result<Value> apply_patch(const Value& document, const Patch& patch, const PatchLimits& limits) {
  Value changed = document;
  patching::Applier applier(changed, limits);
  try {
    for (const auto& operation : patch) applier.apply(operation);
  } catch (const patching::Failure& failure) {
    return Error(Reason::invalid, failure.message);
  }
  return changed;
}

}  // namespace coracle::json

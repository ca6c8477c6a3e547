#include "schema/codec.h"

namespace coracle::schema {
namespace {

template <class T>
bool same_as_is(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}

bool same_value(const void* a, const void* b, const Type& type);

struct Walk {
  std::vector<std::pair<std::string_view, const void*>> members;
};

/// Maps come ordered by key, so equal ones come member by member.
bool same_map(const void* a, const void* b, const Type& type) {
  if (type.size(a) != type.size(b)) return false;
  Walk left;
  Walk right;
  const auto take = [](void* context, std::string_view key, const void* value) {
    static_cast<Walk*>(context)->members.emplace_back(key, value);
  };
  type.each(a, &left, take);
  type.each(b, &right, take);
  for (std::size_t i = 0; i < left.members.size(); ++i) {
    if (left.members[i].first != right.members[i].first) return false;
    if (!same_value(left.members[i].second, right.members[i].second, *type.element)) return false;
  }
  return true;
}

bool same_items(const void* a, const void* b, const Type& type) {
  const auto n = type.size(a);
  if (n != type.size(b)) return false;
  for (std::size_t i = 0; i < n; ++i) {
    if (!same_value(type.at(a, i), type.at(b, i), *type.element)) return false;
  }
  return true;
}

bool same_value(const void* a, const void* b, const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return same_as_is<bool>(a, b);
    case Kind::int32:
      return same_as_is<std::int32_t>(a, b);
    case Kind::int64:
      return same_as_is<std::int64_t>(a, b);
    case Kind::uint32:
      return same_as_is<std::uint32_t>(a, b);
    case Kind::number:
      return same_as_is<double>(a, b);
    case Kind::quantity:
      return same_as_is<Quantity>(a, b);
    case Kind::int_or_string:
      return same_as_is<IntOrString>(a, b);
    case Kind::time:
      return same_as_is<Time>(a, b);
    case Kind::micro_time:
      return same_as_is<MicroTime>(a, b);
    case Kind::bytes:
      return same_as_is<Bytes>(a, b);
    case Kind::text:
      return same_as_is<std::string>(a, b);
    case Kind::free_form:
      return json::equal(*static_cast<const json::Value*>(a), *static_cast<const json::Value*>(b));
    case Kind::map:
      return same_map(a, b, type);
    case Kind::list:
    case Kind::optional:
      return same_items(a, b, type);
    case Kind::object:
      return equal(a, b, type.object());
  }
  return false;
}

}  // namespace

bool equal(const void* a, const void* b, const Struct& table) {
  for (const auto& field : table.fields) {
    if (!same_value(static_cast<const char*>(a) + field.offset, static_cast<const char*>(b) + field.offset,
                    *field.type)) {
      return false;
    }
  }
  return true;
}

}  // namespace coracle::schema

#pragma once
// How the functions over tables reach into one C++ field type: a constant of function pointers for each type.
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/box.h"
#include "schema/scalars.h"
#include "schema/table.h"

namespace coracle::schema {

enum class Kind : unsigned char {
  boolean,
  int32,
  int64,
  uint32,
  number,
  text,
  quantity,
  int_or_string,
  time,
  micro_time,
  bytes,
  free_form,  // json::Value
  list,
  map,       // with text keys
  optional,  // std::optional or Box
  object,
};

using Visit = void (*)(void* context, std::string_view key, const void* value);

struct Type {
  Kind kind;
  const Struct& (*object)() = nullptr;  ///< Kind::object
  const Type* element = nullptr;        ///< of list, map and optional
  // list: number of items, an item, a new last item. optional: 0 or 1, the value, a fresh value. map: number of
  // members.
  std::size_t (*size)(const void*) = nullptr;
  const void* (*at)(const void*, std::size_t) = nullptr;
  void* (*add)(void*) = nullptr;
  void (*clear)(void*) = nullptr;
  // map
  void (*each)(const void*, void* context, Visit) = nullptr;
  void* (*insert)(void*, std::string_view key) = nullptr;
};

/// A struct with a table: describe(const T*) is found beside it.
template <class T>
concept Described = requires(const T* t) {
  { describe(t) } -> std::same_as<const Struct&>;
};

template <class T>
struct TypeFor;  // a field type without a table line: give the struct a describe(), or use one of those below

template <class T>
inline constexpr Type type_of = TypeFor<T>::type();

template <Kind K>
struct ScalarType {
  static constexpr Type type() { return {.kind = K}; }
};
template <>
struct TypeFor<bool> : ScalarType<Kind::boolean> {};
template <>
struct TypeFor<std::int32_t> : ScalarType<Kind::int32> {};
template <>
struct TypeFor<std::int64_t> : ScalarType<Kind::int64> {};
template <>
struct TypeFor<std::uint32_t> : ScalarType<Kind::uint32> {};
template <>
struct TypeFor<double> : ScalarType<Kind::number> {};
template <>
struct TypeFor<std::string> : ScalarType<Kind::text> {};
template <>
struct TypeFor<Quantity> : ScalarType<Kind::quantity> {};
template <>
struct TypeFor<IntOrString> : ScalarType<Kind::int_or_string> {};
template <>
struct TypeFor<Time> : ScalarType<Kind::time> {};
template <>
struct TypeFor<MicroTime> : ScalarType<Kind::micro_time> {};
template <>
struct TypeFor<Bytes> : ScalarType<Kind::bytes> {};
template <>
struct TypeFor<boost::json::value> : ScalarType<Kind::free_form> {};

template <Described T>
struct TypeFor<T> {
  static const Struct& object() { return describe(static_cast<const T*>(nullptr)); }
  static constexpr Type type() { return {.kind = Kind::object, .object = &object}; }
};

template <class T>
struct TypeFor<std::vector<T>> {
  using List = std::vector<T>;
  static std::size_t size(const void* p) { return static_cast<const List*>(p)->size(); }
  static const void* at(const void* p, std::size_t i) { return &(*static_cast<const List*>(p))[i]; }
  static void* add(void* p) { return &static_cast<List*>(p)->emplace_back(); }
  static void clear(void* p) { static_cast<List*>(p)->clear(); }
  static constexpr Type type() {
    return {.kind = Kind::list, .element = &type_of<T>, .size = &size, .at = &at, .add = &add, .clear = &clear};
  }
};

template <class T>
struct TypeFor<std::map<std::string, T>> {
  using Map = std::map<std::string, T>;
  static std::size_t size(const void* p) { return static_cast<const Map*>(p)->size(); }
  static void each(const void* p, void* context, Visit visit) {
    for (const auto& [key, value] : *static_cast<const Map*>(p)) visit(context, key, &value);
  }
  static void* insert(void* p, std::string_view key) { return &(*static_cast<Map*>(p))[std::string(key)]; }
  static void clear(void* p) { static_cast<Map*>(p)->clear(); }
  static constexpr Type type() {
    return {
        .kind = Kind::map, .element = &type_of<T>, .size = &size, .clear = &clear, .each = &each, .insert = &insert};
  }
};

template <class Held, class T>
struct MaybeType {
  static std::size_t size(const void* p) { return static_cast<const Held*>(p)->has_value() ? 1 : 0; }
  static const void* at(const void* p, std::size_t) { return &**static_cast<const Held*>(p); }
  static void* add(void* p) { return &static_cast<Held*>(p)->emplace(); }
  static void clear(void* p) { static_cast<Held*>(p)->reset(); }
  static constexpr Type type() {
    return {.kind = Kind::optional, .element = &type_of<T>, .size = &size, .at = &at, .add = &add, .clear = &clear};
  }
};
template <class T>
struct TypeFor<std::optional<T>> : MaybeType<std::optional<T>, T> {};
template <class T>
struct TypeFor<Box<T>> : MaybeType<Box<T>, T> {};

/// Room for an S that is never made: members' offsets are taken from it, without constructing one at start.
template <class S>
union Specimen {
  constexpr Specimen() : nothing() {}
  constexpr ~Specimen() {}
  char nothing;
  S value;
};
template <class S>
inline constinit Specimen<S> specimen{};

template <auto M>
struct Member;
template <class S, class F, F S::*P>
struct Member<P> {
  using type = F;
  static std::size_t offset() {
    return static_cast<std::size_t>(reinterpret_cast<const char*>(&(specimen<S>.value.*P)) -
                                    reinterpret_cast<const char*>(&specimen<S>));
  }
};

/// One table line.
template <auto M>
Field field(std::string_view json, std::string_view doc) {
  return Field{json, Member<M>::offset(), &type_of<typename Member<M>::type>, doc};
}

}  // namespace coracle::schema

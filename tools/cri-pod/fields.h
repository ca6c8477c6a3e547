#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coracle::cri_pod {

/// The members of one JSON object, taken one by one: what has the wrong type, and what nobody took, is a problem.
/// The first problem of a file is kept in one string that all its Fields share.
class Fields {
 public:
  Fields(const boost::json::value& value, std::string path, std::string& problem);
  /// Says which member was not taken; call it when all were.
  void nothing_else() const;

  std::string text(const char* name);
  std::string required_text(const char* name);
  std::optional<std::int64_t> number(const char* name);
  std::optional<bool> truth(const char* name);
  std::vector<std::string> texts(const char* name);
  std::vector<std::pair<std::string, std::string>> text_map(const char* name);
  /// The member as an object; an empty one when it is absent.
  Fields object(const char* name);
  std::vector<Fields> objects(const char* name);
  bool has(const char* name) const { return object_->contains(name); }

  const std::string& path() const { return path_; }
  void complain(const std::string& what) const;

 private:
  const boost::json::value* take(const char* name);
  std::string at(std::string_view name) const;

  const boost::json::object* object_;
  std::string path_;
  std::string* problem_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace coracle::cri_pod

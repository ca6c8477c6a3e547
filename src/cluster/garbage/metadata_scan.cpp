#include "cluster/garbage/metadata_scan.h"

#include <string>

namespace coracle::cluster::garbage {
namespace {

/// Walks over compact JSON. Fails, for good, where the text is none.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool good() const { return good_; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }
  void expect(char wanted) { good_ = take(wanted) && good_; }

  /// A string without escapes, as names, uids and versions are; with one, it fails.
  std::string_view word() {
    expect('"');
    const auto end = good_ ? text_.find('"', at_) : std::string_view::npos;
    if (end == std::string_view::npos) return fail();
    const auto out = text_.substr(at_, end - at_);
    if (out.find('\\') != std::string_view::npos) return fail();
    at_ = end + 1;
    return out;
  }

  void skip_value() {
    if (peek() == '"') return skip_string();
    if (peek() != '{' && peek() != '[') {  // a number, true, false or null
      const auto end = text_.find_first_of(",}]", at_);
      if (end == std::string_view::npos) fail();
      at_ = end;
      return;
    }
    int depth = 0;
    while (good_) {
      const char letter = peek();
      if (letter == '\0') fail();
      if (letter == '"') {
        skip_string();
        continue;
      }
      ++at_;
      if (letter == '{' || letter == '[') ++depth;
      if ((letter == '}' || letter == ']') && --depth == 0) return;
    }
  }

 private:
  std::string_view fail() {
    good_ = false;
    return {};
  }
  void skip_string() {
    ++at_;
    while (true) {
      const auto end = text_.find_first_of("\"\\", at_);
      if (end == std::string_view::npos) {
        fail();
        return;
      }
      at_ = end + (text_[end] == '\\' ? 2 : 1);
      if (text_[end] == '"') return;
    }
  }
  std::string_view text_;
  std::size_t at_ = 0;
  bool good_ = true;
};

/// Calls `member` with each member's name; it must take the value.
template <class Member>
void each_member(Scanner& scanner, Member member) {
  scanner.expect('{');
  if (scanner.take('}')) return;
  do {
    const auto name = scanner.word();
    scanner.expect(':');
    if (!scanner.good()) return;
    member(name);
  } while (scanner.good() && scanner.take(','));
  scanner.expect('}');
}

void scan_metadata(Scanner& scanner, ScannedMetadata& out) {
  each_member(scanner, [&](std::string_view name) {
    if (name == "namespace") return void(out.ns = scanner.word());
    if (name == "name") return void(out.name = scanner.word());
    if (name == "uid") return void(out.uid = scanner.word());
    if (name == "resourceVersion") return void(out.version = scanner.word());
    out.has_owners = out.has_owners || name == "ownerReferences";
    out.has_finalizers = out.has_finalizers || name == "finalizers";
    out.is_deleted = out.is_deleted || name == "deletionTimestamp";
    scanner.skip_value();
  });
}
}  // namespace

std::optional<ScannedEvent> scan_event(std::string_view line) {
  Scanner scanner(line);
  ScannedEvent out;
  each_member(scanner, [&](std::string_view name) {
    if (name == "type") return void(out.type = scanner.word());
    if (name != "object") return scanner.skip_value();
    each_member(scanner, [&](std::string_view inner) {
      if (inner == "metadata") return scan_metadata(scanner, out.metadata);
      scanner.skip_value();
    });
  });
  if (!scanner.good()) return std::nullopt;
  return out;
}

std::uint64_t identity_of(std::string_view kind, std::string_view ns, std::string_view name, std::string_view uid) {
  std::uint64_t number = 0xcbf29ce484222325ULL;
  for (const auto part : {kind, ns, name, uid}) {
    number ^= std::hash<std::string_view>{}(part);
    number *= 0x9e3779b97f4a7c15ULL;
    number ^= number >> 32U;
  }
  return number;
}

}  // namespace coracle::cluster::garbage

#include <algorithm>

#include "node/mirror/store.h"

namespace coracle::node::mirror {
namespace {
constexpr std::size_t longest_repository = 255;
constexpr std::size_t longest_tag = 128;

bool is_low(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_word(char c) { return is_low(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

/// [a-z0-9]+ with ".", "_", "__" or any number of "-" between.
bool is_path_component(std::string_view text) {
  if (text.empty() || !is_low(text.front()) || !is_low(text.back())) return false;
  for (std::size_t i = 0; i < text.size();) {
    if (is_low(text[i])) {
      ++i;
      continue;
    }
    const auto end = std::min(text.find_first_of("abcdefghijklmnopqrstuvwxyz0123456789", i), text.size());
    const auto between = text.substr(i, end - i);
    const bool dashes = between.find_first_not_of('-') == std::string_view::npos;
    if (!dashes && between != "." && between != "_" && between != "__") return false;
    i = end;
  }
  return true;
}

bool is_host_name(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.front() != '.' && text.back() != '-' && text.back() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) { return (is_word(c) && c != '_') || c == '-' || c == '.'; });
}

bool is_registry(std::string_view text) {
  const auto bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return false;
  const auto colon = text.find(':', bracket);
  if (colon != std::string_view::npos) {
    const auto port = text.substr(colon + 1);
    if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos) return false;
  }
  if (bracket == 0) return is_host_name(text.substr(0, colon));
  const auto address = text.substr(1, bracket - 1);
  return !address.empty() && address.find_first_not_of("0123456789abcdefABCDEF:") == std::string_view::npos &&
         (colon == std::string_view::npos ? bracket + 1 == text.size() : colon == bracket + 1);
}

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= longest_tag && is_word(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}
}  // namespace

bool is_digest(std::string_view text) {
  return text.size() == 71 && text.starts_with("sha256:") &&
         text.substr(7).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string ImageName::text() const {
  auto out = registry + "/" + repository;
  if (!tag.empty()) out += ":" + tag;
  if (!digest.empty()) out += "@" + digest;
  return out;
}

Result<ImageName> parse_image_name(std::string_view text) {
  const auto wrong = [&](const char* why) {
    return Error(Reason::bad_request, "image name '" + std::string(text.substr(0, 300)) + "': " + why);
  };
  ImageName name;
  auto rest = text;
  if (const auto at = rest.find('@'); at != std::string_view::npos) {
    name.digest = rest.substr(at + 1);
    if (!is_digest(name.digest)) return wrong("a digest is sha256: and 64 hexadecimal digits in lower case");
    rest = rest.substr(0, at);
  }
  const auto slash = rest.find('/');
  const auto first = rest.substr(0, slash);
  const bool has_registry = slash != std::string_view::npos &&
                            (first.find_first_of(".:") != std::string_view::npos || first == "localhost" ||
                             std::any_of(first.begin(), first.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
  name.registry = has_registry ? first : "docker.io";
  if (name.registry == "index.docker.io") name.registry = "docker.io";
  if (has_registry) rest.remove_prefix(slash + 1);
  if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
    name.tag = rest.substr(colon + 1);
    if (!is_tag(name.tag)) return wrong("a tag has letters, digits, '_', '.' and '-', 128 at most");
    rest = rest.substr(0, colon);
  } else if (name.digest.empty()) {
    name.tag = "latest";
  }
  name.repository = rest;
  if (name.registry == "docker.io" && rest.find('/') == std::string_view::npos)
    name.repository = "library/" + name.repository;
  if (!is_registry(name.registry)) return wrong("the registry must be a host name, perhaps with a port");
  if (name.repository.size() + name.registry.size() > longest_repository) return wrong("it is longer than 255 bytes");
  for (std::size_t begin = 0; begin <= name.repository.size();) {
    const auto end = std::min(name.repository.find('/', begin), name.repository.size());
    if (!is_path_component(std::string_view(name.repository).substr(begin, end - begin)))
      return wrong("a repository has lower-case letters and digits, with '.', '_' or '-' between them");
    begin = end + 1;
  }
  return name;
}

}  // namespace coracle::node::mirror

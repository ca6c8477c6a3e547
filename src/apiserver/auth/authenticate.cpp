#include "apiserver/auth/authenticate.h"

#include "net/encoding.h"

namespace coracle::apiserver {
namespace {

bool has_group(const net::User& user, std::string_view group) {
  return std::find(user.groups.begin(), user.groups.end(), group) != user.groups.end();
}

net::User with_authenticated(net::User user) {
  if (!has_group(user, "system:authenticated")) user.groups.emplace_back("system:authenticated");
  return user;
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view bearer_token(const net::Request& request) {
  const auto header = request.headers.get("Authorization");
  const auto blank = header.find(' ');
  if (blank == std::string_view::npos || !same_letters(header.substr(0, blank), "bearer")) return {};
  auto token = header.substr(blank + 1);
  while (!token.empty() && token.front() == ' ') token.remove_prefix(1);
  return token;
}

/// Whom an administrator asks to act as; nothing without Impersonate- headers.
std::optional<net::User> impersonated(const net::Request& request) {
  const auto name = request.headers.get("Impersonate-User");
  net::User user;
  user.name = name;
  bool any = !name.empty();
  constexpr std::string_view extra_prefix = "Impersonate-Extra-";
  for (const auto& [field, value] : request.headers) {
    if (same_letters(field, "Impersonate-Group")) {
      user.groups.push_back(value);
      any = true;
    } else if (same_letters(field, "Impersonate-Uid")) {
      user.uid = value;
      any = true;
    } else if (field.size() > extra_prefix.size() && same_letters(field.substr(0, extra_prefix.size()), extra_prefix)) {
      std::string key = field.substr(extra_prefix.size());
      std::transform(key.begin(), key.end(), key.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      user.extra.push_back({std::move(key), {value}});
      any = true;
    }
  }
  if (!any) return std::nullopt;
  if (name.empty())
    throw Error(Reason::bad_request,
                "requested groups, uid or extra without impersonating a user: Impersonate-User is missing");
  if (name.starts_with("system:serviceaccount:") && user.groups.empty()) {
    const auto rest = name.substr(std::string_view("system:serviceaccount:").size());
    user.groups = {"system:serviceaccounts", "system:serviceaccounts:" + std::string(rest.substr(0, rest.find(':')))};
  }
  return user.name == "system:anonymous" ? user : with_authenticated(std::move(user));
}
}  // namespace

net::User Authentication::of_token(std::string_view token) {
  constexpr auto lifetime = std::chrono::seconds(10);
  constexpr std::size_t most = 4096;
  auto key = net::sha256(token);
  const auto now = clock_.steady();
  {
    const std::lock_guard lock(mutex_);
    const auto found = good_.find(key);
    if (found != good_.end() && now < found->second.until) return found->second.user;
  }
  auto user = with_authenticated(tokens_.check(token).take());
  const std::lock_guard lock(mutex_);
  if (good_.size() >= most) std::erase_if(good_, [&](const auto& entry) { return now >= entry.second.until; });
  if (good_.size() >= most) good_.clear();
  good_.insert_or_assign(std::move(key), Good{user, now + lifetime});
  return user;
}

net::User Authentication::who(const net::Request& request) {
  if (request.user) return with_authenticated(*request.user);
  if (request.peer && !request.peer->common_name.empty()) {
    net::User user;
    user.name = request.peer->common_name;
    user.groups = request.peer->organizations;
    return with_authenticated(std::move(user));
  }
  if (const auto token = bearer_token(request); !token.empty()) return of_token(token);
  return {"system:anonymous", "", {"system:unauthenticated"}, {}};
}

Task<std::optional<net::User>> Authentication::authenticate(const net::Request& request) {
  auto user = who(request);
  const auto as = impersonated(request);
  if (!as) co_return user;
  if (!has_group(user, "system:masters"))
    throw Error(Reason::forbidden,
                fmt::format("users \"{}\" is forbidden: User \"{}\" cannot impersonate resource \"users\" in "
                            "API group \"\" at the cluster scope",
                            as->name, user.name));
  co_return as;
}

Decision decide(const net::User& user, const Attributes& attributes) {
  if (has_group(user, "system:authenticated")) return {true, ""};
  constexpr std::string_view open[] = {"/healthz", "/livez", "/readyz", "/version", "/version/"};
  if (!attributes.is_resource && attributes.verb == "get")
    for (const auto path : open)
      if (attributes.path == path) return {true, ""};
  return {false, ""};
}

Task<Decision> Authorization::authorize(const net::User& user, const Attributes& attributes) {
  co_return decide(user, attributes);
}

}  // namespace coracle::apiserver

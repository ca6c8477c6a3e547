#include "apiserver/auth/tokens.h"

#include "base/random.h"
#include "net/certificates.h"
#include "net/encoding.h"

namespace coracle::apiserver {
namespace {
using namespace std::chrono_literals;

/// Clocks of two machines may differ by so much.
constexpr auto leeway = 60s;
/// A pod that is being deleted keeps its token for so long: its containers are still shutting down.
constexpr auto deletion_grace = 60s;

std::int64_t unix_seconds(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

Error unauthorized(std::string message) { return {Reason::unauthorized, std::move(message)}; }

std::string claim(const json::Value& claims, std::initializer_list<std::string_view> path) {
  return std::string(json::text(claims, path));
}

std::optional<WallTime> time_claim(const json::Value& claims, std::string_view name) {
  const auto* value = json::find(claims, {name});
  if (!value || !value->is_int64()) return std::nullopt;
  // Beyond year 9999 is no time, and would overflow.
  if (value->get_int64() < 0 || value->get_int64() > 9'000'000'000) return std::nullopt;
  return WallTime{std::chrono::seconds(value->get_int64())};
}

std::vector<std::string> audiences_of(const json::Value& claims) {
  std::vector<std::string> out;
  const auto* value = json::find(claims, {"aud"});
  if (value && value->is_string()) out.emplace_back(std::string_view(value->get_string()));
  if (value && value->is_array())
    for (const auto& one : value->get_array())
      if (one.is_string()) out.emplace_back(std::string_view(one.get_string()));
  return out;
}

json::Value claims_of(const TokenClaims& asked, const std::string& issuer, WallTime now) {
  json::Array audiences;
  for (const auto& audience : asked.audiences) audiences.emplace_back(audience);
  if (audiences.empty()) audiences.emplace_back(issuer);
  json::Object kubernetes{
      {"namespace", asked.ns},
      {"serviceaccount", json::Object{{"name", asked.service_account}, {"uid", asked.service_account_uid}}}};
  if (asked.bound) {
    std::string member = asked.bound->kind;
    member[0] = static_cast<char>(member[0] + ('a' - 'A'));
    kubernetes[member] = json::Object{{"name", asked.bound->name}, {"uid", asked.bound->uid}};
  }
  if (!asked.node_name.empty()) kubernetes["node"] = json::Object{{"name", asked.node_name}, {"uid", asked.node_uid}};
  return json::Object{{"aud", std::move(audiences)},
                      {"exp", unix_seconds(now + std::chrono::duration_cast<WallTime::duration>(asked.lifetime))},
                      {"iat", unix_seconds(now)},
                      {"iss", issuer},
                      {"jti", random_uuid()},
                      {"kubernetes.io", std::move(kubernetes)},
                      {"nbf", unix_seconds(now)},
                      {"sub", "system:serviceaccount:" + asked.ns + ":" + asked.service_account}};
}
}  // namespace

Tokens::Tokens(std::string key_pem, std::string issuer, Store& store, const Clock& clock)
    : key_pem_(std::move(key_pem)),
      public_pem_(net::public_key_of(key_pem_).take()),
      key_id_(net::base64_url(net::sha256(net::public_key_der(key_pem_).take()))),
      issuer_(std::move(issuer)),
      store_(store),
      clock_(clock) {}

IssuedToken Tokens::issue(const TokenClaims& claims) const {
  const auto now = clock_.now();
  const json::Object header{{"alg", "ES256"}, {"kid", key_id_}};
  const auto text = net::base64_url(json::serialize(header)) + "." +
                    net::base64_url(json::serialize(claims_of(claims, issuer_, now)));
  return {text + "." + net::base64_url(net::sign_es256(key_pem_, text)),
          now + std::chrono::duration_cast<WallTime::duration>(claims.lifetime)};
}

Result<json::Value> Tokens::verified_claims(std::string_view token) const {
  constexpr std::size_t longest = 16U << 10U;
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  if (token.size() > longest || first == std::string_view::npos || last <= first + 1)
    return unauthorized("the bearer token is no service account token");
  const auto header_text = net::from_base64_url(token.substr(0, first));
  const auto claims_text = net::from_base64_url(token.substr(first + 1, last - first - 1));
  const auto signature = net::from_base64_url(token.substr(last + 1));
  if (!header_text || !claims_text || !signature) return unauthorized("the bearer token is not base64url");
  const auto header = json::parse(*header_text);
  if (!header || claim(*header, {"alg"}) != "ES256" || claim(*header, {"kid"}) != key_id_)
    return unauthorized("the bearer token was signed by another key");
  if (!net::verify_es256(public_pem_, token.substr(0, last), *signature))
    return unauthorized("the bearer token's signature is wrong");
  auto claims = json::parse(*claims_text);
  if (!claims) return unauthorized("the bearer token's claims are no JSON");
  return std::move(*claims);
}

std::optional<std::string> Tokens::missing(std::string_view collection, const std::string& key,
                                           std::string_view uid) const {
  const auto object = store_.collection(collection).snapshot()->find(key);
  if (!object || object->uid() != uid)
    return "the token is bound to " + std::string(collection) + " " + key + ", which no longer exists";
  const auto value = object->parse();
  const auto deleted = parse_time(json::text(value, {"metadata", "deletionTimestamp"}));
  if (deleted && clock_.now() > *deleted + deletion_grace)
    return "the token is bound to " + std::string(collection) + " " + key + ", which is being deleted";
  return std::nullopt;
}

Result<net::User> Tokens::user_of(const json::Value& claims) const {
  const auto ns = claim(claims, {"kubernetes.io", "namespace"});
  const auto account = claim(claims, {"kubernetes.io", "serviceaccount", "name"});
  const auto account_uid = claim(claims, {"kubernetes.io", "serviceaccount", "uid"});
  if (claim(claims, {"sub"}) != "system:serviceaccount:" + ns + ":" + account)
    return unauthorized("the token's subject is no service account");
  if (auto gone = missing("serviceaccounts", ns + "/" + account, account_uid)) return unauthorized(*gone);

  net::User user{"system:serviceaccount:" + ns + ":" + account,
                 account_uid,
                 {"system:serviceaccounts", "system:serviceaccounts:" + ns},
                 {}};
  user.extra.push_back({"authentication.kubernetes.io/credential-id", {"JTI=" + claim(claims, {"jti"})}});
  const auto extra = [&](std::string_view part, std::string_view member) {
    auto value = claim(claims, {"kubernetes.io", part, member});
    if (!value.empty())
      user.extra.push_back({fmt::format("authentication.kubernetes.io/{}-{}", part, member), {std::move(value)}});
  };
  if (const auto pod = claim(claims, {"kubernetes.io", "pod", "name"}); !pod.empty()) {
    if (auto gone = missing("pods", ns + "/" + pod, claim(claims, {"kubernetes.io", "pod", "uid"})))
      return unauthorized(*gone);
    extra("pod", "name");
    extra("pod", "uid");
  }
  if (const auto secret = claim(claims, {"kubernetes.io", "secret", "name"}); !secret.empty())
    if (auto gone = missing("secrets", ns + "/" + secret, claim(claims, {"kubernetes.io", "secret", "uid"})))
      return unauthorized(*gone);
  extra("node", "name");
  extra("node", "uid");
  return user;
}

Result<net::User> Tokens::check(std::string_view token, const std::vector<std::string>& audiences) const {
  const auto claims = verified_claims(token);
  if (!claims) return claims.error();
  if (claim(*claims, {"iss"}) != issuer_) return unauthorized("the token was issued by another server");
  const auto expires = time_claim(*claims, "exp");
  const auto begins = time_claim(*claims, "nbf");
  const auto now = clock_.now();
  if (!expires || now > *expires + leeway) return unauthorized("the token has expired");
  if (begins && now + leeway < *begins) return unauthorized("the token is not valid yet");
  const auto for_whom = audiences_of(*claims);
  const auto wanted = audiences.empty() ? std::vector<std::string>{issuer_} : audiences;
  const bool meant = std::any_of(for_whom.begin(), for_whom.end(), [&](const std::string& one) {
    return std::find(wanted.begin(), wanted.end(), one) != wanted.end();
  });
  if (!meant) return unauthorized("the token is meant for another audience");
  return user_of(*claims);
}

json::Value Tokens::key_set() const {
  const auto [x, y] = net::public_key_point(public_pem_).take();
  return json::Object{{"keys", json::Array{json::Object{{"use", "sig"},
                                                        {"kty", "EC"},
                                                        {"kid", key_id_},
                                                        {"crv", "P-256"},
                                                        {"alg", "ES256"},
                                                        {"x", net::base64_url(x)},
                                                        {"y", net::base64_url(y)}}}}};
}

}  // namespace coracle::apiserver

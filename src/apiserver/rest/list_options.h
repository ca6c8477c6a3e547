#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "apiserver/rest/rest.h"
#include "apiserver/rest/selector.h"

namespace coracle::apiserver {

/// The query of a list or a watch.
struct ListOptions {
  Selector selector;
  std::size_t limit = 0;  ///< 0: all
  std::string continue_token;
  std::optional<std::uint64_t> resource_version;  ///< absent: the newest
  std::string match;                              ///< resourceVersionMatch
  bool bookmarks = false;
  std::optional<bool> send_initial_events;
  std::optional<Duration> timeout;
};

/// Throws Error(bad_request) or Error(invalid) in kube-apiserver's words.
ListOptions list_options_of(const Call& call);
std::uint64_t parse_revision(std::string_view text);
/// "" and "0" ask for nothing; a version ahead of the store is 504, as in kube-apiserver.
void check_revision_asked(const Store& store, std::string_view text);
Error too_large_revision(std::uint64_t asked, std::uint64_t current);
/// "true", "1" ... as Go reads a boolean; nothing for an empty text.
std::optional<bool> parse_bool(std::string_view name, std::string_view text);

/// Where a list goes on: the moment its first page showed, and the key to begin with.
struct ContinueToken {
  std::int64_t revision = 0;  ///< -1: the newest, inconsistent with the pages before
  std::string start;
};
std::string encode_continue(const ContinueToken& token);
/// Throws Error(bad_request).
ContinueToken decode_continue(std::string_view text);

}  // namespace coracle::apiserver

#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"

namespace coracle::net {

/// Reads one HTTP/1.1 message after the other from bytes as they come. Everything it is fed is another's: what is wrong
/// throws Error(bad_request), a head past its limit an Error with code 431.
class MessageParser {
 public:
  enum class Kind { request, answer };
  MessageParser(Kind kind, std::size_t head_limit);
  ~MessageParser();

  /// Ready for the next message. `bodiless`: the answer to a HEAD request.
  void reset(bool bodiless = false);
  /// Takes what it can of the head from the front of `bytes`, and never of the body; returns how much it took. What is
  /// left is fed again with more behind it.
  std::size_t feed_head(std::string_view bytes);
  bool head_done() const;
  /// The same for the body, which is appended to `body`. Called only after the head.
  std::size_t feed_body(std::string_view bytes, std::string& body);
  bool done() const;
  /// The connection ended: the end of an answer that has no other, else Error(bad_request).
  void feed_end();

  std::string& method();
  std::string& target();
  int status() const;
  Headers& headers();
  bool keep_alive() const;
  bool old_version() const;  ///< HTTP/1.0
  std::optional<std::uint64_t> content_length() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::net

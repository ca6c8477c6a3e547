#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/task.h"
#include "net/stream.h"

namespace coracle::net {

/// Header fields in their order; names compare without case (RFC 9110).
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;
  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  /// The first field of that name, or empty.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  /// True when a comma-separated field holds the token, without case: Connection, Upgrade.
  bool lists(std::string_view name, std::string_view token) const;
  void set(std::string_view name, std::string value);  ///< replaces all of that name
  void add(std::string_view name, std::string value);
  void remove(std::string_view name);
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  bool empty() const { return fields_.empty(); }

 private:
  std::vector<Field> fields_;
};

/// "/api/v1/pods?watch=1&labelSelector=a%3Db", taken apart. The path is decoded segment by segment: an encoded slash
/// stays inside its segment, "." and ".." segments are refused by parse_target.
struct Target {
  std::vector<std::string> path;                            ///< {"api", "v1", "pods"}
  std::vector<std::pair<std::string, std::string>> query;   ///< decoded, in order
  std::string_view parameter(std::string_view name) const;  ///< the first of that name, or empty
  bool has(std::string_view name) const;
  std::vector<std::string_view> parameters(std::string_view name) const;
};
std::optional<Target> parse_target(std::string_view text);
std::string percent_encode(std::string_view text);
/// "a=1&b=x%20y" of pairs.
std::string encode_query(const std::vector<std::pair<std::string, std::string>>& query);

/// Who a request is from, once an authenticator has looked at it. In-process callers come with one.
struct User {
  std::string name;
  std::string uid;
  std::vector<std::string> groups;
  std::vector<std::pair<std::string, std::vector<std::string>>> extra;
};

/// The body of a message as it arrives.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// The next piece, or empty at the end. Throws when the connection breaks before the end.
  virtual Task<std::string> next() = 0;
};

struct Request {
  std::string method = "GET";
  std::string target = "/";  ///< as on the wire: path and query, percent-encoded
  Headers headers;
  std::string body;  ///< whole; the server refuses more than its limit with 413
  /// In place of `body`, a body of any length as it arrives: for a handler that asked for it (streams_body), and for
  /// clients that send one (chunked, never repeated). A handler's ends with its handle() and its answer.
  std::shared_ptr<BodyReader> upload;
  std::shared_ptr<const Peer> peer;
  std::optional<User> user;  ///< set only by a trusted in-process caller or an authenticator, never from the wire
};

/// Writes the body of an answer that goes on: a watch, a log.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  /// Sends at once (a chunk). The shared buffer may go to many clients. Throws when the client is gone.
  virtual Task<> write(std::shared_ptr<const std::string> bytes) = 0;
};

/// What an answer consists of after its head.
using Text = std::string;
using SharedTexts = std::vector<std::shared_ptr<const std::string>>;  ///< written one after the other, nothing copied
using Streamed = std::function<Task<>(BodyWriter&)>;                  ///< the body ends when the task does
/// 101 Switching Protocols: the connection is handed over after the head, with what was read too far.
using Upgraded = std::function<Task<>(std::unique_ptr<Stream>, std::string already_read)>;
using Body = std::variant<Text, SharedTexts, Streamed, Upgraded>;

struct Response {
  int status = 200;
  Headers headers;
  Body body;
};

/// A server's side. May be called for many requests at once. Throwing coracle::Error answers with a plain 500: servers
/// of the Kubernetes API make a Status of it before it gets here.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual Task<Response> handle(Request request) = 0;
  /// Asked once the head is there: true gets the body as `upload`, without a limit.
  virtual bool streams_body(const Request& head) const;
};

/// A client's view of an answer. Exactly one of `body` and `stream` is set: `stream` after 101.
struct Answer {
  int status = 0;
  Headers headers;
  std::unique_ptr<BodyReader> body;
  std::unique_ptr<Stream> stream;
  std::string already_read;  ///< bytes of `stream` that came with the head
};

/// Sends a request and gives the head of the answer: over a connection, or by a function call into a server of the
/// same process (in_process.h). Failures to reach the server throw Error(service_unavailable).
class RoundTrip {
 public:
  virtual ~RoundTrip() = default;
  virtual Task<Answer> send(Request request) = 0;
};

/// Reads a body whole, or throws Error(request_entity_too_large) past the limit.
Task<std::string> read_all(BodyReader& body, std::size_t limit);

}  // namespace coracle::net

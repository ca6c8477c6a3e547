#pragma once
// One call of virt-launcher over its socket (virt/shared/launcher_protocol.h), for the static programs of the launcher
// image: nothing of the C++ library.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace launcher_call {

constexpr const char* usual_socket = "/var/run/kubevirt/sockets/launcher-sock";

/// Text that grows up to a limit; what does not fit is lost, and full() says so.
template <size_t limit>
class Text {
 public:
  void add(const char* bytes, size_t size) {
    if (size > limit - size_) {
      full_ = true;
      size = limit - size_;
    }
    memcpy(text_ + size_, bytes, size);
    size_ += size;
    text_[size_] = '\0';
  }
  void add(const char* text) { add(text, strlen(text)); }
  /// As a JSON string, with its quotes.
  void add_quoted(const char* text) {
    add("\"");
    for (; *text; ++text) {
      const auto each = static_cast<unsigned char>(*text);
      char escaped[8];
      if (each == '"' || each == '\\') {
        snprintf(escaped, sizeof escaped, "\\%c", each);
        add(escaped);
      } else if (each < 0x20) {
        snprintf(escaped, sizeof escaped, "\\u%04x", each);
        add(escaped);
      } else {
        add(text, 1);
      }
    }
    add("\"");
  }
  char* data() { return text_; }
  size_t size() const { return size_; }
  size_t room() const { return limit - size_; }
  void grow(size_t by) {
    size_ += by;
    text_[size_] = '\0';
  }
  bool full() const { return full_; }

 private:
  char text_[limit + 1] = {};
  size_t size_ = 0;
  bool full_ = false;
};

using Request = Text<(256U << 10U)>;
using Reply = Text<(4U << 20U)>;

/// After the string that begins at `at` (a quote); null when it has no end.
inline const char* after_string(const char* at) {
  for (++at; *at && *at != '"'; ++at) {
    if (*at == '\\' && at[1]) ++at;
  }
  return *at ? at + 1 : nullptr;
}

/// The value of a member of the outermost object, or null.
inline const char* member(const char* json, const char* name) {
  int depth = 0;
  const size_t length = strlen(name);
  for (const char* at = json; at && *at;) {
    if (*at == '"') {
      const char* end = after_string(at);
      if (!end) return nullptr;
      const char* colon = end;
      while (*colon == ' ' || *colon == '\n') ++colon;
      const bool key = depth == 1 && *colon == ':';
      if (key && static_cast<size_t>(end - at) == length + 2 && strncmp(at + 1, name, length) == 0) {
        ++colon;
        while (*colon == ' ' || *colon == '\n') ++colon;
        return colon;
      }
      at = end;
      continue;
    }
    if (*at == '{' || *at == '[') ++depth;
    if (*at == '}' || *at == ']') --depth;
    ++at;
  }
  return nullptr;
}

inline bool is_true(const char* value) { return value && strncmp(value, "true", 4) == 0; }
inline int number(const char* value) { return value ? atoi(value) : 0; }

/// Writes a JSON string's text; what is beyond Latin-1 in \u escapes becomes a question mark.
inline void print_text(const char* value, FILE* out) {
  if (!value || *value != '"') return;
  for (++value; *value && *value != '"'; ++value) {
    if (*value != '\\') {
      fputc(*value, out);
      continue;
    }
    ++value;
    const char* const letters = "bfnrt";
    const char* const meant = "\b\f\n\r\t";
    if (const char* found = *value ? strchr(letters, *value) : nullptr) {
      fputc(meant[found - letters], out);
    } else if (*value == 'u' && strlen(value) > 4) {
      char digits[5] = {value[1], value[2], value[3], value[4], '\0'};
      const long code = strtol(digits, nullptr, 16);
      fputc(code < 0x80 ? static_cast<int>(code) : '?', out);
      value += 4;
    } else if (*value) {
      fputc(*value, out);
    }
  }
}

inline int connect_to(const char* path, int seconds) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(address.sun_path, path);
  const int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (peer < 0) return -1;
  const timeval limit{seconds, 0};
  setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return peer;
  close(peer);
  return -1;
}

/// Posts the body and gives the answer's JSON, or null with a word on standard error.
inline const char* post(const char* program, const char* path, const char* verb, Request& body, Reply& reply,
                        int seconds) {
  const int peer = connect_to(path, seconds);
  if (peer < 0) {
    fprintf(stderr, "%s: connect to %s: %s\n", program, path, strerror(errno));
    return nullptr;
  }
  char head[256];
  const int length = snprintf(head, sizeof head,
                              "POST /v1/%s HTTP/1.1\r\nHost: launcher\r\nConnection: close\r\nContent-Type: "
                              "application/json\r\nContent-Length: %zu\r\n\r\n",
                              verb, body.size());
  bool good = !body.full() && send(peer, head, static_cast<size_t>(length), MSG_NOSIGNAL | MSG_MORE) == length;
  for (size_t sent = 0; good && sent < body.size();) {
    const ssize_t more = send(peer, body.data() + sent, body.size() - sent, MSG_NOSIGNAL);
    good = more > 0;
    sent += good ? static_cast<size_t>(more) : 0;
  }
  while (good && reply.room() > 0) {
    const ssize_t got = recv(peer, reply.data() + reply.size(), reply.room(), 0);
    if (got == 0) break;
    good = got > 0;
    if (good) reply.grow(static_cast<size_t>(got));
  }
  close(peer);
  if (!good) {
    fprintf(stderr, "%s: virt-launcher does not answer: %s\n", program, strerror(errno));
    return nullptr;
  }
  char* const text = strstr(reply.data(), "\r\n\r\n");
  if (!text || strncmp(reply.data(), "HTTP/1.1 200", 12) != 0) {
    fprintf(stderr, "%s: virt-launcher refused: %s\n", program, text ? text + 4 : reply.data());
    return nullptr;
  }
  return text + 4;
}

}  // namespace launcher_call

#pragma once
// The format of container logs, as runtimes write it: `2016-10-06T00:17:09.669794202Z stdout F text`.
// https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace coracle::node::kubelet_api {

struct CriLine {
  WallTime time;
  std::string_view stamp;  ///< the time as written
  bool standard_error = false;
  bool partial = false;      ///< the line goes on in the next one of its stream
  std::string_view content;  ///< without a line end
};
/// One line of the file, without its line end; nothing when it is no such line.
std::optional<CriLine> parse_cri_line(std::string_view line);

struct LogOptions {
  bool follow = false;
  bool previous = false;
  bool timestamps = false;
  std::optional<std::uint64_t> tail_lines;
  std::optional<std::uint64_t> limit_bytes;
  std::optional<WallTime> since;
  bool standard_output = true;
  bool standard_error = true;
};

/// Turns lines of the file into what a reader gets: chosen streams and times, parts joined, at most so many bytes.
class LogText {
 public:
  explicit LogText(LogOptions options) : options_(options), left_(options.limit_bytes) {}
  /// Appends what the line contributes. Lines that cannot be read contribute nothing.
  void add(std::string_view line, std::string& out);
  /// The limit is reached.
  bool full() const { return left_ && *left_ == 0; }

 private:
  void append(std::string_view text, std::string& out);
  LogOptions options_;
  std::optional<std::uint64_t> left_;
  bool continues_[2] = {false, false};  ///< the stream's last line was a part
};

/// Where the last `count` whole lines (those with their parts) of a file of that size begin.
std::uint64_t find_tail(int descriptor, std::uint64_t size, std::uint64_t count);

}  // namespace coracle::node::kubelet_api

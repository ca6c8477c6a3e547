#pragma once
// A container's log as it grows, through rotations.
#include <functional>
#include <memory>
#include <string>

#include "base/files.h"
#include "base/task.h"
#include "node/kubelet_api/cri_log.h"

namespace coracle::node::kubelet_api {

/// Wakes who waits for changes in a folder (inotify).
class FolderWatch {
 public:
  explicit FolderWatch(const std::string& folder);
  enum class Change { none, written, closed };
  /// Until something was written, made or renamed in it, or (closed) a writer has closed or removed a file. None when
  /// the limit passed first.
  Task<Change> changed(Duration limit);

 private:
  Fd inotify_;
};

/// Reads a log file line by line.
class LogFile {
 public:
  /// Throws not_found when there is none.
  explicit LogFile(std::string path);
  void start_at_tail(std::uint64_t lines);
  /// Appends to `out` what `text` makes of the next lines, some 64 KiB at once; false at the end of the file.
  bool read(LogText& text, std::string& out);
  /// The last line, when the file ends within it.
  void read_unfinished(LogText& text, std::string& out);
  /// Another file has the name now.
  bool is_rotated() const;
  /// Goes on with that one, from its beginning.
  void follow_rotation();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  Fd file_;
  std::string rest_;       ///< of a line that has no end yet
  bool skipping_ = false;  ///< a line that is too long, to its end
};

/// Everything the options ask for, piece by piece. While following: until `running` says false and all is read.
Task<> stream_log(std::shared_ptr<LogFile> file, LogOptions options, std::function<Task<bool>()> running,
                  std::function<Task<>(std::string piece)> write);

}  // namespace coracle::node::kubelet_api

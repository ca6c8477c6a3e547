#include "node/kubelet_api/log_file.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "base/error.h"
#include "base/scope.h"
#include "node/kubelet_api/server.h"

namespace coracle::node::kubelet_api {
namespace {
constexpr std::size_t longest_line = 1U << 20U;
constexpr std::size_t log_step = 64U << 10U;

Fd open_log(const std::string& path) {
  Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file) throw system_error(errno, "open log " + path);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    throw Error(Reason::invalid, "log " + path + " must be a regular file");
  return file;
}

std::uint64_t size_of(const Fd& file) {
  struct stat status {};
  return ::fstat(file.get(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}
}  // namespace

FolderWatch::FolderWatch(const std::string& folder) : inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (!inotify_) throw system_error(errno, "watch " + folder);
  constexpr auto mask = IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF;
  if (::inotify_add_watch(inotify_.get(), folder.c_str(), mask) < 0) throw system_error(errno, "watch " + folder);
}

Task<FolderWatch::Change> FolderWatch::changed(Duration limit) {
  bool waited = true;
  try {
    co_await within(limit, readable(inotify_.get()), "wait for a log");
  } catch (const Error& error) {
    if (error.reason() != Reason::timeout) throw;
    waited = false;
  }
  if (!waited) co_return Change::none;
  auto change = Change::written;
  alignas(inotify_event) std::array<char, 16384> buffer{};
  while (true) {
    const auto length = ::read(inotify_.get(), buffer.data(), buffer.size());
    if (length <= 0) co_return change;
    for (ssize_t at = 0; at < length;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      if ((event->mask & (IN_CLOSE_WRITE | IN_DELETE | IN_DELETE_SELF)) != 0) change = Change::closed;
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
}

LogFile::LogFile(std::string path) : path_(std::move(path)), file_(open_log(path_)) {}

void LogFile::start_at_tail(std::uint64_t lines) {
  const auto begin = find_tail(file_.get(), size_of(file_), lines);
  ::lseek(file_.get(), static_cast<off_t>(begin), SEEK_SET);
}

bool LogFile::read(LogText& text, std::string& out) {
  std::array<char, log_step> buffer;
  const auto length = ::read(file_.get(), buffer.data(), buffer.size());
  if (length <= 0) return false;
  std::string_view piece(buffer.data(), static_cast<std::size_t>(length));
  while (!piece.empty() && !text.full()) {
    const auto newline = piece.find('\n');
    if (newline == std::string_view::npos) {
      if (!skipping_) rest_ += piece;
      if (rest_.size() > longest_line) {
        rest_.clear();
        skipping_ = true;
      }
      break;
    }
    if (!skipping_) {
      if (rest_.empty()) {
        text.add(piece.substr(0, newline), out);
      } else {
        rest_ += piece.substr(0, newline);
        text.add(rest_, out);
      }
    }
    rest_.clear();
    skipping_ = false;
    piece.remove_prefix(newline + 1);
  }
  return true;
}

void LogFile::read_unfinished(LogText& text, std::string& out) {
  if (!rest_.empty() && !text.full()) text.add(rest_, out);
  rest_.clear();
}

bool LogFile::is_rotated() const {
  struct stat ours {};
  struct stat named {};
  if (::stat(path_.c_str(), &named) != 0 || ::fstat(file_.get(), &ours) != 0) return false;
  return ours.st_ino != named.st_ino || ours.st_dev != named.st_dev;
}

void LogFile::follow_rotation() {
  file_ = open_log(path_);
  rest_.clear();
  skipping_ = false;
}

namespace {
/// Whether anything was read.
Task<bool> read_all_there_is(std::shared_ptr<LogFile> file, std::shared_ptr<LogText> text,
                             std::function<Task<>(std::string)> write) {
  bool any = false;
  std::string out;
  while (!text->full() && file->read(*text, out)) {
    any = true;
    if (out.size() < log_step / 2) continue;
    co_await write(std::move(out));
    out = {};
  }
  if (!out.empty()) co_await write(std::move(out));
  co_return any;
}
}  // namespace

Task<> stream_log(std::shared_ptr<LogFile> file, LogOptions options, std::function<Task<bool>()> running,
                  std::function<Task<>(std::string)> write) {
  constexpr auto check_interval = std::chrono::seconds(5);
  // The runtime closes a log a moment before it tells that the container has ended.
  constexpr auto soon = std::chrono::milliseconds(100);
  constexpr int soon_tries = 10;
  const auto text = std::make_shared<LogText>(options);
  std::optional<FolderWatch> watch;
  if (options.follow) watch.emplace(file->path().substr(0, file->path().rfind('/')));
  if (options.tail_lines) file->start_at_tail(*options.tail_lines);
  int looks_soon = 0;
  bool ended = !options.follow;
  bool looked = false;  // it may have ended before we came
  while (true) {
    const bool any = co_await read_all_there_is(file, text, write);
    if (text->full()) co_return;
    if (options.follow && file->is_rotated()) {
      // The runtime makes the new file a moment before it lets go of the old one.
      co_await sleep_for(soon);
      co_await read_all_there_is(file, text, write);
      file->follow_rotation();
      continue;
    }
    if (ended && !any) break;
    if (ended) continue;
    if (looked) {
      const auto change = co_await watch->changed(looks_soon > 0 ? Duration(soon) : Duration(check_interval));
      if (change == FolderWatch::Change::closed) looks_soon = soon_tries;
      if (change == FolderWatch::Change::written && looks_soon == 0) continue;
    }
    looked = true;
    ended = !co_await running();
    looks_soon = std::max(looks_soon - 1, 0);
  }
  std::string out;
  file->read_unfinished(*text, out);
  if (!out.empty()) co_await write(std::move(out));
}

std::string last_log_lines(const std::string& log_path, std::size_t lines, std::size_t bytes) {
  std::string out;
  try {
    LogFile file(log_path);
    file.start_at_tail(lines);
    LogText text{LogOptions{}};
    while (file.read(text, out)) {
      if (out.size() > 2 * bytes + log_step) out.erase(0, out.size() - bytes);
    }
    file.read_unfinished(text, out);
  } catch (const Error&) {  // none was written
  }
  if (out.size() > bytes) out.erase(0, out.size() - bytes);
  return out;
}

}  // namespace coracle::node::kubelet_api

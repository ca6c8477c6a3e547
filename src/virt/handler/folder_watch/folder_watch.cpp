#include "virt/handler/folder_watch/folder_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <vector>

#include "base/files.h"

namespace coracle::virt::handler {

struct FolderWatch::State {
  struct Entry {
    std::uint64_t id = 0;
    std::shared_ptr<Changed> changed;
  };
  Fd kernel;
  std::multimap<int, Entry> entries;
  std::uint64_t last_id = 0;

  void tell(int number, const std::string& name);
  void tell_all();
  void forget(int number, std::uint64_t id);
};

namespace folder_watching {
namespace {
constexpr std::uint32_t changes =
    IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_CLOSE_WRITE | IN_ONLYDIR;
/// Whoever owns a folder may fill it with changes as fast as he likes: they are taken in batches.
constexpr auto pause = std::chrono::milliseconds(2);
}  // namespace
}  // namespace folder_watching

/// Callbacks may end watches, this one too: they are called on a copy.
void FolderWatch::State::tell(int number, const std::string& name) {
  std::vector<std::shared_ptr<Changed>> concerned;
  const auto [begin, end] = entries.equal_range(number);
  for (auto it = begin; it != end; ++it) concerned.push_back(it->second.changed);
  for (const auto& each : concerned) (*each)(name);
}

void FolderWatch::State::tell_all() {
  std::vector<std::shared_ptr<Changed>> all;
  for (const auto& [number, entry] : entries) all.push_back(entry.changed);
  for (const auto& each : all) (*each)("");
}

void FolderWatch::State::forget(int number, std::uint64_t id) {
  const auto [begin, end] = entries.equal_range(number);
  for (auto it = begin; it != end; ++it) {
    if (it->second.id != id) continue;
    entries.erase(it);
    break;
  }
  // Fails when the folder has gone, and the kernel's watch with it.
  if (!entries.contains(number)) ::inotify_rm_watch(kernel.get(), number);
}

FolderWatch::FolderWatch() : state_(std::make_shared<State>()) {
  state_->kernel = Fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!state_->kernel) throw system_error(errno, "watch folders");
}
FolderWatch::~FolderWatch() = default;
FolderWatch::Watched::~Watched() { state_->forget(number_, id_); }

std::unique_ptr<FolderWatch::Watched> FolderWatch::watch(int folder, Changed changed) {
  const auto path = "/proc/self/fd/" + std::to_string(folder);
  const int number = ::inotify_add_watch(state_->kernel.get(), path.c_str(), folder_watching::changes);
  if (number < 0) throw system_error(errno, "watch a folder");
  const auto id = ++state_->last_id;
  state_->entries.emplace(number, State::Entry{id, std::make_shared<Changed>(std::move(changed))});
  return std::make_unique<Watched>(state_, number, id);
}

Task<> FolderWatch::run() {
  const auto state = state_;
  alignas(inotify_event) std::array<char, 16384> buffer{};
  while (true) {
    co_await readable(state->kernel.get());
    const auto size = ::read(state->kernel.get(), buffer.data(), buffer.size());
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size <= 0) throw system_error(errno, "read changes of folders");
    for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(size);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* name = buffer.data() + at + sizeof event;
      if (event.mask & IN_Q_OVERFLOW)
        state->tell_all();
      else
        state->tell(event.wd, event.len > 0 ? std::string(name) : std::string());
      at += sizeof event + event.len;
    }
    co_await sleep_for(folder_watching::pause);
  }
}

}  // namespace coracle::virt::handler

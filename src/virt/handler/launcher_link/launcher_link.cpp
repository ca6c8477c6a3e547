#include "virt/handler/launcher_link/launcher_link.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "virt/handler/launcher_link/domain_state.h"
#include "virt/handler/launcher_link/link_state.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;
namespace pod_path = shared::pod_path;

namespace following {
namespace {

constexpr auto first_retry = 100ms;
constexpr auto last_retry = 5s;

bool exists(int folder, std::string_view name) {
  struct stat info {};
  return ::fstatat(folder, std::string(name).c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
}

}  // namespace
}  // namespace following

void LauncherLink::State::open_folder() {
  if (folder) return;
  const auto pods = open_directory(paths.kubelet_pods());
  const auto beneath = place.pod_uid + "/volumes/kubernetes.io~empty-dir/sockets";
  auto opened = std::make_shared<Fd>(open_beneath(pods.get(), beneath, O_DIRECTORY | O_RDONLY));
  watched = folders->watch(opened->get(), [this](const std::string& name) {
    if (name.empty()) folder.reset();  // gone, or changes were lost: opened anew
    wake.set();
  });
  folder = std::move(opened);
}

bool LauncherLink::State::look() {
  std::optional<Error> failure;
  try {
    open_folder();
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) complain(failure->message());
  const bool there = folder && following::exists(folder->get(), pod_path::launcher_socket);
  const bool given_up = folder && following::exists(folder->get(), pod_path::launcher_unresponsive);
  // What cannot be looked at, for want of descriptors or because a link lies there, is not known to have gone.
  const bool missing = !there && (!failure || failure->reason() == Reason::not_found);
  const bool was_missing = missing_since.has_value();
  if (!missing)
    missing_since.reset();
  else if (!missing_since)
    missing_since = std::chrono::steady_clock::now();
  if (was_missing != missing || given_up != unresponsive) {
    unresponsive = given_up;
    changed();
  }
  return there;
}

void LauncherLink::State::disconnected() {
  client.reset();
  process.reset();
  if (!connected) return;
  connected = false;
  changed();
}

void LauncherLink::State::complain(const std::string& why) {
  if (why == last_complaint) return;
  last_complaint = why;
  const bool expected = report && has_ended(*report);
  if (expected)
    log.debug("has ended with its guest", {{"why", why}});
  else
    log.info("cannot be reached", {{"why", why}});
  changed();
}

Task<> follow(std::shared_ptr<LauncherLink::State> state) {
  Duration delay = following::first_retry;
  while (true) {
    state->wake.reset();
    std::optional<Error> failure;
    if (state->look()) {
      try {
        co_await listen_to(state);
      } catch (const Error& error) {
        failure = error;
      }
    }
    const bool had_been_heard = state->connected;
    state->disconnected();
    if (failure) state->complain(failure->message());
    delay = had_been_heard ? Duration(following::first_retry) : std::min<Duration>(delay * 2, following::last_retry);
    // What comes into the folder wakes at once; the limit is for a launcher that is there and does not answer yet.
    co_await state->wake.wait_for(delay);
  }
}

LauncherLink::LauncherLink(Loop::Executor executor, const shared::HostPaths& paths, LauncherPlace place,
                           FolderWatch& folders, Callbacks callbacks, Log log)
    : state_(std::make_shared<State>(executor, paths, std::move(place), folders, std::move(callbacks), log)) {
  (*state_->tasks)->spawn(follow(state_), "follow");
}

LauncherLink::~LauncherLink() {
  state_->callbacks = {};
  state_->watched.reset();
  // The tasks hold the state, and end soon after they were cancelled.
  state_->tasks.reset();
}

Task<> LauncherLink::close() {
  const auto state = state_;
  state->callbacks = {};
  state->watched.reset();
  auto ending = (*state->tasks)->cancel_and_join();
  co_await shielded(std::move(ending));
}

const LauncherPlace& LauncherLink::place() const { return state_->place; }
bool LauncherLink::connected() const { return state_->connected; }
const shared::DomainReport* LauncherLink::report() const { return state_->report ? &*state_->report : nullptr; }
const std::optional<PodProcess>& LauncherLink::process() const { return state_->process; }
std::optional<SteadyTime> LauncherLink::socket_missing_since() const { return state_->missing_since; }
const std::string& LauncherLink::complaint() const { return state_->last_complaint; }
bool LauncherLink::unresponsive() const { return state_->unresponsive; }

}  // namespace coracle::virt::handler

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <random>
#include <sstream>

#include "apiserver/store/store.h"

extern char** environ;

namespace coracle::apiserver {
namespace {

// Runs the child until it has said about so many bytes, kills it, and gives all it said.
std::string run_and_kill(const std::string& database, const std::string& prefix, std::size_t bytes) {
  const char* bin = std::getenv("CORACLE_BIN");
  std::string path = std::filesystem::path(bin == nullptr ? "." : bin) / "store_crash_child";
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) throw system_error(errno, "pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  std::string first = database, second = prefix;
  char* arguments[] = {path.data(), first.data(), second.data(), nullptr};
  pid_t child = -1;
  const auto error = posix_spawn(&child, path.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) throw system_error(error, "spawn " + path);
  std::string said;
  char buffer[4096];
  bool killed = false;
  while (true) {
    const auto got = read(ends[0], buffer, sizeof buffer);
    if (got <= 0) break;
    said.append(buffer, static_cast<std::size_t>(got));
    if (!killed && said.size() >= bytes) {
      kill(child, SIGKILL);
      killed = true;
    }
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << status;
  return said.substr(0, said.rfind('\n') + 1);
}

// What clients were told, over all lives of the store.
struct Told {
  std::map<std::string, std::uint64_t> alive, removed;
  std::uint64_t newest = 0;

  void note(const std::string& said) {
    std::istringstream lines(said);
    char what = 0;
    std::string key;
    std::uint64_t revision = 0;
    const auto before = newest;
    while (lines >> what >> key >> revision) {
      EXPECT_GT(revision, before) << "a revision was given out in two lives";
      newest = std::max(newest, revision);
      if (what == 'd') alive.erase(key);
      (what == 'd' ? removed : alive)[key] = revision;
    }
  }
};

void compare(const Told& told, Store& store) {
  ASSERT_GE(store.revision(), told.newest);
  const auto snapshot = store.collection("configmaps").snapshot();
  for (const auto& [name, revision] : told.alive) {
    const auto object = snapshot->find(name);
    // The write that followed may be done though its answer never came: then the object is newer, or removed.
    if (!object && revision + 16 >= told.newest) continue;
    ASSERT_TRUE(object) << name << " was answered with revision " << revision << " and is lost";
    ASSERT_GE(object->revision(), revision);
  }
  for (const auto& [name, revision] : told.removed)
    ASSERT_FALSE(snapshot->find(name)) << name << " was removed at " << revision << " and is back";
}

TEST(StoreCrash, loses_nothing_that_was_answered_and_never_goes_back_when_killed_fifty_times) {
  std::string folder = (std::filesystem::temp_directory_path() / "coracle-crash-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const auto database = folder + "/store.db";
  std::mt19937 random(11);
  Told told;
  for (int round = 0; round < 50 && !HasFatalFailure(); ++round) {
    SCOPED_TRACE(round);
    told.note(run_and_kill(database, "r" + std::to_string(round), 1 + random() % 12000));
    Store store({.path = database});
    compare(told, store);
    told.newest = std::max(told.newest, store.revision());
    for (auto at = told.alive.begin(); at != told.alive.end();)
      at = store.collection("configmaps").snapshot()->find(at->first) ? std::next(at) : told.alive.erase(at);
  }
  EXPECT_GT(told.alive.size(), 500U);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace coracle::apiserver

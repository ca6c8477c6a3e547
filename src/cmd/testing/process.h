#pragma once
// For tests that run a program: starts it with its output in pipes, and ends it whatever happens to the test.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace coracle::testing {

inline std::string program(const std::string& name) {
  const char* folder = std::getenv("CORACLE_BIN");
  // Beside the test program when it was not started by ctest.
  const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
  return (folder ? std::string(folder) : beside) + "/" + name;
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    char name[] = "/tmp/coracle-test-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    usleep(2000);
  }
  return true;
}

class Process {
 public:
  explicit Process(std::vector<std::string> words) {
    int out[2];
    int error[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(error, O_CLOEXEC) != 0) std::abort();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_adddup2(&actions, error[1], 2);
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (posix_spawn(&pid_, words.front().c_str(), &actions, nullptr, arguments.data(), environ) != 0) {
      perror(words.front().c_str());
      std::abort();  // a pid of -1 would mean everybody to kill()
    }
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(error[1]);
    out_ = out[0];
    error_ = error[0];
    fcntl(out_, F_SETFL, O_NONBLOCK);
    fcntl(error_, F_SETFL, O_NONBLOCK);
  }
  ~Process() {
    if (pid_ > 0 && !status_) {
      ::kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(out_);
    close(error_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  void kill(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
  }
  /// Exit status, 128 + signal, or -1 when it has not ended in time.
  int wait(std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    eventually([this] { return ended(); }, limit);
    if (!status_) return -1;
    return WIFEXITED(*status_) ? WEXITSTATUS(*status_) : 128 + WTERMSIG(*status_);
  }
  bool ended() {
    read_all();
    int status = 0;
    if (!status_ && waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
    if (status_) read_all();
    return status_.has_value();
  }
  const std::string& output() {
    read_all();
    return output_text_;
  }
  const std::string& errors() {
    read_all();
    return error_text_;
  }

 private:
  void read_all() {
    if (!paused) drain(out_, output_text_);
    drain(error_, error_text_);
  }
  static void drain(int descriptor, std::string& text) {
    char buffer[65536];
    for (ssize_t size; (size = read(descriptor, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(size));
    }
  }
  pid_t pid_ = -1;
  int out_ = -1;
  int error_ = -1;
  std::optional<int> status_;
  std::string output_text_;
  std::string error_text_;

 public:
  bool paused = false;  ///< while set, nobody reads the program's standard output
};

}  // namespace coracle::testing

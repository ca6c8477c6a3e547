#include "apply.h"

#include "accounts.h"
#include "files.h"
#include "password.h"
#include "text.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace nocloud {
namespace {

constexpr const char* etc = "/etc";
constexpr const char* state = "/var/lib/cloud";

std::string failure(const std::string& path) { return path + ": " + std::strerror(errno); }

void give(const std::string& path, const Accounts::Entry& owner, unsigned mode) {
  if (chown(path.c_str(), owner.uid, owner.gid) != 0 || chmod(path.c_str(), mode) != 0) tell(failure(path));
}

void authorize_keys(const Accounts::Entry& user, const std::vector<std::string>& keys) {
  if (keys.empty()) return;
  const auto folder = user.home + "/.ssh";
  const auto path = folder + "/authorized_keys";
  make_parents(path);
  auto content = read_file(path).value_or("");
  for (const auto& key : keys) {
    if (content.find(key) == std::string::npos) content += key + "\n";
  }
  if (!replace_file(path, content, 0600)) return tell(failure(path));
  give(folder, user, 0700);
  give(path, user, 0600);
}

void write_files(const CloudConfig& config, const Accounts& accounts) {
  for (const auto& file : config.files) {
    make_parents(file.path);
    const bool written = file.append ? append_file(file.path, file.content, file.mode)
                                     : replace_file(file.path, file.content, file.mode);
    if (!written) {
      tell("write_files: " + failure(file.path));
      continue;
    }
    const auto names = split(file.owner, ':');
    const auto user = accounts.find(names[0]);
    const auto group = names.size() > 1 ? accounts.group_id(names[1]) : std::nullopt;
    if (!user || (names.size() > 1 && !group)) {
      tell("write_files: there is no owner " + file.owner + " for " + file.path);
      continue;
    }
    give(file.path, {user->uid, group.value_or(user->gid), {}}, file.mode);
  }
}

void add_user(Accounts& accounts, const User& user) {
  const auto entry = accounts.add(user);
  if (user.create_home) {
    make_parents(entry.home + "/");
    give(entry.home, entry, 0755);
  }
  // As cloud-init has it, a password is usable only with lock_passwd: false.
  if (user.password && !user.lock_password) {
    accounts.set_password(user.name,
                          user.password->hashed ? user.password->value : hash_password(user.password->value));
  }
  if (!user.sudo.empty()) {
    std::string rules;
    for (const auto& rule : user.sudo) rules += user.name + " " + rule + "\n";
    // sudo skips files with a dot in their name.
    std::string name = user.name;
    for (auto& letter : name) letter = letter == '.' ? '_' : letter;
    const auto path = "/etc/sudoers.d/90-nocloud-" + name;
    if (!replace_file(path, rules, 0440)) tell(failure(path));
  }
}

}  // namespace

void tell(const std::string& line) {
  std::fprintf(stdout, "nocloud: %s\n", line.c_str());
  std::fflush(stdout);
}

void set_hostname(const std::string& name) {
  const auto shorter = name.substr(0, name.find('.'));
  if (sethostname(shorter.c_str(), shorter.size()) != 0) return tell("host name " + failure(shorter));
  const auto names = shorter == name ? name : name + " " + shorter;
  replace_file("/etc/hostname", shorter + "\n", 0644);
  replace_file("/etc/hosts", "127.0.0.1 localhost\n127.0.1.1 " + names + "\n::1 localhost\n", 0644);
  // From now on DHCP leaves the name alone.
  replace_file(std::string(state) + "/hostname", shorter + "\n", 0644);
}

void apply_instance(const CloudConfig& config, const MetaData& meta) {
  Accounts accounts(etc);
  for (const auto& user : config.users) add_user(accounts, user);
  for (const auto& password : config.passwords) {
    const auto hash = password.hashed ? password.value : hash_password(password.value);
    if (!accounts.set_password(password.user, hash)) tell("there is no user " + password.user + " for a password");
  }
  accounts.save();

  auto default_keys = meta.ssh_authorized_keys;
  default_keys.insert(default_keys.end(), config.ssh_authorized_keys.begin(), config.ssh_authorized_keys.end());
  if (const auto user = accounts.find(default_user)) authorize_keys(*user, default_keys);
  for (const auto& user : config.users) {
    if (const auto entry = accounts.find(user.name)) authorize_keys(*entry, user.ssh_authorized_keys);
  }
  if (config.ssh_password_login) {
    make_parents("/etc/dropbear/options");
    replace_file("/etc/dropbear/options", *config.ssh_password_login ? "" : "-s\n", 0644);
  }
  write_files(config, accounts);
}

void run_script(const std::string& name, const std::string& script) {
  const auto path = std::string(state) + "/" + name;
  const bool has_interpreter = script.starts_with("#!");
  if (!replace_file(path, has_interpreter ? script : "#!/bin/sh\n" + script, 0700)) return tell(failure(path));
  const pid_t child = fork();
  if (child == 0) {
    execl(path.c_str(), path.c_str(), static_cast<char*>(nullptr));
    tell(failure(path));
    _exit(127);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return tell(failure(path));
  if (WIFSIGNALED(status)) tell(name + " was ended by signal " + std::to_string(WTERMSIG(status)));
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
    tell(name + " ended with status " + std::to_string(WEXITSTATUS(status)));
  }
}

int change_passwords(bool hashed) {
  const auto input = read_file("/proc/self/fd/0");
  if (!input) return 1;
  Accounts accounts(etc);
  int status = 0;
  for (const auto& line : split(*input, '\n')) {
    if (line.empty()) continue;
    const auto colon = line.find(':');
    const auto user = line.substr(0, colon);
    const auto value = colon == std::string::npos ? std::string() : line.substr(colon + 1);
    if (value.empty() || (hashed && value.find(':') != std::string::npos) ||
        !accounts.set_password(user, hashed ? value : hash_password(value))) {
      std::fprintf(stderr, "chpasswd: no user or no password in the line for %s\n", user.c_str());
      status = 1;
    }
  }
  accounts.save();
  return status;
}

}  // namespace nocloud

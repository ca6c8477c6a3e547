#pragma once

#include "yaml.h"

#include <optional>
#include <string>
#include <vector>

namespace nocloud {

struct Password {
  std::string user;
  std::string value;
  bool hashed = false;
};

struct User {
  std::string name;
  std::string gecos;
  std::string shell = "/bin/sh";
  std::string home;
  std::optional<unsigned> uid;
  std::vector<std::string> groups;
  std::vector<std::string> sudo;
  std::vector<std::string> ssh_authorized_keys;
  std::optional<Password> password;
  bool lock_password = true;
  bool create_home = true;
};

struct File {
  std::string path;
  std::string content;
  std::string owner = "root:root";
  unsigned mode = 0644;
  bool append = false;
};

// What a #cloud-config asks for, as far as this guest does it.
struct CloudConfig {
  std::optional<std::string> hostname;
  std::vector<Password> passwords;
  std::optional<bool> ssh_password_login;
  std::vector<std::string> ssh_authorized_keys;
  std::vector<User> users;
  std::vector<File> files;
  // Shell scripts; empty where nothing was asked for.
  std::string boot_script;
  std::string run_script;
  // For the console: what was not understood and therefore not done, a line each.
  std::vector<std::string> notes;
};

// The user that passwords and keys without a name are for.
inline constexpr const char* default_user = "cirros";

// Never fails: what is wrong becomes a note, and the rest is done.
CloudConfig read_cloud_config(std::string_view text);

struct MetaData {
  std::string instance_id;
  std::string hostname;
  std::vector<std::string> ssh_authorized_keys;
  std::vector<std::string> notes;
};

MetaData read_meta_data(std::string_view text);

}  // namespace nocloud

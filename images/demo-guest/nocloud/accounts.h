#pragma once

#include "cloud_config.h"

#include <string>
#include <vector>

namespace nocloud {

// /etc/passwd, group and shadow below a folder, as tables of fields.
class Accounts {
 public:
  explicit Accounts(std::string folder);

  struct Entry {
    unsigned uid = 0;
    unsigned gid = 0;
    std::string home;
  };

  [[nodiscard]] std::optional<Entry> find(const std::string& user) const;
  [[nodiscard]] std::optional<unsigned> group_id(const std::string& group) const;
  // The user with a group of his own name and those he asks for, made where they are missing; a user that exists gets
  // only the groups.
  Entry add(const User& user);
  // False where there is no such user. An empty hash locks.
  bool set_password(const std::string& user, const std::string& hash);
  // Replaces each file as a whole.
  void save() const;

 private:
  using Table = std::vector<std::vector<std::string>>;

  [[nodiscard]] Table load(const char* name) const;
  void store(const char* name, const Table& table, unsigned mode) const;
  [[nodiscard]] static unsigned free_id(const Table& table);
  void add_to_group(const std::string& group, const std::string& user);

  std::string folder_;
  Table users_;
  Table groups_;
  Table shadow_;
};

}  // namespace nocloud

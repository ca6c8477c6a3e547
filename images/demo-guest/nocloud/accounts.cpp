#include "accounts.h"

#include "files.h"
#include "text.h"

#include <algorithm>
#include <cstdlib>

namespace nocloud {
namespace {

constexpr std::size_t user_fields = 7;
constexpr std::size_t group_fields = 4;
constexpr std::size_t shadow_fields = 9;
constexpr unsigned first_free_id = 1001;
constexpr const char* password_changed = "20000";

unsigned number(const std::string& text) { return static_cast<unsigned>(std::strtoul(text.c_str(), nullptr, 10)); }

template <typename Table>
auto row_of(Table& table, const std::string& name) {
  return std::find_if(table.begin(), table.end(), [&name](const auto& row) { return row[0] == name; });
}

}  // namespace

Accounts::Accounts(std::string folder) : folder_(std::move(folder)) {
  users_ = load("passwd");
  groups_ = load("group");
  shadow_ = load("shadow");
  for (auto& row : users_) row.resize(user_fields);
  for (auto& row : groups_) row.resize(group_fields);
  for (auto& row : shadow_) row.resize(shadow_fields);
}

Accounts::Table Accounts::load(const char* name) const {
  Table table;
  for (const auto& line : split(read_file(folder_ + "/" + name).value_or(""), '\n')) {
    if (!line.empty()) table.push_back(split(line, ':'));
  }
  return table;
}

void Accounts::store(const char* name, const Table& table, unsigned mode) const {
  std::string text;
  for (const auto& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? ":" : "") + row[i];
    text += "\n";
  }
  replace_file(folder_ + "/" + name, text, mode);
}

void Accounts::save() const {
  store("passwd", users_, 0644);
  store("group", groups_, 0644);
  store("shadow", shadow_, 0600);
}

std::optional<Accounts::Entry> Accounts::find(const std::string& user) const {
  const auto row = row_of(users_, user);
  if (row == users_.end()) return std::nullopt;
  return Entry{number((*row)[2]), number((*row)[3]), (*row)[5]};
}

std::optional<unsigned> Accounts::group_id(const std::string& group) const {
  const auto row = row_of(groups_, group);
  if (row == groups_.end()) return std::nullopt;
  return number((*row)[2]);
}

unsigned Accounts::free_id(const Table& table) {
  unsigned id = first_free_id;
  while (std::any_of(table.begin(), table.end(), [id](const auto& row) { return number(row[2]) == id; })) ++id;
  return id;
}

void Accounts::add_to_group(const std::string& group, const std::string& user) {
  auto row = row_of(groups_, group);
  if (row == groups_.end()) {
    groups_.push_back({group, "x", std::to_string(free_id(groups_)), ""});
    row = groups_.end() - 1;
  }
  auto& members = (*row)[3];
  const auto there = split(members, ',');
  if (std::find(there.begin(), there.end(), user) != there.end()) return;
  members += (members.empty() ? "" : ",") + user;
}

Accounts::Entry Accounts::add(const User& user) {
  auto entry = find(user.name);
  if (!entry) {
    const unsigned uid = user.uid.value_or(free_id(users_));
    if (!group_id(user.name)) groups_.push_back({user.name, "x", std::to_string(free_id(groups_)), ""});
    entry = Entry{uid, *group_id(user.name), user.home};
    users_.push_back(
        {user.name, "x", std::to_string(uid), std::to_string(entry->gid), user.gecos, user.home, user.shell});
    shadow_.push_back({user.name, "!", password_changed, "", "", "", "", "", ""});
  }
  for (const auto& group : user.groups) add_to_group(group, user.name);
  return *entry;
}

bool Accounts::set_password(const std::string& user, const std::string& hash) {
  const auto row = row_of(shadow_, user);
  if (row == shadow_.end()) return false;
  (*row)[1] = hash.empty() ? "!" : hash;
  return true;
}

}  // namespace nocloud

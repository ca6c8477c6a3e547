#include "cloud_config.h"

#include "text.h"

#include <algorithm>
#include <array>

namespace nocloud {
namespace {

using Kind = Node::Kind;

constexpr std::size_t max_hostname = 64;

bool is_user_name(std::string_view name) {
  static constexpr std::string_view first = "abcdefghijklmnopqrstuvwxyz_";
  static constexpr std::string_view others = "abcdefghijklmnopqrstuvwxyz_0123456789.-";
  return !name.empty() && name.size() <= 32 && first.find(name[0]) != std::string_view::npos &&
         name.find_first_not_of(others) == std::string_view::npos;
}

bool is_hostname(std::string_view name) {
  static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  return !name.empty() && name.size() <= max_hostname && name.find_first_not_of(letters) == std::string_view::npos &&
         name[0] != '-' && name[0] != '.';
}

// A field of /etc/passwd or a line of a file must not become two.
bool is_one_field(std::string_view text) { return text.find_first_of(":\n") == std::string_view::npos; }
bool is_one_line(std::string_view text) { return text.find('\n') == std::string_view::npos; }

bool is_password_hash(std::string_view text) {
  static constexpr std::array prefixes{"$1$", "$2a$", "$2b$", "$5$", "$6$", "$y$"};
  return std::any_of(prefixes.begin(), prefixes.end(), [text](const char* prefix) { return text.starts_with(prefix); });
}

class Reader {
 public:
  explicit Reader(CloudConfig& config) : config_(config) {}

  void read(const Node& root) {
    for (const auto& [key, value] : root.members) {
      const auto known =
          std::find_if(keys.begin(), keys.end(), [&key](const auto& entry) { return key == entry.name; });
      if (known == keys.end()) {
        note(key, "is not known to this guest");
      } else if (value.kind != Kind::null) {
        (this->*known->read)(value);
      }
    }
    if (const auto* password = root.find("password"); password != nullptr)
      add_password(default_user, *password, "password");
  }

 private:
  struct Key {
    const char* name;
    void (Reader::*read)(const Node&);
  };

  void note(std::string_view key, std::string_view what) {
    config_.notes.push_back(std::string(key) + " " + std::string(what));
  }

  // The text of a scalar; anything else becomes a note.
  std::optional<std::string> text(const Node& node, std::string_view key) {
    if (node.is_scalar()) return node.text;
    note(key, "should be a text");
    return std::nullopt;
  }

  // A list of texts, or one text for a list of one.
  std::vector<std::string> texts(const Node& node, std::string_view key) {
    std::vector<std::string> found;
    if (node.is_scalar()) return {node.text};
    if (node.kind != Kind::sequence) note(key, "should be a list of texts");
    for (const auto& item : node.items) {
      if (auto value = text(item, key)) found.push_back(*value);
    }
    return found;
  }

  std::vector<std::string> ssh_keys(const Node& node, std::string_view key) {
    std::vector<std::string> found;
    for (auto& value : texts(node, key)) {
      const auto line = trim(value);
      if (is_one_line(line)) {
        found.emplace_back(line);
      } else {
        note(key, "has a key of more than one line");
      }
    }
    return found;
  }

  void add_password(const std::string& user, const Node& node, std::string_view key) {
    const auto value = text(node, key);
    if (!value) return;
    if (is_password_hash(*value) ? !is_one_field(*value) : !is_one_line(*value)) {
      note(key, "must be one line");
    } else {
      config_.passwords.push_back({user, *value, is_password_hash(*value)});
    }
  }

  void read_hostname(const Node& node) {
    const auto name = text(node, "hostname");
    if (name && is_hostname(*name)) {
      config_.hostname = *name;
    } else if (name) {
      note("hostname", "is not a host name");
    }
  }

  // Kept for last, so that it does not matter whether chpasswd stands before or behind it.
  void read_password(const Node&) {}

  void read_chpasswd(const Node& node) {
    if (node.kind != Kind::mapping) return note("chpasswd", "should have list or users");
    for (const auto& [key, value] : node.members) {
      if (key == "list") {
        read_password_list(value);
      } else if (key == "users") {
        read_password_users(value);
      } else if (key == "expire") {
        if (value.is_true()) note("chpasswd.expire", "is not supported: passwords stay valid");
      } else {
        note("chpasswd." + key, "is not known to this guest");
      }
    }
  }

  void read_password_list(const Node& node) {
    std::vector<std::string> lines;
    if (node.is_scalar()) {
      lines = split(node.text, '\n');
    } else {
      lines = texts(node, "chpasswd.list");
    }
    for (const auto& line : lines) {
      const auto entry = trim(line);
      if (entry.empty() || entry[0] == '#') continue;
      const auto colon = entry.find(':');
      if (colon == std::string_view::npos) {
        note("chpasswd.list", "has a line without a colon");
        continue;
      }
      const std::string value(entry.substr(colon + 1));
      add_listed_password(std::string(entry.substr(0, colon)), value, is_password_hash(value));
    }
  }

  void add_listed_password(std::string user, std::string value, bool hashed) {
    if (value == "R" || value == "RANDOM") return note("chpasswd", "cannot make random passwords (" + user + ")");
    if (hashed && !is_one_field(value)) return note("chpasswd", "has a wrong hash for " + user);
    config_.passwords.push_back({std::move(user), std::move(value), hashed});
  }

  void read_password_users(const Node& node) {
    for (const auto& item : node.items) {
      const auto* name = item.find("name");
      const auto* password = item.find("password");
      const auto* type = item.find("type");
      const std::string kind = type != nullptr ? type->text : "hash";
      if (name == nullptr || password == nullptr || (kind != "hash" && kind != "text")) {
        note("chpasswd.users", "needs name, password and type hash or text in each entry");
        continue;
      }
      add_listed_password(name->text, password->text, kind == "hash");
    }
  }

  void read_ssh_pwauth(const Node& node) {
    if (node.is_scalar() && node.text == "unchanged") return;
    config_.ssh_password_login = node.is_true();
  }

  void read_ssh_authorized_keys(const Node& node) {
    config_.ssh_authorized_keys = ssh_keys(node, "ssh_authorized_keys");
  }

  void read_users(const Node& node) {
    if (node.kind != Kind::sequence) return note("users", "should be a list");
    for (const auto& item : node.items) {
      if (item.is_scalar() && (item.text == "default" || item.text.empty())) continue;
      if (item.is_scalar()) {
        User user;
        user.name = item.text;
        add_user(std::move(user));
      } else {
        read_user(item);
      }
    }
  }

  void add_user(User user) {
    if (!is_user_name(user.name)) return note("users", "has an entry without a valid name");
    if (user.home.empty()) user.home = "/home/" + user.name;
    if (!is_one_field(user.gecos) || !is_one_field(user.home) || !is_one_field(user.shell) || user.home[0] != '/') {
      return note("users." + user.name, "has a value with a colon or line break in it, or a relative home");
    }
    config_.users.push_back(std::move(user));
  }

  void read_user(const Node& node) {
    User user;
    const auto* name = node.find("name");
    if (name != nullptr) user.name = name->text;
    for (const auto& [key, value] : node.members) {
      if (key != "name") read_user_member(user, key, value);
    }
    if (user.password) user.password->user = user.name;
    add_user(std::move(user));
  }

  void read_user_member(User& user, const std::string& key, const Node& value) {
    const std::string path = "users." + user.name + "." + key;
    if (key == "gecos" || key == "shell" || key == "homedir") {
      auto& target = key == "gecos" ? user.gecos : key == "shell" ? user.shell : user.home;
      if (const auto given = text(value, path)) target = *given;
    } else if (key == "uid") {
      read_uid(user, value, path);
    } else if (key == "groups") {
      for (const auto& list : texts(value, path)) {
        for (const auto& group : split(list, ',')) user.groups.emplace_back(trim(group));
      }
      std::erase_if(user.groups, [](const std::string& group) { return !is_user_name(group); });
    } else if (key == "sudo") {
      if (value.is_scalar() && (value.text == "false" || value.text == "False")) return;
      if (value.kind != Kind::null) user.sudo = texts(value, path);
      std::erase_if(user.sudo, [](const std::string& rule) { return !is_one_line(rule); });
    } else if (key == "passwd" || key == "hashed_passwd" || key == "plain_text_passwd") {
      const auto given = text(value, path);
      const bool hashed = key != "plain_text_passwd";
      if (given && (hashed ? is_one_field(*given) : is_one_line(*given))) user.password = Password{{}, *given, hashed};
    } else if (key == "lock_passwd" || key == "lock-passwd") {
      user.lock_password = value.is_true();
    } else if (key == "no_create_home") {
      user.create_home = !value.is_true();
    } else if (key == "ssh_authorized_keys" || key == "ssh-authorized-keys") {
      user.ssh_authorized_keys = ssh_keys(value, path);
    } else {
      note(path, "is not known to this guest");
    }
  }

  void read_uid(User& user, const Node& value, const std::string& path) {
    const auto& digits = value.text;
    if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos) {
      return note(path, "should be a number");
    }
    user.uid = static_cast<unsigned>(std::stoul(digits));
  }

  void read_write_files(const Node& node) {
    if (node.kind != Kind::sequence) return note("write_files", "should be a list");
    for (const auto& item : node.items) read_file(item);
  }

  void read_file(const Node& node) {
    File file;
    std::string encoding = "text/plain";
    for (const auto& [key, value] : node.members) {
      if (key == "path") {
        file.path = value.text;
      } else if (key == "content") {
        file.content = value.text;
      } else if (key == "owner") {
        file.owner = value.text;
      } else if (key == "encoding") {
        encoding = value.text;
      } else if (key == "append") {
        file.append = value.is_true();
      } else if (key == "permissions") {
        const auto mode = parse_octal(value.text);
        if (!mode) note("write_files", "has permissions that are not octal: " + value.text);
        file.mode = mode.value_or(file.mode);
      } else if (key != "defer") {
        note("write_files." + key, "is not known to this guest");
      }
    }
    if (!file.path.starts_with('/')) return note("write_files", "has an entry without an absolute path");
    if (encoding == "b64" || encoding == "base64") {
      auto content = decode_base64(file.content);
      if (!content) return note("write_files", "has wrong base64 for " + file.path);
      file.content = std::move(*content);
    } else if (encoding != "text/plain") {
      return note("write_files", "cannot decode " + encoding + " (" + file.path + ")");
    }
    config_.files.push_back(std::move(file));
  }

  // As in cloud-init, the commands become one script: a text is a line of it, a list is a command with its words
  // quoted.
  std::string read_commands(const Node& node, std::string_view key) {
    if (node.kind != Kind::sequence) {
      note(key, "should be a list of commands");
      return {};
    }
    std::string script;
    for (const auto& item : node.items) {
      if (item.is_scalar()) {
        script += item.text + "\n";
      } else if (item.kind == Kind::sequence) {
        for (const auto& word : item.items) script += shell_quote(word.text) + " ";
        script += "\n";
      } else if (item.kind == Kind::mapping) {
        note(key, "has an entry that is neither a text nor a list");
      }
    }
    return script;
  }

  void read_runcmd(const Node& node) { config_.run_script = read_commands(node, "runcmd"); }
  void read_bootcmd(const Node& node) { config_.boot_script = read_commands(node, "bootcmd"); }

  static constexpr std::array keys{
      Key{"hostname", &Reader::read_hostname},
      Key{"password", &Reader::read_password},
      Key{"chpasswd", &Reader::read_chpasswd},
      Key{"ssh_pwauth", &Reader::read_ssh_pwauth},
      Key{"ssh_authorized_keys", &Reader::read_ssh_authorized_keys},
      Key{"users", &Reader::read_users},
      Key{"write_files", &Reader::read_write_files},
      Key{"runcmd", &Reader::read_runcmd},
      Key{"bootcmd", &Reader::read_bootcmd},
  };

  CloudConfig& config_;
};

}  // namespace

CloudConfig read_cloud_config(std::string_view text) {
  CloudConfig config;
  const auto parsed = parse_yaml(text);
  if (!parsed.error.empty()) {
    config.notes.push_back("cannot be read, nothing of it is done: " + parsed.error);
  } else if (parsed.root.kind == Kind::mapping) {
    Reader(config).read(parsed.root);
  } else if (parsed.root.kind != Kind::null) {
    config.notes.emplace_back("should be a mapping of keys to values");
  }
  return config;
}

MetaData read_meta_data(std::string_view text) {
  MetaData meta;
  const auto parsed = parse_yaml(text);
  if (!parsed.error.empty()) meta.notes.push_back("cannot be read: " + parsed.error);
  if (const auto* id = parsed.root.find("instance-id"); id != nullptr) meta.instance_id = id->text;
  for (const char* key : {"hostname", "local-hostname"}) {
    const auto* name = parsed.root.find(key);
    if (name == nullptr || name->kind == Kind::null) continue;
    if (is_hostname(name->text)) {
      meta.hostname = name->text;
    } else {
      meta.notes.push_back(std::string(key) + " is not a host name");
    }
  }
  if (const auto* keys = parsed.root.find("public-keys"); keys != nullptr) {
    for (const auto& item : keys->items) meta.ssh_authorized_keys.push_back(item.text);
    for (const auto& [name, value] : keys->members) meta.ssh_authorized_keys.push_back(value.text);
    std::erase_if(meta.ssh_authorized_keys,
                  [](const std::string& key) { return trim(key).empty() || !is_one_line(key); });
  }
  return meta;
}

}  // namespace nocloud

#include "cloud_config.h"

#include "accounts.h"
#include "files.h"
#include "text.h"

#include <gtest/gtest.h>
#include <cstdlib>

namespace nocloud {
namespace {

using Texts = std::vector<std::string>;

TEST(CloudConfig, sets_name_password_and_logins) {
  const auto config = read_cloud_config(
      "#cloud-config\nhostname: node-1\npassword: fedora\nchpasswd: { expire: False }\nssh_pwauth: false\n"
      "ssh_authorized_keys:\n  - ssh-rsa AAA me\n");
  EXPECT_EQ(config.notes, Texts{});
  EXPECT_EQ(config.hostname, "node-1");
  ASSERT_EQ(config.passwords.size(), 1U);
  EXPECT_EQ(config.passwords[0].user, "cirros");
  EXPECT_EQ(config.passwords[0].value, "fedora");
  EXPECT_FALSE(config.passwords[0].hashed);
  EXPECT_EQ(config.ssh_password_login, false);
  EXPECT_EQ(config.ssh_authorized_keys, Texts{"ssh-rsa AAA me"});
}

TEST(CloudConfig, names_every_key_that_it_does_not_know) {
  const auto config = read_cloud_config("packages: [vim]\nusers:\n- name: a\n  ssh_import_id: x\nfoo: 1\n");
  EXPECT_EQ(config.notes,
            (Texts{"packages is not known to this guest", "users.a.ssh_import_id is not known to this guest",
                   "foo is not known to this guest"}));
  EXPECT_EQ(config.users.size(), 1U);
}

TEST(CloudConfig, reads_both_forms_of_chpasswd) {
  const auto config = read_cloud_config(
      "chpasswd:\n  expire: true\n  list: |\n    root:one:two\n    cirros:$6$salt$hash\n  users:\n"
      "  - {name: anna, password: x, type: text}\n  - {name: bob, password: $5$a$b}\n  - {name: eve}\n");
  ASSERT_EQ(config.passwords.size(), 4U);
  EXPECT_EQ(config.passwords[0].value, "one:two");
  EXPECT_TRUE(config.passwords[1].hashed);
  EXPECT_FALSE(config.passwords[2].hashed);
  EXPECT_TRUE(config.passwords[3].hashed);
  EXPECT_EQ(config.notes.size(), 2U);
}

TEST(CloudConfig, makes_commands_one_script_with_words_quoted) {
  const auto config =
      read_cloud_config("runcmd:\n- cd /tmp\n- [echo, \"it's\", '$HOME']\nbootcmd:\n- - touch\n  - /x y\n");
  EXPECT_EQ(config.run_script, "cd /tmp\n'echo' 'it'\\''s' '$HOME' \n");
  EXPECT_EQ(config.boot_script, "'touch' '/x y' \n");
}

TEST(CloudConfig, decodes_files) {
  const auto config = read_cloud_config(
      "write_files:\n- path: /a\n  permissions: '0600'\n  owner: cirros:users\n  content: |\n    x\n- {path: /b, "
      "encoding: b64, "
      "content: aGk=, append: true}\n- {path: relative}\n- {path: /c, encoding: gz+b64, content: x}\n");
  ASSERT_EQ(config.files.size(), 2U);
  EXPECT_EQ(config.files[0].mode, 0600U);
  EXPECT_EQ(config.files[0].content, "x\n");
  EXPECT_EQ(config.files[1].content, "hi");
  EXPECT_TRUE(config.files[1].append);
  EXPECT_EQ(config.notes,
            (Texts{"write_files has an entry without an absolute path", "write_files cannot decode gz+b64 (/c)"}));
}

TEST(CloudConfig, refuses_names_and_values_that_would_break_the_account_files) {
  const auto config = read_cloud_config(
      "users:\n- default\n- name: 'a:b'\n- name: ok\n  gecos: \"x:0:0\"\n- name: ../x\n- good\nhostname: 'a b'\n"
      "password: \"x\\nroot:y\"\n");
  ASSERT_EQ(config.users.size(), 1U);
  EXPECT_EQ(config.users[0].name, "good");
  EXPECT_TRUE(config.passwords.empty());
  EXPECT_FALSE(config.hostname);
  EXPECT_EQ(config.notes.size(), 5U);
}

TEST(CloudConfig, a_mistake_in_the_text_is_one_note_and_nothing_is_done) {
  const auto config = read_cloud_config("hostname: x\n  wrong: [\n");
  EXPECT_FALSE(config.hostname);
  EXPECT_EQ(config.notes,
            Texts{"cannot be read, nothing of it is done: line 2: this does not fit below the text before it"});
}

TEST(MetaData, is_read_as_json_and_as_yaml) {
  const auto json =
      read_meta_data("{\"instance-id\":\"i-1\",\"local-hostname\":\"vm\",\"public-keys\":{\"0\":\"ssh-rsa A\"}}");
  EXPECT_EQ(json.instance_id, "i-1");
  EXPECT_EQ(json.hostname, "vm");
  EXPECT_EQ(json.ssh_authorized_keys, Texts{"ssh-rsa A"});
  const auto yaml = read_meta_data("instance-id: i-2\nlocal-hostname: other\n");
  EXPECT_EQ(yaml.instance_id, "i-2");
  EXPECT_EQ(yaml.hostname, "other");
}

class AccountFiles : public testing::Test {
 protected:
  AccountFiles() {
    std::string pattern = testing::TempDir() + "accounts-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    replace_file(folder_ + "/passwd", "root:x:0:0:root:/root:/bin/sh\ncirros:x:1000:1000::/home/cirros:/bin/sh\n",
                 0644);
    replace_file(folder_ + "/group", "root:x:0:\ncirros:x:1000:\nusers:x:100:\n", 0644);
    replace_file(folder_ + "/shadow", "root:*:1::::::\ncirros:old:1::::::\n", 0600);
  }
  ~AccountFiles() override {
    for (const char* name : {"/passwd", "/group", "/shadow"}) std::remove((folder_ + name).c_str());
    std::remove(folder_.c_str());
  }
  [[nodiscard]] std::string content(const char* name) const { return read_file(folder_ + "/" + name).value_or(""); }

  std::string folder_;
};

TEST_F(AccountFiles, a_new_user_gets_a_group_and_a_locked_password) {
  Accounts accounts(folder_);
  User user;
  user.name = "anna";
  user.home = "/home/anna";
  user.groups = {"users", "wheel"};
  const auto entry = accounts.add(user);
  accounts.save();
  EXPECT_EQ(entry.uid, 1001U);
  EXPECT_NE(content("passwd").find("anna:x:1001:1001::/home/anna:/bin/sh\n"), std::string::npos);
  EXPECT_NE(content("group").find("users:x:100:anna\nanna:x:1001:\nwheel:x:1002:anna\n"), std::string::npos);
  EXPECT_NE(content("shadow").find("anna:!:"), std::string::npos);
}

TEST_F(AccountFiles, a_user_that_exists_keeps_his_entry) {
  Accounts accounts(folder_);
  User user;
  user.name = "cirros";
  user.home = "/elsewhere";
  user.uid = 0;
  EXPECT_EQ(accounts.add(user).home, "/home/cirros");
  EXPECT_TRUE(accounts.set_password("cirros", "$6$x"));
  EXPECT_FALSE(accounts.set_password("nobody", "$6$x"));
  accounts.save();
  EXPECT_EQ(content("shadow"), "root:*:1::::::\ncirros:$6$x:1::::::\n");
}

TEST(Text, base64_is_strict_about_letters) {
  EXPECT_EQ(decode_base64("aGVs\n bG8="), "hello");
  EXPECT_EQ(decode_base64("a*b"), std::nullopt);
  EXPECT_EQ(decode_base64("aGk=aGk="), std::nullopt);
}

TEST(Text, permissions_are_octal) {
  EXPECT_EQ(parse_octal("0644"), 0644U);
  EXPECT_EQ(parse_octal("0o755"), 0755U);
  EXPECT_EQ(parse_octal("888"), std::nullopt);
  EXPECT_EQ(parse_octal("70000"), std::nullopt);
}

}  // namespace
}  // namespace nocloud

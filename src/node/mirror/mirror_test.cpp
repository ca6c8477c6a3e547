#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files.h"
#include "net/encoding.h"
#include "node/mirror/manifest.h"
#include "node/mirror/registry.h"
#include "node/mirror/store.h"
#include "node/mirror/tar.h"
#include "node/mirror/tar_entry.h"

namespace coracle::node::mirror {
namespace {

TEST(ImageName, is_read_as_docker_and_containerd_read_it) {
  struct Case {
    const char* text;
    const char* full;
  };
  const std::string digest = "sha256:" + std::string(64, 'a');
  const std::string with_digest = "quay.io/a/b@" + digest;
  const std::string with_both = "quay.io/a/b:1@" + digest;
  const Case cases[] = {
      {"cirros", "docker.io/library/cirros:latest"},
      {"kubevirt/demo", "docker.io/kubevirt/demo:latest"},
      {"quay.io/kubevirt/cirros-container-disk-demo", "quay.io/kubevirt/cirros-container-disk-demo:latest"},
      {"quay.io/containerdisks/fedora:40", "quay.io/containerdisks/fedora:40"},
      {"localhost/coracle/busybox:0.1.0", "localhost/coracle/busybox:0.1.0"},
      {"localhost:5000/x", "localhost:5000/x:latest"},
      {"registry:5000/x:y", "registry:5000/x:y"},
      {"[::1]:5000/x", "[::1]:5000/x:latest"},
      {"index.docker.io/x", "docker.io/library/x:latest"},
      {"Registry/x", "Registry/x:latest"},
      {"a__b/c-d--e/f.g_h", "docker.io/a__b/c-d--e/f.g_h:latest"},
      {with_digest.c_str(), with_digest.c_str()},
      {with_both.c_str(), with_both.c_str()},
  };
  for (const auto& one : cases) {
    const auto name = parse_image_name(one.text);
    ASSERT_TRUE(name) << one.text << ": " << name.error().message();
    EXPECT_EQ(name->text(), one.full);
  }
}

TEST(ImageName, is_refused_where_the_grammar_refuses_it) {
  const std::string longest(300, 'a');
  const std::string long_tag = "x:" + std::string(129, 't');
  for (const std::string& text :
       {std::string(), std::string("/x"), std::string("x/"), std::string("a//b"), std::string("UPPER"),
        std::string("a/B"), std::string("x:"), std::string("x:-1"), std::string("x@sha256:12"), std::string("x@md5:12"),
        std::string("a/../b"), std::string("-a.b/x"), std::string("a.b:port/x"), std::string("a___b"),
        std::string("x y"), longest, long_tag})
    EXPECT_FALSE(parse_image_name(text)) << text;
}

TarIndex index_of(const std::string& tar) {
  const ReadAt read = [&](std::uint64_t offset, std::span<char> into) {
    const auto piece = tar.substr(std::min<std::size_t>(offset, tar.size()), into.size());
    std::copy(piece.begin(), piece.end(), into.begin());
    return piece.size();
  };
  return read_tar_index(read, tar.size());
}

TEST(Tar, finds_files_under_long_names_and_behind_links) {
  const std::string long_name = std::string(120, 'd') + "/" + std::string(90, 'f');
  const auto index =
      index_of(tar_entry("./a", "one") + tar_entry("dir/", "", '5') + tar_entry("././@LongLink", long_name, 'L') +
               tar_entry("cut", "two") + tar_entry("x", "15 path=by/pax\n", 'x') + tar_entry("ignored", "three") +
               tar_entry("soft/link", "", '2', "../a") + tar_entry("hard", "", '1', "by/pax") +
               tar_entry("out", "", '2', "../../etc/passwd") + std::string(1024, '\0'));
  EXPECT_EQ(index.at("a").size, 3U);
  EXPECT_EQ(index.at(long_name).size, 3U);
  EXPECT_EQ(index.at("by/pax").size, 5U);
  EXPECT_EQ(index.at("soft/link"), index.at("a"));
  EXPECT_EQ(index.at("hard"), index.at("by/pax"));
  EXPECT_FALSE(index.contains("out"));
  EXPECT_EQ(index.size(), 5U);
}

TEST(Tar, refuses_what_is_none) {
  const auto whole = tar_entry("a", std::string(2000, 'x'));
  auto wrong_sum = whole;
  wrong_sum[0] = 'b';
  for (const auto& text : {whole.substr(0, 700), whole.substr(0, 100), wrong_sum, std::string(512, 'x'),
                           "\x1f\x8b" + std::string(600, 'x')})
    EXPECT_THROW(index_of(text), Error);
  EXPECT_TRUE(index_of("").empty());
}

TEST(Manifest, is_not_manifest_and_index_at_once) {
  const std::string part = R"({"mediaType":"m","digest":"sha256:)" + std::string(64, 'a') + R"(","size":1})";
  const auto manifest = parse_manifest(R"({"config":)" + part + R"(,"layers":[)" + part + "]}");
  EXPECT_EQ(manifest.parts.size(), 2U);
  EXPECT_EQ(manifest.media_type, oci_manifest);
  EXPECT_TRUE(parse_manifest(R"({"manifests":[)" + part + "]}").is_index);
  for (const auto& text : {R"({"config":)" + part + R"(,"layers":[],"manifests":[]})", std::string("[]"),
                           std::string("{}"), R"({"mediaType":"other","manifests":[)" + part + "]}",
                           std::string(R"({"manifests":[{"digest":"sha256:../../x","size":1}]})"),
                           R"({"manifests":[{"digest":"sha256:)" + std::string(64, 'a') + R"(","size":-1}]})"})
    EXPECT_THROW(parse_manifest(text), Error) << text;
}

struct Folder {
  Folder() {
    std::string pattern = "/tmp/coracle-mirror-XXXXXX";
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { remove_tree(open_directory("/tmp").get(), path.substr(5)); }
  std::string path;
  std::string put(const std::string& name, const std::string& content) const {
    write_file_atomically(open_directory(path).get(), name, content);
    return path + "/" + name;
  }
};

std::string digest_of(const std::string& text) { return "sha256:" + net::hex(net::sha256(text)); }
std::string descriptor(const std::string& text) {
  return R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":")" + digest_of(text) + R"(","size":)" +
         std::to_string(text.size()) + "}";
}
std::string blob(const std::string& text) { return tar_entry("blobs/sha256/" + digest_of(text).substr(7), text); }

/// An OCI archive of an image whose one layer is `layer`.
std::string oci_archive(const std::string& layer) {
  const std::string config = "{}";
  const auto manifest =
      R"({"schemaVersion":2,"config":)" + descriptor(config) + R"(,"layers":[)" + descriptor(layer) + "]}";
  const auto index = R"({"schemaVersion":2,"manifests":[)" + descriptor(manifest) + "]}";
  return tar_entry("index.json", index) + blob(config) + blob(manifest) + blob(layer) + std::string(1024, '\0');
}

std::size_t blobs_in(const std::string& folder) {
  return list(open_directory(folder + "/blobs/sha256").get(), "").size();
}

TEST(Store, keeps_images_by_name_and_drops_blobs_that_none_needs) {
  const Folder folder;
  Store store(folder.path + "/images");
  const auto one = folder.put("one.tar", oci_archive("layer one"));
  const auto two = folder.put("two.tar", oci_archive("layer two"));
  const auto added = store.add("quay.io/a/b", one);
  EXPECT_EQ(added.name, "quay.io/a/b:latest");
  EXPECT_EQ(added.media_type, oci_manifest);
  store.add("c:1", one);
  store.add("c:2", two);
  EXPECT_EQ(blobs_in(store.folder()), 5U);  // the configuration is shared
  ASSERT_EQ(store.list().size(), 3U);
  EXPECT_EQ(store.list()[0].name, "docker.io/library/c:1");
  EXPECT_EQ(store.find(*parse_image_name("quay.io/a/b"))->digest, added.digest);
  EXPECT_TRUE(store.find(*parse_image_name("quay.io/a/b@" + added.digest)));
  EXPECT_FALSE(store.find(*parse_image_name("quay.io/a/b:2")));
  EXPECT_TRUE(store.remove("c:2"));
  EXPECT_FALSE(store.remove("c:2"));
  EXPECT_EQ(blobs_in(store.folder()), 3U);
  store.add("c:1", two);  // the tag moves
  EXPECT_EQ(store.list().size(), 2U);
}

TEST(Store, takes_nothing_of_an_archive_that_is_damaged_or_lacks_a_part) {
  const Folder folder;
  Store store(folder.path + "/images");
  auto changed = oci_archive("layer one");
  changed.replace(changed.find("layer one"), 9, "layer 0ne");
  auto missing = oci_archive("layer one");
  missing.resize(missing.size() - 2048);
  struct Case {
    const char* name;
    std::string text;
  };
  const Case cases[] = {{"changed", changed},
                        {"missing", missing},
                        {"empty", ""},
                        {"other", tar_entry("readme", "x") + std::string(1024, '\0')},
                        {"no image", tar_entry("index.json", R"({"manifests":[]})")}};
  for (const auto& one : cases) {
    const auto path = folder.put("archive.tar", one.text);
    EXPECT_THROW(store.add("x", path), Error) << one.name;
    EXPECT_TRUE(store.list().empty()) << one.name;
    EXPECT_EQ(blobs_in(store.folder()), 0U) << one.name;
  }
  EXPECT_THROW(store.add("x", folder.path + "/none.tar"), Error);
  EXPECT_THROW(store.add("x@" + digest_of("y"), folder.put("one.tar", oci_archive("l"))), Error);
}

TEST(Hosts, the_mirror_is_asked_first_and_the_real_registry_next) {
  const Folder folder;
  write_hosts_toml(folder.path + "/certs.d", 5001);
  const auto text = read_file(open_directory(folder.path).get(), "certs.d/_default/hosts.toml", 1000);
  EXPECT_NE(text.find("[host.\"http://127.0.0.1:5001\"]\n  capabilities = [\"pull\", \"resolve\"]\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("server"), std::string::npos);
}

}  // namespace
}  // namespace coracle::node::mirror

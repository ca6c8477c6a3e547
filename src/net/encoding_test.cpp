#include "net/encoding.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"

namespace coracle::net {
namespace {

TEST(Encoding, base64_as_in_rfc_4648) {
  const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : cases) {
    EXPECT_EQ(base64(plain), text);
    EXPECT_EQ(from_base64(text), plain);
  }
  EXPECT_EQ(base64_url("\xfb\xff"), "-_8");
  EXPECT_EQ(from_base64_url("-_8"), "\xfb\xff");
}

TEST(Encoding, refuses_broken_base64) {
  for (const auto* text : {"Zg=", "Zg", "Z", "Zg==Zg==", "Zh==", "Z*==", "=", "====", "Zm9v="})
    EXPECT_FALSE(from_base64(text)) << text;
  for (const auto* text : {"Zg==", "Z", "Zh", "+/"}) EXPECT_FALSE(from_base64_url(text)) << text;
}

TEST(Encoding, random_bytes_come_back) {
  for (std::size_t size = 0; size < 70; ++size) {
    const auto bytes = random_bytes(size);
    EXPECT_EQ(from_base64(base64(bytes)), bytes);
    EXPECT_EQ(from_base64_url(base64_url(bytes)), bytes);
  }
}

TEST(Encoding, digests) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Encoding, gzip_comes_back_and_is_bounded) {
  const std::string text(1U << 20U, 'x');
  const auto packed = gzip(text);
  EXPECT_LT(packed.size(), 20'000U);
  EXPECT_EQ(gunzip(packed, text.size()), text);
  EXPECT_THROW(gunzip(packed, text.size() - 1), Error);
  EXPECT_THROW(gunzip(packed.substr(0, packed.size() / 2), text.size()), Error);
  EXPECT_THROW(gunzip("no gzip", 100), Error);
}

TEST(Encoding, secrets_compare) {
  EXPECT_TRUE(same_secret("abc", "abc"));
  EXPECT_FALSE(same_secret("abc", "abd"));
  EXPECT_FALSE(same_secret("abc", "abcd"));
}

}  // namespace
}  // namespace coracle::net

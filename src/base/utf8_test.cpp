#include "base/utf8.h"

#include <gtest/gtest.h>

namespace coracle {
namespace {

TEST(Utf8, is_told_from_other_bytes) {
  for (const auto* good : {"", "a", "é", "€", "😀", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const auto* bad :
       {"\x80", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xff", "\xf0\x80\x80\x80"})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

TEST(Utf8, has_a_mark_for_each_byte_that_is_none) {
  EXPECT_EQ(valid_utf8("é€😀"), "é€😀");
  EXPECT_EQ(valid_utf8("a\xff"
                       "b\xe2\x82"),
            "a\uFFFDb\uFFFD\uFFFD");
  EXPECT_TRUE(is_utf8(valid_utf8("\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80")));
}

}  // namespace
}  // namespace coracle

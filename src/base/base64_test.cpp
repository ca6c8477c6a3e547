#include "base/base64.h"

#include <gtest/gtest.h>

namespace coracle {
namespace {

TEST(Base64, goes_there_and_back_for_every_length) {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    bytes += static_cast<char>(i * 37);
  }
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
}

TEST(Base64, refuses_what_is_none) {
  for (const auto* text : {"Z", "Zm9vYg", "Zm9vYg=", "Zm9vYg===", "Zm=v", "Zm9v=", "!m9v", "====", "Zm9vY=g="}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  EXPECT_EQ(from_base64("Zm9v\r\nYg=="), "foob");
}

}  // namespace
}  // namespace coracle

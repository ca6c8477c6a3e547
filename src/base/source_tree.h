#pragma once
// For tests: files of the source tree. No program of ours needs them.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "base/error.h"

namespace coracle {

/// Where a path from the tree's top lies; ctest says where that is.
inline std::string in_source(const std::string& path) {
  const char* top = std::getenv("CORACLE_SOURCE");
  return std::string(top != nullptr ? top : ".") + "/" + path;
}

/// The text of tests/cases/NAME. Without it a test would pass by testing nothing.
inline std::string case_text(const std::string& name) {
  const auto path = in_source("tests/cases/" + name);
  std::ifstream file(path);
  if (!file) broken("no test cases: " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace coracle

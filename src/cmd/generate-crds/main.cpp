// generate-crds DIR writes the CustomResourceDefinitions there, a file each; --check DIR says which are not current.
#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "api/kubevirt/v1/resources.h"
#include "json/value.h"

namespace {

using namespace coracle;

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool write(const std::filesystem::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary);
  out << content;
  return static_cast<bool>(out.flush());
}

}  // namespace

int main(int argc, char** argv) {
  const bool check = argc == 3 && std::string_view(argv[1]) == "--check";
  if (argc != 2 && !check) {
    fmt::print(stderr, "usage: generate-crds [--check] DIR\n");
    return 2;
  }
  const std::filesystem::path folder = argv[argc - 1];
  bool good = true;
  for (const auto& resource : api::kubevirt::v1::custom_resources()) {
    const auto definition = schema::custom_resource_definition(resource);
    const auto file = folder / (std::string(json::text(definition, {"metadata", "name"})) + ".json");
    const auto content = json::pretty(definition) + "\n";
    if (check && content_of(file) != content) {
      fmt::print(stderr, "{} is not current: run generate-crds {}\n", file.string(), folder.string());
      good = false;
    }
    if (!check && !write(file, content)) {
      fmt::print(stderr, "{} cannot be written\n", file.string());
      good = false;
    }
  }
  return good ? 0 : 1;
}

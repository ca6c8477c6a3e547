// Structs against their tables, by the source text: a member without a table line would silently be lost on the wire.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace coracle::api {
namespace {
namespace members {

using Names = std::map<std::string, std::set<std::string>>;  // struct -> members

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

Names declared(const std::string& header) {
  static const std::regex structs(R"(\nstruct (\w+) \{\n([^]*?)\n\};)");
  static const std::regex member(R"(^  [\w:<>, ]+ (\w+)(?: = [^;]+)?;)", std::regex::multiline);
  Names names;
  for (std::sregex_iterator s(header.begin(), header.end(), structs), end; s != end; ++s) {
    if (header.find("describe(const " + (*s)[1].str() + "*)") == std::string::npos) continue;
    const auto body = (*s)[2].str();
    auto& found = names[(*s)[1].str()];
    for (std::sregex_iterator m(body.begin(), body.end(), member); m != end; ++m) found.insert((*m)[1].str());
  }
  return names;
}

Names tabled(const std::string& source) {
  static const std::regex step(R"(using T = (\w+);|field<&T::(\w+)>)");
  Names names;
  std::set<std::string>* current = nullptr;
  for (std::sregex_iterator s(source.begin(), source.end(), step), end; s != end; ++s) {
    if ((*s)[1].matched) {
      current = &names[(*s)[1].str()];
    } else if (current != nullptr) {
      current->insert((*s)[2].str());
    }
  }
  return names;
}

}  // namespace members

TEST(ApiTypes, every_member_of_a_struct_has_a_line_in_its_table) {
  const char* folder = std::getenv("CORACLE_SOURCE");
  ASSERT_NE(folder, nullptr);
  int structs = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(folder) + "/src/api")) {
    if (entry.path().extension() != ".h") continue;
    auto source = entry.path();
    source.replace_extension(".cpp");
    const auto tables = members::tabled(members::content_of(source));
    for (const auto& [name, fields] : members::declared(members::content_of(entry.path()))) {
      const auto table = tables.find(name);
      if (fields.empty() && table == tables.end()) continue;
      ASSERT_NE(table, tables.end()) << entry.path() << ": " << name << " has no table";
      EXPECT_EQ(fields, table->second) << entry.path() << ": " << name;
      ++structs;
    }
  }
  EXPECT_GT(structs, 250);
}

}  // namespace
}  // namespace coracle::api

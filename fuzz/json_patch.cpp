// deps: coracle_json
#include <cstdint>

#include "base/error.h"
#include "json/patch.h"

using namespace coracle;

// Input: a list of a document, a JSON patch and a merge patch.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto input = json::parse(text, {.bytes = 1U << 14U, .depth = 40});
  if (!input || !input->is_array() || input->get_array().size() < 2) return 0;
  const auto& list = input->get_array();
  const json::Value before = list[0];
  json::Value after = before;
  const json::PatchLimits limits{.operations = 100, .copied_bytes = 1U << 16U, .depth = 60};
  if (const auto patch = json::parse_patch(list[1], limits)) {
    if (auto patched = json::apply_patch(before, *patch, limits)) after = std::move(*patched);
  }
  if (list.size() > 2) json::merge_into(after, list[2]);
  const auto found = json::apply_patch(before, json::diff(before, after), {.operations = 1U << 20U, .depth = 1000});
  if (!found || !json::equal(*found, after)) broken("a difference that does not lead there");
  json::Value merged = before;
  json::merge_into(merged, json::merge_diff(before, after));
  json::Value again = before;
  json::merge_into(again, json::merge_diff(before, merged));
  if (!json::equal(merged, again)) broken("a merge difference that does not lead there");
  return 0;
}

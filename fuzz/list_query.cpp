// deps: coracle_apiserver
// What a list's query carries: label and field selectors, continue tokens, Accept headers.
#include "apiserver/rest/list_options.h"
#include "apiserver/rest/negotiate.h"

using namespace coracle;
using namespace coracle::apiserver;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Resource resource;
  resource.selectable_fields = {"spec.nodeName"};
  const auto labels = LabelSelector::parse(text);
  if (labels) labels->matches({{"app", "web"}, {"n", "5"}});
  const auto object =
      Draft::from(
          "d/p",
          {{"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", {{"name", "p"}}}, {"spec", {{"nodeName", "a\"b"}}}})
          .finish(1, 0);
  const auto fields = FieldSelector::parse(text, resource);
  if (fields) fields->matches(*object);
  try {
    decode_continue(text);
  } catch (const Error&) {
  }
  try {
    negotiate({{"Accept", text}}, true);
  } catch (const Error&) {
  }
  return 0;
}

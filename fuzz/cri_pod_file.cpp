// deps: coracle_cri_pod
#include <cstdint>

#include "pod_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto pod = coracle::cri_pod::read_pod_file(text, {"/state", "/parent", "0-1"});
  // What was accepted never leaves the pod's own folder.
  if (pod && pod->sandbox.log_directory.find("/../") != std::string::npos) coracle::broken("a pod has left its folder");
  return 0;
}

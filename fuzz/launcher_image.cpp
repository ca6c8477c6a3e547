// deps: coracle_virt_launcher
// The first bytes of a container disk's image, made by whoever made the container image.
#include <cstdint>
#include <cstdlib>

#include "virt/launcher/disks/qcow2.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace coracle::virt::launcher::disks;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto facts = inspect_image(bytes.substr(0, image_head), size);
  // What is taken has a size that a layer above it can have.
  if (facts && !new_image(facts->virtual_size)) std::abort();
  return 0;
}

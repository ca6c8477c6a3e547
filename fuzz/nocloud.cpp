// deps: coracle_nocloud coracle_base
#include "cloud_config.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// User data and meta data come from whoever writes the VM's manifest; the guest must survive any of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  nocloud::read_cloud_config(text);
  nocloud::read_meta_data(text);
  return 0;
}

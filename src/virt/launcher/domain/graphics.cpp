#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

void add_graphics(pugi::xml_node devices, const Input& input) {
  const auto& wanted = input.vmi.spec.domain.devices;
  attribute(attribute(element(devices, "audio"), "id", "1"), "type", "none");
  if (!wanted.autoattach_graphics_device.value_or(true)) {
    attribute(element(element(devices, "video"), "model"), "type", "none");
    return;
  }
  auto graphics = element(devices, "graphics");
  attribute(graphics, "type", "vnc");
  auto listen = element(graphics, "listen");
  attribute(attribute(listen, "type", "socket"), "socket", input.private_folder + "/virt-vnc");
  auto model = element(element(devices, "video"), "model");
  const std::string type = wanted.video && !wanted.video->type.empty() ? wanted.video->type : "vga";
  attribute(attribute(model, "type", type), "heads", "1");
  if (type == "vga") attribute(model, "vram", "16384");
}

}  // namespace coracle::virt::launcher::domain

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/error.h"
#include "cmd/coracle/command.h"
#include "cmd/coracle/layout.h"
#include "node/mirror/store.h"

namespace coracle::cmd {
namespace {

struct ImageFlags {
  std::string root;
  std::string name;
  std::string archive;
};

node::mirror::Store store_of(const ImageFlags& flags) {
  return node::mirror::Store(Layout(flags.root).node().images());
}

int add_image(const ImageFlags& flags) {
  const auto stored = store_of(flags).add(flags.name, flags.archive);
  std::printf("%s is there (%s)\n", stored.name.c_str(), stored.digest.c_str());
  return 0;
}

int list_images(const ImageFlags& flags) {
  for (const auto& image : store_of(flags).list())
    std::printf("%-70s %s %6llu kB\n", image.name.c_str(), image.digest.substr(0, 19).c_str(),
                static_cast<unsigned long long>(image.size / 1000));
  return 0;
}

int remove_image(const ImageFlags& flags) {
  if (!store_of(flags).remove(flags.name)) throw Error(Reason::not_found, "there is no image " + flags.name);
  std::printf("%s is removed\n", flags.name.c_str());
  return 0;
}
}  // namespace

void add_images(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<ImageFlags>();
  auto* app = parent.add_subcommand("images", "Images that this machine has under their public names, for use offline");
  app->require_subcommand(1);
  app->fallthrough();
  add_root_flag(*app, flags->root);
  const auto choose = [&chosen, flags](int (*what)(const ImageFlags&)) {
    return [&chosen, flags, what] { chosen = [flags, what] { return what(*flags); }; };
  };
  auto* add = app->add_subcommand("add", "Takes an image from an OCI or docker archive under a name");
  add->add_option("NAME", flags->name, "As manifests name it: quay.io/kubevirt/cirros-container-disk-demo")->required();
  add->add_option("ARCHIVE", flags->archive, "A tar file")->required()->check(CLI::ExistingFile);
  add->callback(choose(add_image));
  app->add_subcommand("list", "Lists them")->callback(choose(list_images));
  auto* remove = app->add_subcommand("remove", "Removes one");
  remove->add_option("NAME", flags->name, "As it is listed")->required();
  remove->callback(choose(remove_image));
}

}  // namespace coracle::cmd

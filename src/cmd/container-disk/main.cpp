// Runs in the image of a container disk, which holds nothing but a disk image: it opens that image and hands the
// descriptor to the launcher, so that nobody has to mount anything.
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cmd/container-disk/image.h"
#include "cmd/container-disk/server.h"

namespace {

constexpr char usage[] =
    "usage: container-disk --copy-path PATH [--image FILE]\n"
    "       container-disk --no-op\n"
    "\n"
    "Hands the disk image of this container to the launcher over the unix socket PATH.sock.\n"
    "  --copy-path PATH  where the socket goes, without its ending\n"
    "  --image FILE      the disk image, from the container's root (default: the one file in /disk)\n"
    "  --no-op           end at once: starting the container has fetched its image\n";

}  // namespace

int main(int argc, char** argv) {
  container_disk::hold_signals();
  const char* copy_path = nullptr;
  const char* image_path = nullptr;
  bool no_op = false;
  const option options[] = {{"copy-path", required_argument, nullptr, 'c'},
                            {"image", required_argument, nullptr, 'i'},
                            {"no-op", no_argument, nullptr, 'n'},
                            {"help", no_argument, nullptr, 'h'},
                            {nullptr, 0, nullptr, 0}};
  for (int given; (given = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    if (given == 'c') {
      copy_path = optarg;
    } else if (given == 'i') {
      image_path = *optarg ? optarg : nullptr;
    } else if (given == 'n') {
      no_op = true;
    } else {
      fputs(usage, given == 'h' ? stdout : stderr);
      return given == 'h' ? 0 : 2;
    }
  }
  if (no_op) return 0;
  char socket_path[4096];
  if (!copy_path || !*copy_path || optind != argc) {
    fputs(usage, stderr);
    return 2;
  }
  if (static_cast<size_t>(snprintf(socket_path, sizeof socket_path, "%s.sock", copy_path)) >= sizeof socket_path) {
    fputs("container-disk: --copy-path is too long\n", stderr);
    return 2;
  }
  const int image = container_disk::open_image(image_path);
  if (image < 0) return 1;
  return container_disk::serve(image, socket_path);
}

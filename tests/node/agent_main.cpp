// The test program is the node agent's namespace helper, as coracle is.
#include <gtest/gtest.h>

#include <array>

#include "proc/namespaces.h"
#include "proc/network.h"

int main(int argc, char** argv) {
  using namespace coracle;
  if (proc::is_namespace_helper(argc, argv)) {
    const std::array<proc::Action, 1> actions = {{{"network", proc::network_action}}};
    return proc::namespace_helper_main(actions);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}

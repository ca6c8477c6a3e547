#include "apiserver/pipeline.h"

namespace coracle::apiserver {

std::string_view to_string(Operation operation) {
  switch (operation) {
    case Operation::create:
      return "CREATE";
    case Operation::update:
      return "UPDATE";
    case Operation::remove:
      return "DELETE";
    case Operation::connect:
      return "CONNECT";
  }
  broken("an operation without a name");
}

}  // namespace coracle::apiserver

#pragma once
#include <memory>

#include "net/stream.h"

namespace coracle::virtctl {

/// Standard input and output as one connection; closing it closes both.
std::unique_ptr<net::Stream> make_stdio_stream();

}  // namespace coracle::virtctl

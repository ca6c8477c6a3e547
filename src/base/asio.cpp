// Asio's compiled half, once for the whole house (BOOST_ASIO_SEPARATE_COMPILATION).
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <boost/asio/impl/src.hpp>
#pragma clang diagnostic pop

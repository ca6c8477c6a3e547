# Compiler, warnings, linker, caches: everything that holds for every target.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines: temporaries in a co_await expression are destroyed twice. "
    "Use clang 16: cmake --preset ci, or -DCMAKE_C_COMPILER=clang-16 -DCMAKE_CXX_COMPILER=clang++-16.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# One kind of code for libraries and programs, so that they share the precompiled header.
add_compile_options(-fPIE)
add_link_options(-pie)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CORACLE_SANITIZE "" CACHE STRING "address, thread or empty")

add_library(coracle_options INTERFACE)
target_compile_options(coracle_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror -g1 -fno-omit-frame-pointer)
target_include_directories(coracle_options INTERFACE "${CMAKE_SOURCE_DIR}/src")
target_compile_definitions(coracle_options INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  CORACLE_VERSION="${PROJECT_VERSION}")
# Boost's headers are not ours to warn about.
target_include_directories(coracle_options SYSTEM INTERFACE /usr/include)

if(CORACLE_SANITIZE STREQUAL "address")
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=undefined)
elseif(CORACLE_SANITIZE STREQUAL "thread")
  set(sanitize -fsanitize=thread)
endif()
if(sanitize)
  add_compile_options(${sanitize})
  add_link_options(${sanitize})
endif()

# mold, else lld: 0.3 s in place of 1.9 s a link. The static programs are linked by it too.
find_program(CORACLE_MOLD mold)
find_program(CORACLE_LLD NAMES ld.lld-16 ld.lld)
if(CORACLE_MOLD)
  add_link_options("-fuse-ld=mold")
elseif(CORACLE_LLD)
  add_link_options("-fuse-ld=${CORACLE_LLD}")
endif()
add_link_options(-Wl,--gc-sections -Wl,--as-needed)
add_compile_options(-ffunction-sections -fdata-sections)

find_program(CORACLE_CCACHE ccache)
if(CORACLE_CCACHE)
  set(launcher "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
    "${CORACLE_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

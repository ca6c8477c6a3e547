# A room is a folder of src/, a namespace and a library. Its files are found by name, so that a new file is a new file
# and not a line in a list: *.cpp is the library, *_test.cpp beside it are the room's unit tests.

# One precompiled header for all: std, awaitable.hpp, Boost.JSON, fmt/core.
function(coracle_precompiled)
  file(WRITE "${CMAKE_BINARY_DIR}/precompiled.cpp" "// carries the precompiled header\n")
  add_library(coracle_precompiled STATIC "${CMAKE_BINARY_DIR}/precompiled.cpp")
  target_link_libraries(coracle_precompiled PUBLIC coracle_options Boost::json fmt::fmt Threads::Threads)
  target_precompile_headers(coracle_precompiled PRIVATE "${CMAKE_SOURCE_DIR}/src/precompiled.h")
  target_compile_options(coracle_precompiled PRIVATE -Xclang -fno-pch-timestamp)
endfunction()

function(coracle_compile_options target)
  target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp)
  target_precompile_headers(${target} REUSE_FROM coracle_precompiled)
endfunction()

# coracle_room(net DEPS coracle_base OpenSSL::SSL [SUBDIRS store rest])
# ROOM may be a path below src (virt/launcher); the target is then coracle_virt_launcher.
function(coracle_room room)
  cmake_parse_arguments(ARG "" "" "DEPS;TEST_DEPS" ${ARGN})
  string(REPLACE "/" "_" flat "${room}")
  set(target "coracle_${flat}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(NOT sources)  # headers alone: a contract whose room is still being written
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE coracle_precompiled ${ARG_DEPS})
    return()
  endif()
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC coracle_precompiled ${ARG_DEPS})
  coracle_compile_options(${target})
  if(CORACLE_TESTS AND tests)
    coracle_test_program("${flat}_test" LABEL unit SOURCES ${tests} DEPS ${target} ${ARG_TEST_DEPS})
  endif()
endfunction()

# coracle_test_program(name LABEL unit|server|node|vm|e2e SOURCES ... DEPS ...): one program, a ctest entry a case.
# Tests find the source tree (cases, reference data) in $CORACLE_SOURCE and programs in $CORACLE_BIN.
# Programs whose label is not in CORACLE_TEST_LABELS are left out: the sanitizers build what they run.
set(CORACLE_TEST_LABELS "unit;server;node;vm;e2e" CACHE STRING "labels of the tests to build")
# CORACLE_TEST_PROGRAMS narrows them further, by name: gRPC and libvirt are not instrumented.
set(CORACLE_TEST_PROGRAMS "." CACHE STRING "regular expression of the test programs to build")
function(coracle_test_program name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gtest GTest::gtest_main)
  coracle_compile_options(${name})
  if(NOT ARG_LABEL IN_LIST CORACLE_TEST_LABELS OR NOT name MATCHES "${CORACLE_TEST_PROGRAMS}")
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)
    return()
  endif()
  if(NOT TARGET test_programs)
    add_custom_target(test_programs)
  endif()
  add_dependencies(test_programs ${name})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT}
      # Two properties: gtest_discover_tests takes a list apart on its way, and the second variable was lost.
      ENVIRONMENT "CORACLE_SOURCE=${CMAKE_SOURCE_DIR}" ENVIRONMENT_MODIFICATION "CORACLE_BIN=set:${CMAKE_BINARY_DIR}/bin")
endfunction()

# coracle_program(virtctl DEPS ...): cmd/<name>/*.cpp becomes bin/<name>. *_test.cpp beside them are unit tests of all but
# its main.cpp.
function(coracle_program name)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  if(CORACLE_TESTS AND tests)
    set(tested ${sources})
    list(FILTER tested EXCLUDE REGEX "/main\\.cpp$")
    coracle_test_program("cmd_${name}_test" LABEL unit SOURCES ${tests} ${tested} DEPS ${ARG_DEPS})
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS})
  coracle_compile_options(${name})
endfunction()

# coracle_static_program(virt-tail): cmd/<name>/*.cpp becomes a static program below 1 MB that needs nothing of the image
# it runs in: no exceptions, no C++ library, none of our rooms. Under a sanitizer it is an ordinary program.
# *_test.cpp beside it are tests that run it.
function(coracle_static_program name)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE coracle_options)
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  if(NOT CORACLE_SANITIZE)
    target_compile_options(${name} PRIVATE -Os -fno-exceptions -fno-rtti -fno-asynchronous-unwind-tables)
    target_link_options(${name} PRIVATE -static-pie -nostdlib++ -s -Wno-unused-command-line-argument)
  endif()
  if(CORACLE_TESTS AND tests)
    string(REPLACE "-" "_" flat "${name}")
    coracle_test_program("cmd_${flat}_test" LABEL unit SOURCES ${tests} DEPS coracle_base)
    add_dependencies("cmd_${flat}_test" ${name})
  endif()
endfunction()

# How every target of the house is built, and the three ways to declare one.

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")  # compiles fast; what the tests wait for is HOT

add_library(house INTERFACE)
target_include_directories(house INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(house INTERFACE
  -Wall -Wextra -Werror -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -fno-strict-aliasing -ffunction-sections -fdata-sections -fvisibility=hidden)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 warns of overlaps that cannot be where a literal and a std::string are added (its bug
  # 105651).
  target_compile_options(house INTERFACE -Wno-restrict)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^arm")  # of what GCC 7 passed otherwise; nothing here is that old
    target_compile_options(house INTERFACE -Wno-psabi)
  endif()
endif()
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  # Files and partitions of any size, as on 64 bits. Not _TIME_BITS: docs/decisions/0015.
  target_compile_definitions(house INTERFACE _FILE_OFFSET_BITS=64)
endif()
target_link_options(house INTERFACE -Wl,--gc-sections)
if(JACKFIELD_HARDEN)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  # Paths of the machine that builds stay out, or the same commit would make two programs.
  target_compile_options(house INTERFACE -fstack-protector-strong -fstack-clash-protection
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
    -ffile-prefix-map=${PROJECT_BINARY_DIR}=.)
  target_link_options(house INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
    -static-libstdc++ -static-libgcc)
endif()
if(JACKFIELD_SANITIZE)
  target_compile_options(house INTERFACE -fsanitize=${JACKFIELD_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(house INTERFACE -fsanitize=${JACKFIELD_SANITIZE})
endif()
if(JACKFIELD_SANITIZE MATCHES undefined AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # clang 14 cannot put this check's marks into the parts of a coroutine.
  target_compile_options(house INTERFACE -fno-sanitize=function)
endif()
if(JACKFIELD_SANITIZE MATCHES thread)
  # ThreadSanitizer knows no fences; what Boost.Asio uses them for is guarded by its locks as well.
  target_compile_definitions(house INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()
if(JACKFIELD_FUZZ)
  target_compile_options(house INTERFACE -fsanitize=fuzzer-no-link)
endif()

# One library per folder, with exactly these links:
#   jackfield_library(sip_message HOT SOURCES message.cpp … LINKS base net)
# HOT: a thousand storms a story are spent in it, so it is optimised in a debug build as well.
# COLD: what a person asks for now and then, written with large templates: small is better than fast,
# for the board and for who builds it.
function(jackfield_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "HOT;COLD" "" "SOURCES;LINKS;PRIVATE_LINKS")
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    if(arg_HOT)
      target_compile_options(${name} PRIVATE $<$<CONFIG:Debug>:-O1>)
    endif()
    if(arg_COLD)
      target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-Os>)
      set_target_properties(${name} PROPERTIES UNITY_BUILD_BATCH_SIZE 20)
    endif()
    target_link_libraries(${name} PUBLIC house ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE house ${arg_LINKS} ${arg_PRIVATE_LINKS})
  endif()
endfunction()

find_program(GOLD ld.gold)

# A GoogleTest program, one ctest entry per test, labelled with its folder in tests (firmware, scenarios …).
# What it tests is compiled as it is shipped; its own code is not optimised, as it is compiled more often than
# it is waited for:
#   jackfield_test(sip_message_test SOURCES uri_test.cpp … LINKS sip_message)
function(jackfield_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINKS")
  if(NOT JACKFIELD_TESTS)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE house ${arg_LINKS} GTest::gtest GTest::gtest_main)
  if(NOT JACKFIELD_HARDEN)  # which needs optimisation
    target_compile_options(${name} PRIVATE -O0)
    if(GOLD AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      target_link_options(${name} PRIVATE -fuse-ld=gold)  # half the time; there are fifty to link
    endif()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/tests
    OUTPUT_VARIABLE label)
  string(REGEX REPLACE "/.*" "" label ${label})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS ${label})
endfunction()

# A libFuzzer target, whose seeds lie in corpus/NAME beside it if there are any; ctest gives it a
# short run (label fuzz), and what it finds new stays in the build folder:
#   jackfield_fuzzer(fuzz_uri SOURCES uri_fuzzer.cpp LINKS sip_message)
set(JACKFIELD_FUZZ_SECONDS 10 CACHE STRING "How long ctest runs each fuzz target")
function(jackfield_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  if(NOT JACKFIELD_FUZZ)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE house ${arg_LINKS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set(found ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
  file(MAKE_DIRECTORY ${found})
  set(seeds ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  if(NOT EXISTS ${seeds})
    set(seeds)
  endif()
  add_test(NAME fuzz.${name} COMMAND ${name} -max_total_time=${JACKFIELD_FUZZ_SECONDS}
    -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 ${found} ${seeds})
  set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz)
endfunction()

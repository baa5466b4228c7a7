# What aarch64.cmake and armv7.cmake share: Debian's cross compiler, the sysroot that toolchains/sysroot
# makes, and an emulator for what is built, if there is one. Sets nothing but where things are: how they
# are compiled stands in house.cmake and in the presets.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${CMAKE_LIBRARY_ARCHITECTURE}-gcc)
set(CMAKE_CXX_COMPILER ${CMAKE_LIBRARY_ARCHITECTURE}-g++)
set(CMAKE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../build/sysroot/${JACKFIELD_ARCHITECTURE})
cmake_path(NORMAL_PATH CMAKE_SYSROOT)
set(CMAKE_FIND_ROOT_PATH ${CMAKE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# /lib and /usr/lib are two folders there, as packages are laid out before they are installed.
set(CMAKE_EXE_LINKER_FLAGS_INIT
  "-Wl,-rpath-link,${CMAKE_SYSROOT}/lib/${CMAKE_LIBRARY_ARCHITECTURE}")

find_program(JACKFIELD_EMULATOR ${emulator})
mark_as_advanced(JACKFIELD_EMULATOR)
if(JACKFIELD_EMULATOR)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${JACKFIELD_EMULATOR} -L ${CMAKE_SYSROOT})
endif()

# Debian's archive of spandsp, of which the linker takes a few codecs; the shared one brings libtiff and
# nine libraries behind it, one of them under the GPL. (On x86-64 the archive crashes: media/codec.)
set(SPANDSP ${CMAKE_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/libspandsp.a CACHE FILEPATH "")

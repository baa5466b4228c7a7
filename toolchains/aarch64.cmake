# 64-bit ARM boards, on a PC: cmake --preset aarch64, after toolchains/sysroot arm64.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(JACKFIELD_ARCHITECTURE arm64)
set(emulator qemu-aarch64-static)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)

# 32-bit ARM boards (ARMv7 with VFP), on a PC: cmake --preset armv7, after toolchains/sysroot armhf.
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(CMAKE_LIBRARY_ARCHITECTURE arm-linux-gnueabihf)
set(JACKFIELD_ARCHITECTURE armhf)
set(emulator qemu-arm-static)
include(${CMAKE_CURRENT_LIST_DIR}/cross.cmake)

# QEMU's machine "virt": what the tests boot.
board_architecture=arm64
board_kernel=linux-image-arm64
board_console=ttyAMA0
# What QEMU presses at the word system_powerdown.
board_button="9030000.pl061 3"
# Its memory begins at 1 GB.
board_scratch=0x4f000000
board_packed=0x50000000

# QEMU brings the boot loader and the device tree along.
boot_files() {
  :
}

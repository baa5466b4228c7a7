# What the Raspberry Pis share: the firmware in the GPU starts U-Boot from the first partition.
#   board_u_boot          folder of Debian's u-boot-rpi
#   board_firmware        files of raspi-firmware
#   board_device_trees    files of the kernel's package

# The firmware is no part of Debian's main section, and without it no Raspberry Pi starts. It may be
# redistributed (its licence goes into the image); Debian 12's own is older than some boards.
boot_files() {
  local into=$1 file
  board_packages arm64 trixie non-free-firmware raspi-firmware
  board_packages "$board_architecture" own main u-boot-rpi
  for file in $board_firmware; do
    cp "$packages_tree/usr/lib/raspi-firmware/$file" "$into/"
  done
  cp "$packages_tree/usr/share/doc/raspi-firmware/copyright" "$into/LICENCE.firmware"
  cp "$packages_tree/usr/lib/u-boot/$board_u_boot/u-boot.bin" "$into/"
  for file in $board_device_trees; do
    cp "$packages_tree"/usr/lib/linux-image-*/"$file" "$into/"
  done
  cp "$root/board/raspberrypi/config.txt" "$into/"
  [ "$board_architecture" != arm64 ] || echo arm_64bit=1 >>"$into/config.txt"
}

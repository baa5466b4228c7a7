# Raspberry Pi 3 Model B, 3 Model B+, 3 Model A+.
. "$root/board/raspberrypi/vendor.sh"
board_architecture=arm64
board_kernel=linux-image-arm64
board_console=ttyS1,115200
board_u_boot=rpi_arm64
board_firmware="bootcode.bin start.elf fixup.dat"
board_device_trees="broadcom/bcm2837-rpi-3-b.dtb broadcom/bcm2837-rpi-3-b-plus.dtb
  broadcom/bcm2837-rpi-3-a-plus.dtb"
board_button="pinctrl-bcm2835 17"

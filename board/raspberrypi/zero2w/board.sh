# Raspberry Pi Zero 2 W.
. "$root/board/raspberrypi/vendor.sh"
board_architecture=arm64
board_kernel=linux-image-arm64
board_console=ttyS1,115200
board_u_boot=rpi_arm64
board_firmware="bootcode.bin start.elf fixup.dat"
board_device_trees="broadcom/bcm2837-rpi-zero-2-w.dtb"
board_button="pinctrl-bcm2835 17"

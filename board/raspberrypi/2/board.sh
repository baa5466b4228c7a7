# Raspberry Pi 2 Model B, 32 bit.
. "$root/board/raspberrypi/vendor.sh"
board_architecture=armhf
board_kernel=linux-image-armmp
board_console=ttyAMA0,115200
board_u_boot=rpi_2
board_firmware="bootcode.bin start.elf fixup.dat"
board_device_trees="bcm2836-rpi-2-b.dtb"
board_button="pinctrl-bcm2835 17"

# Raspberry Pi 4 Model B, 400.
. "$root/board/raspberrypi/vendor.sh"
board_architecture=arm64
board_kernel=linux-image-arm64
board_console=ttyS1,115200
board_u_boot=rpi_arm64
board_firmware="start4.elf fixup4.dat"
board_device_trees="broadcom/bcm2711-rpi-4-b.dtb broadcom/bcm2711-rpi-400.dtb"
board_button="pinctrl-bcm2711 17"

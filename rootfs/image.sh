# The recipe of the card image, in the order it is cooked; sourced by ./run. It needs no root, but to
# install packages, and mounts nothing. The same commit and the same packages make the same image, octet
# for octet.

. "$root/toolchains/debian.sh"

readonly IMAGE_LIMIT=$((48 * 1024 * 1024))   # the file people fetch
readonly SLOT_LIMIT=$((24 * 1024 * 1024))    # what an update carries
readonly PROGRAM_LIMIT=$((6 * 1024 * 1024))  # jackfield, stripped
readonly SLOT_ROOM=48M                       # its partition; also within reach of xz, below
readonly DATA_SIZE=64M                       # at first

# What init and its scripts call; busybox has far more.
readonly APPLETS="arping cat chmod chown cmp cp cut date dd env grep gzip halt head hexdump hostname init insmod ip
  kill killall klogd logger logread mkdir mkfifo mount mv nc poweroff printf reboot rm rmdir sed setpriv sh sleep
  start-stop-daemon stat sync sysctl syslogd tail timeout touch udhcpc umount crc32"
readonly INITRD_APPLETS="blockdev cat dd echo head insmod mount printf reboot sed sh sleep switch_root sync"

# within WHAT FILE LIMIT: prints its size and ends everything if it is more.
within() {
  local size
  size=$(stat --format %s "$2")
  printf '%-28s %10d of %10d octets\n' "$1" "$size" "$3"
  [ "$size" -le "$3" ] || die "$1 is larger than it may be."
}

# board_packages ARCHITECTURE SUITE COMPONENT PACKAGE…: unpacked into $packages_tree, and named in the
# bill of materials.
board_packages() {
  local state
  open_debian "$1" "$2" "$3"
  state=$opened
  shift 3
  mkdir -p "$work/packages"
  rm -f "$work/packages"/*.deb
  (cd "$work/packages" && debian "$state" apt-get --quiet=2 download "$@") ||
    die "Cannot be fetched: $*. apt says why above."
  unpack "$packages_tree" "$work/packages"/*.deb
}

# The newest kernel that the board's package stands for.
kernel_package() {
  debian "$opened" apt-cache depends "$board_kernel" |
    sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\).*/\1/p' | head -n 1
}

# settings_of NAME: the lines of the files of this name, of all boards, the vendor, the board.
settings_of() {
  cat "$root/rootfs/$1" "$root/board/${board%/*}/$1" "$root/board/$board/$1" 2>/dev/null |
    sed 's/#.*//; s/[[:space:]]*$//; /^$/d'
}

# install_modules NAME FOLDER LIST: the modules that the files of this name list, and what they depend
# on, into FOLDER; LIST in it names them in the order they are loaded.
install_modules() {
  local module options file
  mkdir -p "$2$(dirname "$3")"
  settings_of "$1" | while read -r module options; do
    modprobe --dirname "$packages_tree" --set-version "$kernel_version" --show-depends "$module" |
      sed -n "s|^insmod \([^ ]*\).*|\1|p" | while read -r file; do
        case $file in
          */${module//_/[-_]}.ko) echo "$file $options" ;;
          *) echo "$file" ;;
        esac
      done
  done | awk '!seen[$1]++' | while read -r file options; do
    file=${file#"$packages_tree"}
    mkdir -p "$2/${file%/*}"
    "${triplet}strip" --strip-debug -o "$2$file" "$packages_tree$file"
    echo "$file${options:+ $options}"
  done >"$2$3"
  [ -s "$2$3" ] || die "None of the modules in $1 is there."
}

# link_applets FOLDER APPLET…: links to busybox, in FOLDER/bin. It is root's alone: a process that is not
# root has no shell to run.
link_applets() {
  local folder=$1 applet
  shift
  mkdir -p "$folder/bin"
  install --mode 0700 "$sysroot/bin/busybox" "$folder/bin/busybox"
  for applet in "$@"; do
    ln -sf busybox "$folder/bin/$applet"
  done
}

make_initrd() {
  local tree=$work/initrd
  mkdir -p "$tree"/{dev,proc,sys,run,slot,root}
  link_applets "$tree" $INITRD_APPLETS
  install --mode 0755 "$root/rootfs/initrd/init" "$tree/init"
  install_modules modules.initrd "$tree" /modules.list
  same_time "$tree"
  (cd "$tree" && find . -print0 | sort --zero-terminated |
    cpio --null --create --format newc --owner 0:0 --reproducible --quiet) |
    xz --check=crc32 --lzma2=dict=1MiB >"$work/slot/initrd"
}

# same_time FOLDER: everything in it is as old as the commit.
same_time() {
  find "$1" -print0 | xargs --null touch --no-dereference --date "@$SOURCE_DATE_EPOCH"
}

# What this version is called, on the board and in its update. Which of two is older, `built` tells.
make_release() {
  local schema
  schema=$(sed -n 's/.*kSchema = \([0-9]*\);.*/\1/p' "$root/apps/jackfield/tables.h")
  [ -n "$schema" ] || die "apps/jackfield/tables.h does not tell the schema."
  printf 'board=%s\nversion=%s\nbuilt=%s\nschema=%s\n' "$board" "$version" "$SOURCE_DATE_EPOCH" \
    "$schema" >"$work/release"
}

# The key is its owner's, so it lives outside the tree, and is made once.
take_update_key() {
  update_key=${JACKFIELD_UPDATE_KEY:-${XDG_DATA_HOME:-$HOME/.local/share}/jackfield/update-key.pem}
  update_key_was=$(python3 "$root/rootfs/update.py" key "$update_key" "$work/update-key.pub.pem") ||
    die "The key for updates, $update_key, cannot be used."
}

make_root() {
  local tree=$work/root
  mkdir -p "$tree"/{bin,data,dev,proc,run,sys,tmp,usr/share/jackfield}
  cp -R "$root/rootfs/root/." "$tree/"
  find "$tree" -name README.md -delete
  python3 "$root/rootfs/closure.py" "$sysroot" "$tree" "$triplet" \
    "$root/build/$preset/jackfield=/bin/jackfield" \
    "$sysroot/sbin/e2fsck=/sbin/e2fsck" "$sysroot/sbin/resize2fs=/sbin/resize2fs" \
    >"$work/closure" || die "The libraries of the board cannot be gathered."
  link_applets "$tree" $APPLETS
  ln -s ../bin/init "$tree/sbin/init"
  ln -s ../bin/reboot "$tree/sbin/reboot"
  ln -s ../run/resolv.conf "$tree/etc/resolv.conf"
  ln -s ../proc/mounts "$tree/etc/mtab"
  [ -z "${board_button:-}" ] || echo "$board_button" >"$tree/etc/button"
  install_modules modules "$tree" /lib/modules/list
  python3 "$root/rootfs/bill_of_materials.py" "$root" "$sysroot" "$packages_tree" "$work/closure" \
    "$tree/usr/share" "$version" >"$work/bill-of-materials.tsv" ||
    die "The bill of materials cannot be made."
  cp "$work/bill-of-materials.tsv" "$work/release" "$work/update-key.pub.pem" \
    "$tree/usr/share/jackfield/"
  chmod -R u=rwX,go=rX "$tree/etc" "$tree/usr"
  same_time "$tree"
  mksquashfs "$tree" "$work/slot/root.squashfs" -noappend -all-root -no-xattrs -no-progress -quiet \
    -comp zstd -Xcompression-level 19 -b 256K || die "The root cannot be packed."
}

# make_ext4 FOLDER FILE SIZE UUID FEATURES [OPTION…]: an ext4 of exactly these files: -U and hash_seed, or each would be another; and mke2fs takes a file's
# last change of state from the disk, so debugfs sets it.
make_ext4() {
  local folder=$1 file=$2 size=$3 uuid=$4 features=$5 path
  shift 5
  E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH mke2fs -q -F -t ext4 -b 4096 -O "$features" -U "$uuid" \
    -E "hash_seed=$uuid,root_owner=0:0,resize=$((256 * 1024 * 1024 / 4))" -m 0 -d "$folder" \
    "$@" "$file" "$size" >/dev/null || die "$file cannot be made."
  (cd "$folder" && find . -printf '/%P\n') | while read -r path; do
    echo "set_inode_field \"$path\" uid 0"
    echo "set_inode_field \"$path\" gid 0"
    for field in ctime atime mtime crtime; do
      echo "set_inode_field \"$path\" $field @$SOURCE_DATE_EPOCH"
    done
  done >"$work/debugfs"
  E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH debugfs -w -f "$work/debugfs" "$file" >/dev/null 2>&1
}

make_slot() {
  local kernel=$packages_tree/boot/vmlinuz-$kernel_version
  if [ "$board_architecture" = arm64 ]; then
    gzip --no-name --best <"$kernel" >"$work/slot/kernel"
  else
    cp "$kernel" "$work/slot/kernel"  # packs itself
  fi
  cp "$work/release" "$work/slot/release"
  same_time "$work/slot"
  make_ext4 "$work/slot" "$work/slot.ext4" "$((SLOT_LIMIT / 1024))k" 4a4b4653-0000-4000-8000-000000000001 \
    '^has_journal,^resize_inode'
}

make_boot() {
  local script=$work/boot.cmd
  mkdir -p "$work/boot"
  boot_files "$work/boot"
  sed -e "s|@scratch@|$board_scratch|; s|@packed@|$board_packed|; s|@unpack@|$board_unpack|" \
    -e "s|@boot@|$board_boot|; s|@kernel@|$board_kernel_at|; s|@console@|$board_console|" \
    "$root/rootfs/boot.cmd" >"$script"
  mkimage -A "$board_u_boot_architecture" -T script -C none -n Jackfield -d "$script" \
    "$work/boot/boot.scr" >/dev/null || die "The boot script cannot be packed."
  python3 "$root/rootfs/state.py" "$work/state"
  same_time "$work/boot"
}

# QEMU brings its device tree along: of that one nothing is known here.
check_drivers() {
  ! ls "$work/boot"/*.dtb >/dev/null 2>&1 ||
    python3 "$root/rootfs/drivers.py" "$packages_tree/lib/modules/$kernel_version" \
      "$work/root/lib/modules/list,$work/initrd/modules.list" "$(settings_of modules.left | paste -sd ,)" \
      "$work/boot"/*.dtb ||
    die "A driver is missing. It belongs in the board's modules or modules.initrd, or in its modules.left."
}

make_card() {
  mkdir -p "$work/data/log" "$work/data/jackfield"
  same_time "$work/data"
  # In groups of 32 MB, or a small partition would have no second superblock (sbin/boot).
  make_ext4 "$work/data" "$work/data.ext4" "$DATA_SIZE" 4a4b4653-0000-4000-8000-000000000002 \
    metadata_csum -g 8192
  mkdir -p "$work/genimage/boot"
  cp -p "$work/boot"/* "$work/genimage/boot/"
  same_time "$work/genimage"
  genimage --config "$root/rootfs/genimage.cfg" --rootpath "$work/genimage" --inputpath "$work" \
    --outputpath "$work" --tmppath "$work/genimage.tmp" >"$work/genimage.log" 2>&1 ||
    { cat "$work/genimage.log"; die "The card cannot be assembled."; }
}

# What differs between architectures rather than between boards.
take_board() {
  [ -n "$board" ] && [ -e "$root/board/$board/board.sh" ] ||
    die "Usage: ./run image --board VENDOR/BOARD, with one of these:
$(cd "$root/board" && ls -d */*/ | sed 's|/$||; s|^|  |')"
  . "$root/board/$board/board.sh"
  case $board_architecture in
    arm64)
      preset=aarch64 triplet=aarch64-linux-gnu- board_u_boot_architecture=arm64
      board_boot=booti board_kernel_at='${kernel_addr_r}'
      board_packed=${board_packed:-0x10000000}
      board_unpack="unzip $board_packed \${kernel_addr_r} \\&\\&"
      ;;
    armhf)
      preset=armv7 triplet=arm-linux-gnueabihf- board_u_boot_architecture=arm
      board_boot=bootz board_kernel_at='${kernel_addr_r}'
      board_packed='${kernel_addr_r}' board_unpack=
      ;;
    *) die "board/$board/board.sh: board_architecture is arm64 or armhf, not $board_architecture" ;;
  esac
  board_scratch=${board_scratch:-0x0f000000}
}

# The whole of it: make_image; leaves the file's name in $image.
make_image() {
  local name
  sysroot=$root/build/sysroot/$board_architecture
  work=$root/build/image/parts/$board
  packages_tree=$work/tree
  version=$(sed -n 's/^project(jackfield VERSION \([^ ]*\).*/\1/p' "$root/CMakeLists.txt")
  name=jackfield-${board//\//-}-$version
  image=$root/build/image/$name.img.xz
  if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
    SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1700000000)
  fi
  export SOURCE_DATE_EPOCH
  rm -rf "$work"
  mkdir -p "$work/slot"
  umask 022

  open_debian "$board_architecture"
  board_packages "$board_architecture" own main "$(kernel_package)"
  kernel_version=$(cd "$packages_tree/lib/modules" && echo *)
  depmod --basedir "$packages_tree" "$kernel_version"
  make_release
  take_update_key
  make_root
  make_initrd
  make_slot
  make_boot
  check_drivers
  make_card
  cp "$work/bill-of-materials.tsv" "$root/build/image/$name.packages.tsv"
  # The second slot costs nothing: the first is within reach.
  xz --threads=1 --lzma2=preset=6,dict=64MiB --stdout "$work/card.img" >"$image"
  python3 "$root/rootfs/update.py" pack "$update_key" "$work/release" "$work/slot.ext4" \
    "$root/build/image/$name.update" || die "The update cannot be signed."

  cat "$work"/slot/* >"$work/slot.octets"
  within "jackfield" "$work/root/bin/jackfield" "$PROGRAM_LIMIT"
  within "slot" "$work/slot.octets" "$SLOT_LIMIT"
  within "image" "$image" "$IMAGE_LIMIT"
}

# A key that was just made is worth a word more.
tell_update_key() {
  if [ "$update_key_was" = made ]; then
    cat <<END

A key to sign updates with was made: $update_key
KEEP IT, and keep it to yourself. A board with this image takes updates signed with this key and no
other: without it, the board's card must be flashed anew, and whoever has it can put anything on the
board.
END
  else
    echo "Its boards take updates signed with $update_key only: keep it."
  fi
}

# run_image --board VENDOR/BOARD: what ./run image does.
run_image() {
  steps=4
  board=
  [ "${1:-}" != --board ] || board=${2:-}
  take_board

  step "Packages for the build and the image"
  install_packages build image

  step "Building the program for $board ($board_architecture)"
  export CCACHE_BASEDIR=  # it would make paths relative, and house.cmake could not leave them out
  "$root/toolchains/sysroot" "$board_architecture"
  build "$preset" --target jackfield

  step "Making the image"
  make_image

  step "Done: $image"
  cat <<END
To flash it (the card is erased), with Raspberry Pi Imager ("Use custom") or balenaEtcher, or:
  xzcat $image | sudo dd of=/dev/sdX bs=4M conv=fsync status=progress
Beside it, $(basename "$image" .img.xz).packages.tsv tells what it is made of, and
$(basename "$image" .img.xz).update brings a board that runs an older one up to date.
END
  tell_update_key
}

# The boot script: chooses the slot by the state sectors, counts tries, rolls back. U-Boot runs it from
# the first partition; rootfs/image puts in what stands between @ signs.
#
# A slot is an ext4 partition (2: a, 3: b) with kernel, initrd and root.squashfs: they change together.
# There are two state sectors, 64 and 128, of which the newer whole one counts and the other is written,
# so that no power cut leaves both damaged:
#   0  "JKFS"
#   4  generation, 32 bits little-endian
#   8  active slot: 0 a, 1 b; the one to start
#   9  good slot: the last that was confirmed; the same as the active one when nothing is on trial
#  10  tries left to the active slot
#  11  event, for the started system to tell of: 1 given up after its tries, 2 could not be loaded,
#      3 both sectors were damaged
#  12  zeros
#  60  CRC-32 of the octets before, big-endian as U-Boot writes it

setenv st @scratch@
setexpr s1 ${st} + 0x200
setexpr s2 ${st} + 0x400
setexpr body ${st} + 0x600
setexpr sum ${st} + 0x800

setenv check 'setenv whole 0; crc32 ${s} 3c ${sum}; setexpr at ${s} + 3c; if itest.l *${s} == 53464b4a; then if cmp.l ${at} ${sum} 1; then setenv whole 1; fi; fi'
# Writes what has changed; were it to write again, it would take the other sector.
setenv save 'setexpr at ${body} + 4; setexpr.l n *${at}; setexpr n ${n} + 1; mw.l ${at} ${n}; setexpr at ${body} + 3c; crc32 ${body} 3c ${at}; ${devtype} write ${body} ${free} 1; if test ${free} = 0x40; then setenv free 0x80; else setenv free 0x40; fi'

${devtype} read ${s1} 0x40 1
${devtype} read ${s2} 0x80 1
setenv s ${s1}; run check; setenv whole1 ${whole}
setenv s ${s2}; run check; setenv whole2 ${whole}
mw.b ${body} 0 0x200
if test ${whole1}${whole2} = 00; then
  echo "Both state sectors are damaged"
  mw.l ${body} 53464b4a
  setexpr at ${body} + b; mw.b ${at} 3
  setenv free 0x40; run save
elif test ${whole1}${whole2} = 10; then
  cp.b ${s1} ${body} 0x200; setenv free 0x80
elif test ${whole1}${whole2} = 01; then
  cp.b ${s2} ${body} 0x200; setenv free 0x40
else
  setexpr at ${s1} + 4; setexpr.l g1 *${at}
  setexpr at ${s2} + 4; setexpr.l g2 *${at}
  if itest ${g1} > ${g2}; then
    cp.b ${s1} ${body} 0x200; setenv free 0x80
  else
    cp.b ${s2} ${body} 0x200; setenv free 0x40
  fi
fi

setexpr active_at ${body} + 8
setexpr good_at ${body} + 9
setexpr tries_at ${body} + a
setexpr event_at ${body} + b
setexpr.b active *${active_at}
setexpr.b good *${good_at}
setexpr.b tries *${tries_at}
if test ${active} != ${good}; then
  if test ${tries} = 0; then
    echo "The slot on trial has used up its tries: back to the good one"
    mw.b ${active_at} ${good}; mw.b ${event_at} 1
    setenv active ${good}
  else
    setexpr tries ${tries} - 1
    mw.b ${tries_at} ${tries}
    echo "A slot is on trial: ${tries} tries are left after this one"
  fi
  run save
fi

# The device tree is the one that QEMU or the firmware of the board has handed to U-Boot.
setenv load_slot 'load ${devtype} ${devnum}:${number} @packed@ kernel && @unpack@ load ${devtype} ${devnum}:${number} ${ramdisk_addr_r} initrd'
setenv start 'setenv bootargs "console=tty0 console=@console@ quiet loglevel=4 panic=5 jackfield.slot=${slot}"; echo "Starting slot ${slot}"; run load_slot && @boot@ @kernel@ ${ramdisk_addr_r}:${filesize} ${fdt_addr}'
setenv slot_a 'setenv slot a; setenv number 2; run start'
setenv slot_b 'setenv slot b; setenv number 3; run start'
if test ${active} = 0; then run slot_a; else run slot_b; fi

# It could not be loaded. One on trial tries again until it has used up its tries; for a good one the
# other slot is better than nothing.
echo "The slot could not be loaded"
if test ${active} = ${good}; then
  mw.b ${event_at} 2
  run save
  if test ${active} = 0; then run slot_b; else run slot_a; fi
fi
sleep 5
reset

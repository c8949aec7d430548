#!/bin/bash
# tests/vm/run.sh [-t SECONDS] -- COMMAND…
# Boots Debian's kernel in QEMU over a view of this machine's root that is never written, runs the
# command there as root in the same folder, prints its output and returns its exit code (97: the
# machine never reported one; 98: it cannot be made).
seconds=120
while getopts t: option; do
    case $option in t) seconds=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
[ "$1" = -- ] && shift
folder=${VMDIR:-$HOME/.cache/headroom-vm}
[ -e "$folder/initrd.gz" ] || bash "$(dirname "$0")/build.sh" >&2 || exit 98
version=$(cat "$folder/kver")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
printf '%s\n' "$*" >"$out/cmd"
cat >"$out/stage2" <<STAGE
export PATH=$HOME/.cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=$HOME TERM=xterm LANG=C.UTF-8
mount -t tmpfs t /run; mkdir -p /dev/shm /dev/pts /run/lock; mount -t tmpfs t /dev/shm; mount -t devpts d /dev/pts
mkdir -p /lib/modules/$version; mount --bind $folder/deb/k/lib/modules/$version /lib/modules/$version
ip link set lo up 2>/dev/null; ulimit -l unlimited; ulimit -r 99
stty -F /dev/ttyS1 raw 2>/dev/null
cd "$PWD"
bash /vmout/cmd </dev/null >/dev/ttyS1 2>&1
echo \$? > /vmout/rc; sync; echo o > /proc/sysrq-trigger; sleep 5
STAGE
timeout -k 5 "$seconds" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 \
    -nodefaults -no-reboot -display none -kernel "$folder/vmlinuz" -initrd "$folder/initrd.gz" \
    -append "console=ttyS0 quiet loglevel=4 panic=-1 tsc=reliable mitigations=off" \
    -fsdev local,id=r,path=/,security_model=none,readonly=on,multidevs=remap \
    -device virtio-9p-pci,fsdev=r,mount_tag=hostroot \
    -fsdev local,id=o,path="$out",security_model=none -device virtio-9p-pci,fsdev=o,mount_tag=vmout \
    -serial file:"$out/console.log" -serial stdio </dev/null
[ -s "$out/rc" ] && exit "$(cat "$out/rc")"
echo "tests/vm/run.sh: no exit code (out of time, or no boot)" >&2
tail -5 "$out/console.log" >&2
exit 97

#!/bin/bash
# Makes the kernel and the first file system of the virtual machine, once, in
# ${VMDIR:-$HOME/.cache/headroom-vm}. The kernel is Debian's own package, which is unpacked and not installed.
# Needs the packages qemu-system-x86 busybox-static cpio kmod.
set -e
folder=${VMDIR:-$HOME/.cache/headroom-vm}
mkdir -p "$folder/deb"
cd "$folder"
if [ ! -e vmlinuz ]; then
    package=${VMKPKG:-$(apt-cache depends linux-image-amd64 | awk '/Depends/{print $2; exit}')}
    [ -d deb/k ] || {
        (cd deb && apt-get download "$package" >/dev/null 2>&1)
        dpkg-deb -x deb/linux-image-*.deb deb/k
    }
    cp deb/k/boot/vmlinuz-* vmlinuz
    version=$(ls deb/k/lib/modules)
    depmod -b deb/k "$version"
    echo "$version" >kver
fi
version=$(cat kver)
rm -rf ird
mkdir -p ird/{bin,lib,proc,sys,dev,lo,up,out,new,mods}
cp /bin/busybox ird/bin/
# What is needed before the root can be mounted, in the order of loading.
: >ird/mods/order
for module in virtio_pci 9pnet_virtio 9p overlay; do
    modprobe -d "$folder/deb/k" -S "$version" --show-depends $module 2>/dev/null | awk '$1=="insmod"{print $2}'
done | awk '!seen[$0]++' | while read -r file; do
    cp "$file" ird/mods/
    basename "$file" >>ird/mods/order
done
cat >ird/init <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc p /proc; $B mount -t sysfs s /sys; $B mount -t devtmpfs d /dev
for m in $($B cat /mods/order); do $B insmod /mods/$m || echo "insmod $m failed"; done
$B mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro hostroot /lo || exec $B poweroff -f
$B mount -t tmpfs -o size=75% t /up; $B mkdir /up/u /up/w
$B mount -t overlay -o lowerdir=/lo,upperdir=/up/u,workdir=/up/w o /new
$B mkdir -p /new/vmout /new/lib/modules
$B mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none vmout /new/vmout
$B mount --move /proc /new/proc; $B mount --move /sys /new/sys; $B mount --move /dev /new/dev
exec $B switch_root /new /bin/bash /vmout/stage2
INIT
chmod +x ird/init
(cd ird && find . | cpio -o -H newc --quiet | gzip -1) >initrd.gz

# To be sourced inside the virtual machine: `usb_init`, then `usb_plug NAME` and `usb_unplug`, a USB MIDI
# device that is plugged in and pulled for real (dummy_hcd and the gadget function f_midi).
gadget=/sys/kernel/config/usb_gadget/ctl
usb_init() {
    modprobe -a dummy_hcd libcomposite usb_f_midi snd-usb-audio snd-seq
    mountpoint -q /sys/kernel/config || mount -t configfs c /sys/kernel/config
}
usb_plug() {
    mkdir -p $gadget
    (
        cd $gadget || exit
        echo 0x1235 >idVendor
        echo 0x0001 >idProduct
        mkdir -p strings/0x409 configs/c.1/strings/0x409 functions/midi.0
        echo TestWorks >strings/0x409/manufacturer
        echo "$1" >strings/0x409/product
        echo SN1 >strings/0x409/serialnumber
        echo c >configs/c.1/strings/0x409/configuration
        # A function that is linked already keeps what it has.
        echo gadgetside >functions/midi.0/id 2>/dev/null
        echo 1 >functions/midi.0/in_ports 2>/dev/null
        echo 1 >functions/midi.0/out_ports 2>/dev/null
        ln -s "$PWD/functions/midi.0" configs/c.1/ 2>/dev/null
        echo dummy_udc.0 >UDC
    )
}
# The cable is pulled: the sound driver sees its device go.
usb_unplug() { echo "" >$gadget/UDC; }

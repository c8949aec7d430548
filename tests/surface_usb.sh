#!/usr/bin/env bash
# A USB MIDI device that is plugged in, pulled and plugged in again while the console runs.
# Runs inside a virtual machine (it needs a kernel of its own): make test-usb
# No "set -e": plugging again meets what plugging before has made.
. "$1"
headroom=$2
export HOME=/tmp/hr-usb XDG_RUNTIME_DIR=/tmp/hr-usb/run
mkdir -p "$XDG_RUNTIME_DIR"

fail() {
    echo "FAILED: $1"
    for file in /tmp/heard.* /proc/asound/seq/clients; do echo "--- $file"; xxd "$file" 2>/dev/null | tail -20; done
    find "$HOME" -name '*.log' -exec tail -20 {} +
    cat /tmp/learnt.txt 2>/dev/null
    exit 1
}
# Waits up to $1 tenths of a second for the rest to succeed.
within() {
    local tenths=$1
    shift
    for _ in $(seq "$tenths"); do
        if "$@"; then return; fi
        sleep 0.1
    done
    fail "not in time: $*"
}
value() { "$headroom" get "$1" | sed 's/.*: //'; }
is() { [ "$(value "$1")" = "$2" ]; }
answers() { "$headroom" get main/fader >/dev/null 2>&1; }
# The device's own side: the gadget's card is there before the host sees anything.
device=/dev/snd/midiC0D0
say() { printf "$1" >"$device"; }
# What the device has heard contains these bytes (hex, without blanks).
heard() { xxd -p "$file" | tr -d '\n' | grep -q "$1"; }
# A device listens from the first moment on.
listen() {
    file=/tmp/heard.$1
    : >"$file"
    (
        # Opened by the shell itself: starting a program takes longer than the console needs.
        until [ -c $device ]; do :; done
        until exec 3<$device; do :; done
        exec cat <&3 >"$file"
    ) 2>/dev/null &
    listening=$!
}
plug() {
    listen "$2"
    usb_plug "$1"
}
pull() {
    usb_unplug
    kill "$listening" 2>/dev/null || true
}

usb_init
"$headroom" run --headless --backend null >/dev/null 2>&1 &
within 200 answers
"$headroom" set ch/1/fader "-10 dB" >/dev/null

plug nanoKONTROL2 1
within 40 heard f0425000
within 40 heard b04700
say '\xb0\x00\x28\xb0\x00\x50\xb0\x30\x7f\xb0\x30\x00'
within 30 is ch/1/fader "-4.803 dB"
within 30 is ch/1/mute on
within 30 heard b0307f
echo "nanoKONTROL2: found, crossed, lit"

pull
sleep 2
"$headroom" set ch/1/fader "-20 dB" >/dev/null
plug nanoKONTROL2 2
within 40 heard b0307f
say '\xb0\x00\x5a'
sleep 0.5
is ch/1/fader "-20 dB" || fail "a fader moved at its first position"
echo "nanoKONTROL2: plugged again, shown everything, nothing moved"
pull
sleep 2

plug X-Touch 3
# On a slow machine its ear opens late: it announces itself, as one does that was switched on.
announced() {
    say '\xf0\x00\x00\x66\x14\x06\xf7'
    sleep 1
    heard 12696f6666
}
within 20 announced
"$headroom" set ch/1/fader "0 dB" >/dev/null
within 30 heard e06b64
# A motor needs its time: a fader that is caught on its way has to be moved across.
sleep 0.5
say '\x90\x68\x7f\xe0\x00\x20'
within 30 heard e00020
say '\x90\x68\x00'
echo "X-Touch: found, shown, moved"
pull
sleep 2

# A controller that nobody knows: listed, learnt, and the file is a good one.
plug "Stage Box" 4
not_known() { "$headroom" ports | grep -q 'Stage Box.*not known'; }
within 40 not_known
mkfifo /tmp/typed
"$headroom" learn "Stage Box" --out /tmp/learnt.yaml </tmp/typed >/tmp/learnt.txt 2>&1 &
exec 4>/tmp/typed
says() { grep -q "$1" /tmp/learnt.txt; }
next() { echo "$1" >&4; }
within 40 says 'fader of every strip'
for value in 00 10 20 40 7f; do say "\xb0\x01\x$value"; say "\xb0\x02\x$value"; done
within 30 says 'strip.fader 2: cc 2 on channel 1'
next # the main fader
next # knobs
next # mute keys
within 30 says 'mute key of every strip'
say '\x90\x30\x7f\x90\x30\x00\x90\x31\x7f\x90\x31\x00'
within 30 says 'strip.mute 2: note 49 on channel 1'
for _ in 1 2 3 4 5 6 7 8; do next; done
within 30 says 'light up now'
within 30 heard 90307f
next y
within 60 says 'move by themselves'
next n
within 30 says 'Written: /tmp/learnt.yaml'
grep -q 'strip.fader: { cc: 1-2 }' /tmp/learnt.yaml || fail "the faders were not learnt: $(cat /tmp/learnt.yaml)"
grep -q 'strip.mute: { note: 48-49, on: 127, off: 0 }' /tmp/learnt.yaml || fail "no lights: $(cat /tmp/learnt.yaml)"
"$headroom" check /tmp/learnt.yaml || fail "what was learnt does not pass the check"
echo "Stage Box: listed, learnt, checked"
echo "everything passed"

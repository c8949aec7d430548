# A Debian 12 that has nothing yet, for `tests/bare.sh` and `tests/package.sh`, which read this file.
#
#   make_root WHO VARIANT PROGRAMS    makes it, in the folder $bare: that of BARE, which stays, or one that goes
#   enter_root COMMAND…               runs a command in there, with its own /proc, /dev/shm and /dev/pts

make_root() {
    local who=$1 variant=$2 programs=$3
    [ "$(id -u)" = 0 ] || { echo "$who: this makes a root of its own, and wants root" >&2; exit 1; }
    command -v mmdebstrap >/dev/null || apt-get install -y -q --no-install-recommends mmdebstrap >/dev/null
    if [ -n "${BARE:-}" ]; then
        bare=$BARE
    else
        bare=$(mktemp -d)
        trap 'rm -rf --one-file-system "$bare"' EXIT
    fi
    bare=$(realpath -m "$bare")
    if [ ! -e "$bare/.whole" ]; then
        echo "== $who: a Debian 12 with nothing"
        mmdebstrap --quiet --variant="$variant" --include="$programs" bookworm "$bare"
        touch "$bare/.whole"
    fi
    install -m 644 /etc/resolv.conf "$bare/etc/resolv.conf"
    # Whom this machine trusts besides, where it has a mirror of its own.
    if [ -d "$bare/usr/local/share/ca-certificates" ]; then
        find /usr/local/share/ca-certificates -name '*.crt' -exec install -m 644 -t "$bare/usr/local/share/ca-certificates" {} +
        chroot "$bare" update-ca-certificates >/dev/null 2>&1
    fi
    export bare
}

# A mount namespace of its own: what is mounted in there goes with it.
enter_root() {
    unshare --mount --propagation private sh -c '
        mount -t proc proc "$bare/proc"
        mkdir -p "$bare/dev/shm" "$bare/dev/pts"
        mount -t tmpfs -o mode=1777 shm "$bare/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$bare/dev/pts"
        exec chroot "$bare" "$@"' sh "$@"
}

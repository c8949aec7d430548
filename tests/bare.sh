#!/usr/bin/env bash
# `make run` and `make test` on a Debian that has nothing yet: makes such a root, brings Rust in as
# somebody would have done by hand, and runs both in there. On demand (`make test-bare`), as root: it
# takes as long as a first build and all tests.
#
#   tests/bare.sh                     everything
#   tests/bare.sh COMMAND…            another command in there, such as: cargo test --test jack_backend
#
# BARE=FOLDER keeps the root between two runs, in that folder. In there / is no mount point and /dev/shm
# is its own; AS=user runs the command as an ordinary user with sudo, AS=plain as root who may not mount.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=tests/root.sh
. tests/root.sh
make_root bare minbase make,ca-certificates,sudo

# Rust as rustup leaves it: its toolchain, and the registry of crates, so that nothing is fetched twice.
rust=$(rustc --print sysroot)
mkdir -p "$bare/opt/rust" "$bare/opt/cargo"
cp -au "$rust/." "$bare/opt/rust/"
if [ -d "${CARGO_HOME:-$HOME/.cargo}/registry" ]; then
    cp -au "${CARGO_HOME:-$HOME/.cargo}/registry" "$bare/opt/cargo/"
fi

# The project as it stands, without what was built.
mkdir -p "$bare/home/headroom"
git ls-files -z --cached --others --exclude-standard |
    tar --null --files-from=- --ignore-failed-read -cf - | tar -xf - -C "$bare/home/headroom"

# Those who enter.
chroot "$bare" sh -c 'id guest >/dev/null 2>&1 || useradd -m guest
    echo "guest ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/guest
    chown -R guest /home/headroom /opt/cargo'

[ $# != 0 ] || set -- sh tests/bare_inside.sh
case ${AS:-root} in
root) enter=() ;;
user) enter=(setpriv --reuid=guest --regid=guest --init-groups) ;;
plain) enter=(setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin) ;;
*) echo "bare: AS=$AS is not known; allowed: root, user, plain" >&2; exit 2 ;;
esac
home=/root
[ "${AS:-root}" != user ] || home=/home/guest
enter_root env -i HOME="$home" TERM=xterm CI="${CI:-}" CARGO_HOME=/opt/cargo \
    PATH=/opt/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    "${enter[@]}" sh -c 'cd /home/headroom && exec "$@"' sh "$@"

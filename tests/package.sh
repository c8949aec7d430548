#!/usr/bin/env bash
# The package in a Debian that has nothing yet: installed, run, removed without a trace. On demand
# (`make test-package`), as root: `tests/package.sh FOLDER` takes the newest package of a folder.
#
# BARE=FOLDER keeps the root between two runs, in that folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

package=$(ls -t "$1"/headroom_*.deb | head -1)
# shellcheck source=tests/root.sh
. tests/root.sh
make_root package apt ca-certificates
install -m 644 "$package" "$bare/tmp/headroom.deb"
cp tests/package_inside.sh "$bare/tmp/inside.sh"

enter_root env -i HOME=/root TERM=xterm LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin bash /tmp/inside.sh
echo "package: $package installs, runs and goes without a trace"

# What `tests/package.sh` does in its bare Debian.
set -euo pipefail

files() { find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /var \) -prune -o -print | sort; }

apt-get update -qq
# What it depends on stays when it goes: it is there before.
apt-get install -y -qq --no-install-recommends jackd2 libasound2 >/dev/null
files >/tmp/before
apt-get install -y -qq --no-install-recommends /tmp/headroom.deb >/dev/null

echo "== package: it runs"
headroom --version
headroom doctor >/tmp/doctor
headroom check /usr/share/headroom/configs/band-16.yaml
export XDG_RUNTIME_DIR=/tmp/run XDG_STATE_HOME=/tmp/state XDG_DATA_HOME=/tmp/data
mkdir -p -m 700 /tmp/run
headroom demo --headless >/tmp/demo 2>&1 &
demo=$!
for _ in $(seq 600); do headroom get main/fader >/tmp/get 2>/dev/null && break || sleep 0.1; done
cat /tmp/get
grep -q main/fader /tmp/get
headroom stop
wait "$demo"

echo "== package: all that it brings is there"
for file in /usr/lib/systemd/user/headroom.service /usr/share/systemd/user/headroom.service; do
    if [ -e "$file" ]; then grep -q '^ExecStart=/usr/bin/headroom ' "$file" && unit=$file; fi
done
echo "$unit"
gzip -t /usr/share/man/man1/headroom.1.gz /usr/share/man/man1/headroom-scene-store.1.gz
bash -n /usr/share/bash-completion/completions/headroom
for file in applications/headroom.desktop icons/hicolor/scalable/apps/headroom.svg doc/headroom/copyright \
    metainfo/org.headroom.Headroom.metainfo.xml zsh/vendor-completions/_headroom \
    fish/vendor_completions.d/headroom.fish headroom/mappings/x-touch.yaml headroom/configs/presets/kick.yaml; do
    test -s "/usr/share/$file"
done

apt-get purge -y -qq headroom >/dev/null
files >/tmp/after
diff /tmp/before /tmp/after

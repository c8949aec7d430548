# What `tests/bare.sh` does in its bare Debian: `make run` until the demo answers, then `make test`.
set -eu

make run ARGS=doctor CARGO_FLAGS=--locked
make run ARGS="demo --headless" CARGO_FLAGS=--locked &
demo=$!
headroom=target/release/headroom
until $headroom get main/fader; do
    kill -0 "$demo"
    sleep 1
done
$headroom stop
wait "$demo"
make test CARGO_FLAGS=--locked

# Headroom on a Debian or Ubuntu machine: `make run` and `make test` do everything, system packages
# included. Rust itself comes by the distribution's rustup where there is one.

# Arguments for the program: make run ARGS="run configs/band-16.yaml"
ARGS ?=
# Flags for every build: make test CARGO_FLAGS=--locked
CARGO_FLAGS ?=

# A Rust that was installed a minute ago is not on the PATH yet.
export PATH := $(PATH):$(HOME)/.cargo/bin
PROGRAM := $(or $(CARGO_TARGET_DIR),target)/release/headroom
# Where `make install` puts things: root for everybody, anybody else for themselves.
PREFIX ?= $(if $(filter 0,$(shell id -u)),/usr/local,$(HOME)/.local)

.DEFAULT_GOAL := help
.PHONY: help run install uninstall package test test-usb test-bare test-package rtsan bench clean

help:
	@echo 'make run     install what is missing, build, start   (make run ARGS="run configs/band-16.yaml")'
	@echo 'make install build and install below PREFIX=$(PREFIX); make uninstall takes it away'
	@echo 'make package make a Debian package of it in target/package'
	@echo 'make test    install what is missing, run all checks and tests'
	@echo 'make test-usb surfaces on a USB cable that is plugged and pulled, in a virtual machine (as root)'
	@echo 'make test-bare make run and make test in a Debian that has nothing yet (as root; takes its time)'
	@echo 'make test-package install, run and remove the package in a Debian that has nothing yet (as root)'
	@echo 'make rtsan   the tests of the engine under RealtimeSanitizer'
	@echo 'make bench   what the engine costs on this machine   (make bench ARGS="--strips 64")'
	@echo 'make clean   remove everything that was built'

run:
	@.ci/packages run
	@.ci/rust
	cargo build --release $(CARGO_FLAGS)
	@exec $(PROGRAM) $(ARGS)

# With sudo, what its user has built is installed: root need not have Rust.
install:
	@if [ -z "$$SUDO_USER" ] || [ ! -x $(PROGRAM) ]; then \
		.ci/packages run && .ci/rust && cargo build --release $(CARGO_FLAGS); fi
	@.ci/install install $(PREFIX) $(PROGRAM)

uninstall:
	@.ci/install uninstall $(PREFIX)

package:
	@.ci/packages run
	@.ci/rust
	cargo build --release $(CARGO_FLAGS)
	@.ci/deb $(PROGRAM) $(or $(CARGO_TARGET_DIR),target)/package

# Everything is built in the release profile: its tests are the ones that count for sound and time,
# lints and documentation share one check of the dependencies, tests and program share one build.
test:
	@.ci/packages test
	@.ci/rust rustfmt clippy
	@.ci/stage format cargo fmt --check
	@.ci/stage lints cargo clippy --release --all-targets $(CARGO_FLAGS) -- -D warnings
	@RUSTDOCFLAGS='-D warnings' .ci/stage documentation cargo doc --release --no-deps $(CARGO_FLAGS)
	@.ci/stage deny .ci/deny
	@.ci/stage tests .ci/tests $(CARGO_FLAGS)
	@.ci/stage usb .ci/usb
	@.ci/stage sanitizer .ci/rtsan if-possible $(CARGO_FLAGS)
	@if [ -x .ci/cost ]; then .ci/stage cost .ci/cost; fi

# A part of `make test`, too, where QEMU is installed and root runs it; elsewhere that says that it was left out.
test-usb:
	cargo build --release $(CARGO_FLAGS)
	@.ci/stage usb .ci/usb

# On demand: it makes a bare root, and builds and tests everything in there.
test-bare:
	@.ci/stage bare tests/bare.sh

# On demand: it makes a bare root, and installs the package in there.
test-package: package
	@.ci/stage package tests/package.sh $(or $(CARGO_TARGET_DIR),target)/package

rtsan:
	@.ci/packages run
	@.ci/rust
	@.ci/rtsan $(CARGO_FLAGS)

bench:
	@.ci/packages run
	@.ci/rust
	cargo build --release $(CARGO_FLAGS)
	@$(PROGRAM) bench $(ARGS)

clean:
	cargo clean

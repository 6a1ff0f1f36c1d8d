# Petgate: the few commands.  The work is done by meson (builds), tools/run-tests (tests) and tools/check-* (checks).
.DEFAULT_GOAL := help
.PHONY: help setup build demo test check proof bench fuzz deb install clean

LISTEN ?= 127.0.0.1:8080
DATA ?= data-demo

help:
	@echo "make demo     install what is missing, build, make the demonstration companies, serve them on $(LISTEN)"
	@echo "make test     install what is missing, build with both compilers, run every check and test"
	@echo "make build    build/petgate, optimized"
	@echo "make check    the checks alone: layers, size, words, files, messages, format, lint"
	@echo "make proof    the proofs at length: both databases, second decision, power cuts, parsers fuzzed, each check removed"
	@echo "make bench    measure speed, beside peers (docs/performance.md); BENCH='pages --postgres' for a part"
	@echo "make fuzz     fuzz every parser for FUZZ_SECONDS each (60)"
	@echo "make deb      a Debian package under build-deb/"
	@echo "make install  build, then install under /usr/local (DESTDIR is honoured)"
	@echo "make clean    remove what was built; data folders stay"

setup:
	@tools/setup --test

build:
	@tools/build release petgate

demo:
	@tools/setup --runtime
	@tools/build release petgate
	@tools/demo "$(DATA)" "$(LISTEN)"

test:
	@tools/test

check:
	@tools/run-tests checks

proof:
	@tools/proof

bench:
	@tools/setup --bench
	@tools/build release
	@bench/run $(BENCH)

fuzz:
	@tools/fuzz "$(or $(FUZZ_SECONDS),60)"

deb:
	@tools/build-deb

install: build
	meson install -C build --no-rebuild

clean:
	rm -rf build build-asan build-deb build-fuzz build-mutants

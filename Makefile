# Each target is a line or two over cargo and paidan; scripts/guest-toolchain finds what compiles policies, or says how to get it.
PAIDAN := $(or $(CARGO_TARGET_DIR),target)/release/paidan

.PHONY: demo test bench scale doctor clean paidan components guests
.DEFAULT_GOAL := demo

demo: components
	$(PAIDAN) evaluate examples/cases/*.json

test: components guests
	cargo test --release --workspace

bench: components
	cargo bench --package paidan-tests --bench typed

# Some twenty minutes; writes the figures of docs/performance.md.
scale: components
	cargo bench --package paidan-tests --bench scale

doctor: paidan
	$(PAIDAN) doctor

clean:
	cargo clean
	rm -rf target

# The compiler of policies first: what is missing there is said at once, not after minutes of building.
paidan:
	@scripts/guest-toolchain env >/dev/null
	cargo build --release --package paidan-cli

components: paidan
	$(PAIDAN) build

# Policies that do what no policy should, for the tests of the host.
guests: paidan
	$(PAIDAN) build tests/guests/rogue

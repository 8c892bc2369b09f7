# Each target is a line or two over cargo and paidan; scripts/guest-toolchain finds what compiles policies, or says how to get it.
BUILT := $(or $(CARGO_TARGET_DIR),target)
PAIDAN := $(BUILT)/release/paidan

.PHONY: demo test bench guard scale peers doctor clean paidan components guests
.DEFAULT_GOAL := demo

demo: components
	$(PAIDAN) evaluate examples/cases/*.json

test: components guests
	cargo test --release --workspace

# Beside other engines with the same rules, which are a program of their own: tests/peers/README.md.
bench: components
	cargo build --release --manifest-path tests/peers/Cargo.toml --target-dir $(BUILT)/peers
	cargo bench --workspace --bench speed -- --peers $(abspath $(BUILT))/peers/release/peers --json $(abspath $(BUILT))/bench.json

# Whether the other engines still answer as Paidan does.
peers:
	cargo test --release --manifest-path tests/peers/Cargo.toml --target-dir $(BUILT)/peers

# Fuel and instructions a case, beside what they were; `make guard UPDATE=--update` keeps today's.
guard: components
	cargo bench --workspace --bench guard -- $(UPDATE)

# Some twenty minutes; writes the figures of docs/performance.md.
scale: components
	cargo bench --workspace --bench scale

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

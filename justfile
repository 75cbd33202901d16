# What there is to do.
default:
    @just --list

# Everything that continuous integration demands of a change.
check:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
    cargo test --locked

# The tests; arguments as for `cargo test`.
test *arguments:
    cargo test --locked {{arguments}}

# The suites of Point against the embedded reference server.
point *arguments:
    cargo run --locked --release -- run suites/point --target reference --reports reports/latest {{arguments}}

# The embedded reference server alone; arguments as for `statusquo serve`.
serve *arguments:
    cargo run --locked --release -- serve {{arguments}}

# Whole runs beside the least that can be done, the client library alone, and the tools of others; writes
# benches/results.md. `--up-to 1000000` goes further, `--runs 3` is over sooner. All is built as it is shipped,
# which takes five minutes.
bench *arguments:
    cargo bench --locked --profile dist --bench compare -- {{arguments}}

# The stages of a run, each by itself.
stages *arguments:
    cargo bench --locked --bench stages -- {{arguments}}

# How many instructions one more case takes, which is held to a limit.
instructions:
    cargo bench --locked --bench compare -- instructions

# Rewrites the files that tests compare with: what commands print, snapshots, schemas. Read the difference.
bless:
    BLESS=1 INSTA_UPDATE=always cargo test --locked --lib
    -BLESS=1 TRYCMD=overwrite cargo test --locked --test cli
    BLESS=1 cargo test --locked --test reports -- the_samples_are
    sed -i -E 's/127\.0\.0\.1:[0-9]{4,5}/127.0.0.1:[..]/g; s/in [0-9]+ ms/in [..] ms/g; s/in [0-9.]+ s$/in [..] s/; s/(not known|address information): .*/\1[..]/' README.md docs/suites.md tests/cmd/*.trycmd
    cargo test --locked

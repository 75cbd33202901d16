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

# Rewrites the files that tests compare with: samples of reports, schemas of our formats. Look at the difference.
bless:
    BLESS=1 cargo test --locked

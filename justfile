# Lists the recipes.
default:
    @just --list

# Runs the checks that continuous integration requires of a change.
check:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
    cargo test --locked

# Runs the tests. The arguments are those of `cargo test`.
test *arguments:
    cargo test --locked {{arguments}}

# Runs the Point suites against the embedded reference server.
point *arguments:
    cargo run --locked --release -- run suites/point --target reference --reports reports/latest {{arguments}}

# Runs the embedded reference server alone. The arguments are those of `statusquo serve`.
serve *arguments:
    cargo run --locked --release -- serve {{arguments}}

# Compares whole runs with a minimal program, with the bare HTTP client and with other tools, and writes
# benches/results.md. `--up-to 1000000` adds larger runs, `--runs 3` is faster. Builds with the release profile `dist`,
# which takes five minutes.
bench *arguments:
    cargo bench --locked --profile dist --bench compare -- {{arguments}}

# Measures each stage of a run separately.
stages *arguments:
    cargo bench --locked --bench stages -- {{arguments}}

# Counts the instructions per additional case and fails above the limit.
instructions:
    cargo bench --locked --bench compare -- instructions

# Rewrites the files that tests compare with: command output, snapshots, schemas. Read the diff before you commit.
bless:
    BLESS=1 INSTA_UPDATE=always cargo test --locked --lib
    -BLESS=1 TRYCMD=overwrite cargo test --locked --test cli
    BLESS=1 cargo test --locked --test reports -- the_samples_are
    sed -i -E 's/127\.0\.0\.1:[0-9]{4,5}/127.0.0.1:[..]/g; s/in [0-9]+ ms/in [..] ms/g; s/in [0-9.]+ s$/in [..] s/; s/(not known|address information): .*/\1[..]/' README.md docs/suites.md tests/cmd/*.trycmd
    cargo test --locked

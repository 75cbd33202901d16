//! The Point suites as tests, against the target in `STATUSQUO_TARGET`. In this repository, `.cargo/config.toml` sets
//! the embedded reference server.

fn main() -> std::process::ExitCode {
    statusquo::harness::main("suites/point")
}

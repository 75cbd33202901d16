//! The Point suites as tests, against `STATUSQUO_TARGET`; `.cargo/config.toml` names the embedded
//! reference server here.

fn main() -> std::process::ExitCode {
    statusquo::harness::main("suites/point")
}

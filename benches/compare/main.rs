//! `just bench`: whole runs in comparison to the floor, the client library alone, and other tools.
//!
//! This program is also every helper process: the target, the floor, the client library, and the process that
//! measures a command.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "this program prints its results for the process that started it"
)]

mod bare;
mod cases;
mod figures;
mod floor;
mod instructions;
mod measure;
mod peers;
mod rows;
mod server;
mod table;
mod target;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

/// The result of a part of the benchmark.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    // `cargo bench` adds a flag to the arguments.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["server"] => server::serve(),
        ["floor", suite, url, junit] => floor::run(Path::new(suite), url, Path::new(junit)),
        ["bare", count, url] => count.parse().map_err(Into::into).and_then(|it| bare::run(it, url)),
        ["measure", command @ ..] => measure::report(command),
        ["peers"] => figures::run_peers(),
        ["instructions"] => instructions::run(None),
        ["instructions", program] => instructions::run(Some(program)),
        options => figures::run(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

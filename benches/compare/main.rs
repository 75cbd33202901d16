//! `just bench`: whole runs beside the floor, the client library alone, and the tools of others.
//!
//! One program plays every part that has to be a process of its own: the target, the floor, the client
//! library, and the measuring of a command.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program of its own that speaks to whoever started it"
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

/// What a part of the benchmark comes to.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    // `cargo bench` adds a flag of its own.
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

//! The command line: reads arguments and environment, and prints to the user.

mod changes;
mod check;
mod commands;
mod completions;
mod console;
mod dry_run;
mod explain;
mod finish;
mod judge;
mod init;
mod list;
mod report;
mod run;
mod schema;
mod serve;
mod waivers;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use crate::settings::{Exit, Failure, without_empty_variables};

use commands::{Arguments, Command};
use console::Console;

/// Runs the command line: reads arguments and environment, and returns the exit code.
pub fn main() -> ExitCode {
    // CI systems set unused variables to an empty text, which clap would take as a value.
    let parsed = without_empty_variables(Arguments::command()).try_get_matches();
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return print_clap_error(&error),
    };
    let console = Console::new(arguments.color);
    match dispatch(arguments.command, console) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            console.failure(&failure);
            failure.exit.into()
        }
    }
}

fn dispatch(command: Command, console: Console) -> Result<Exit, Failure> {
    match command {
        Command::Run(command) => run::run(&command, console),
        Command::Check(command) => check::check(&command, console),
        Command::List(command) => list::list(&command, console),
        Command::Judge(command) => judge::judge(&command, console),
        Command::Report(command) => report::report(&command, console),
        Command::Serve(command) => serve::serve(&command),
        Command::Schema(command) => schema::schema(&command),
        Command::Explain(command) => explain::explain(&command, console),
        Command::Init(command) => init::init(&command, console),
        Command::Completions(command) => completions::completions(&command),
    }
}

/// Prints what clap returns instead of arguments. Help and version end with 0, a usage error with 2.
fn print_clap_error(error: &clap::Error) -> ExitCode {
    // If the terminal is closed, nobody reads the message.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Conforms.into(),
        _ => Exit::Usage.into(),
    }
}

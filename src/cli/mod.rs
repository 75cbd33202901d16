//! The command line: the room that reads arguments and environment and speaks to people.

mod args;
mod check;
mod completions;
mod dry_run;
mod explain;
mod judge;
mod init;
mod list;
mod report;
mod run;
mod schema;
mod serve;
mod talk;
mod waivers;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};

use crate::session::{Exit, Failure, environment, without_empty_variables};

use args::{Arguments, Command};
use talk::Talk;

/// The whole command: reads arguments and environment, does what they ask, says how it ended.
pub fn main() -> ExitCode {
    let parsed = without_empty_variables(Arguments::command()).try_get_matches();
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    let talk = Talk::new(arguments.color);
    match dispatch(arguments.command, talk) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            talk.failure(&failure);
            failure.exit.into()
        }
    }
}

fn dispatch(command: Command, talk: Talk) -> Result<Exit, Failure> {
    match command {
        Command::Run(mut command) => {
            command.settings.environment = environment();
            run::run(&command, talk)
        }
        Command::Check(command) => check::check(&command, talk),
        Command::List(command) => list::list(&command, talk),
        Command::Judge(command) => judge::judge(&command, talk),
        Command::Report(command) => report::report(&command, talk),
        Command::Serve(command) => serve::serve(&command),
        Command::Schema(command) => schema::schema(&command),
        Command::Explain(command) => explain::explain(&command, talk),
        Command::Init(command) => init::init(&command, talk),
        Command::Completions(command) => completions::completions(&command),
    }
}

/// Help and version are data and end with 0; everything else is a usage error and ends with 2.
fn refused(error: &clap::Error) -> ExitCode {
    // If the terminal is gone there is no one left to tell.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Conforms.into(),
        _ => Exit::Usage.into(),
    }
}

/// The day in UTC on which the command is run.
fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

//! `statusquo completions`: the script with which a shell completes commands and flags.

use clap::CommandFactory;

use crate::settings::{Exit, Failure};

use super::commands::{Arguments, CompletionsCommand};
use super::console::print_data;

pub(super) fn completions(command: &CompletionsCommand) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Arguments::command(), "statusquo", &mut script);
    print_data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Conforms)
}

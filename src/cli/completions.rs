//! `statusquo completions`: what a shell needs to complete our commands and flags.

use clap::CommandFactory;

use crate::session::{Exit, Failure};

use super::args::{Arguments, CompletionsCommand};
use super::talk::print;

pub(super) fn completions(command: &CompletionsCommand) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Arguments::command(), "statusquo", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Conforms)
}

//! Output to the user: data on standard output, messages on standard error, with one width and one palette.

use std::io::{self, IsTerminal, Write};

use crate::diagnostic::{Diagnostic, Palette, Sources, render, render_failure};
use crate::report::{Terminal, TerminalSettings, Verbosity};
use crate::settings::{Failure, ReportRequest};

use super::commands::ColorChoice;

/// The output to the user or to a log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Console {
    color: ColorChoice,
}

impl Console {
    pub(super) fn new(color: ColorChoice) -> Self {
        Self { color }
    }

    /// Returns the columns of the terminal, or 100 if there is no terminal.
    pub(super) fn width() -> usize {
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        // Narrower text is unreadable, and longer lines are hard to follow.
        width.unwrap_or(100).clamp(40, 160)
    }

    fn stdout_palette(self) -> Palette {
        self.palette(io::stdout().is_terminal(), &io::stdout())
    }

    fn stderr_palette(self) -> Palette {
        self.palette(io::stderr().is_terminal(), &io::stderr())
    }

    fn palette(self, terminal: bool, stream: &impl anstream::stream::RawStream) -> Palette {
        let auto = terminal && anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never;
        match self.color {
            ColorChoice::Always => Palette::Colour,
            ColorChoice::Auto if auto => Palette::Colour,
            ColorChoice::Auto | ColorChoice::Never => Palette::Plain,
        }
    }

    /// Returns the report for the user. It goes to standard output, or to standard error if another report has
    /// standard output.
    pub(super) fn terminal(
        self,
        verbosity: Verbosity,
        reports: &[ReportRequest],
    ) -> Terminal<Box<dyn Write + Send>> {
        let (out, palette): (Box<dyn Write + Send>, _) = if uses_standard_output(reports) {
            (Box::new(io::stderr()), self.stderr_palette())
        } else {
            (Box::new(io::stdout()), self.stdout_palette())
        };
        let settings = TerminalSettings {
            width: Self::width(),
            palette,
            verbosity,
            ..TerminalSettings::default()
        };
        Terminal::new(out, settings)
    }

    /// Draws problems on standard error, followed by an empty line.
    pub(super) fn problems(self, problems: &[Diagnostic], sources: &Sources) {
        if problems.is_empty() {
            return;
        }
        let drawn = render(problems, sources, self.stderr_palette(), Self::width());
        print_message(drawn.trim_end());
        print_message("");
    }

    /// Prints an error that ends a command.
    pub(super) fn failure(self, failure: &Failure) {
        let help = failure.help.as_deref();
        let drawn = render_failure(&failure.message, help, self.stderr_palette(), Self::width());
        print_message(drawn.trim_end());
    }
}

/// Returns the verbosity of `--verbose`.
pub(super) fn verbosity(verbose: bool) -> Verbosity {
    if verbose { Verbosity::Cases } else { Verbosity::Failures }
}

/// Returns true if a report goes to standard output.
pub(super) fn uses_standard_output(reports: &[ReportRequest]) -> bool {
    reports.iter().any(|report| report.path().is_none())
}

/// Returns a number with its noun: `1 case`, `2 cases`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Prints one line on standard error. A closed stream is ignored, because nobody reads it.
pub(super) fn print_message(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints data on standard output. A closed pipe is no error: its reader has read enough.
///
/// # Errors
///
/// Returns an error if the data is lost, for example on a full disk.
pub(super) fn print_data(data: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(data.as_bytes()).and_then(|()| stdout.flush()) {
        // `statusquo list | head` is a normal use and must not end with an error.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::not_judged(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

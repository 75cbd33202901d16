//! Talk goes to stderr, data to stdout; the width and the colours are settled once.

use std::io::{self, IsTerminal, Write};

use crate::diagnostic::{Diagnostic, Palette, Sources, render};
use crate::report::{Terminal, TerminalSettings, Verbosity};
use crate::session::{Failure, ReportRequest};

use super::args::Colour;

/// How to speak to the person, or the log, on the other side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Talk {
    colour: Colour,
}

impl Talk {
    pub(super) fn new(colour: Colour) -> Self {
        Self { colour }
    }

    /// Columns of the terminal; 100 where there is none.
    pub(super) fn width() -> usize {
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        width.unwrap_or(100).clamp(40, 160)
    }

    pub(super) fn palette_of_stdout(self) -> Palette {
        self.palette(io::stdout().is_terminal(), &io::stdout())
    }

    pub(super) fn palette_of_stderr(self) -> Palette {
        self.palette(io::stderr().is_terminal(), &io::stderr())
    }

    fn palette(self, terminal: bool, stream: &impl anstream::stream::RawStream) -> Palette {
        let auto = terminal && anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never;
        match self.colour {
            Colour::Always => Palette::Colour,
            Colour::Auto if auto => Palette::Colour,
            Colour::Auto | Colour::Never => Palette::Plain,
        }
    }

    /// The report that people read: on standard output, or beside it where another report goes there.
    pub(super) fn terminal(
        self,
        verbose: bool,
        reports: &[ReportRequest],
    ) -> Terminal<Box<dyn Write + Send>> {
        let taken = reports.iter().any(|report| report.path().is_none());
        let (out, palette): (Box<dyn Write + Send>, _) = if taken {
            (Box::new(io::stderr()), self.palette_of_stderr())
        } else {
            (Box::new(io::stdout()), self.palette_of_stdout())
        };
        let verbosity = if verbose { Verbosity::Cases } else { Verbosity::Failures };
        let settings = TerminalSettings {
            width: Self::width(),
            palette,
            verbosity,
            ..TerminalSettings::default()
        };
        Terminal::new(out, settings)
    }

    /// Draws problems on stderr, with a last line that counts them.
    pub(super) fn problems(self, problems: &[Diagnostic], sources: &Sources) {
        if problems.is_empty() {
            return;
        }
        let drawn = render(problems, sources, self.palette_of_stderr(), Self::width());
        say(drawn.trim_end());
        say("");
    }

    /// Says why a command ends before anything was sent.
    pub(super) fn failure(self, failure: &Failure) {
        let mut problem =
            Diagnostic::error(crate::diagnostic::Code::USAGE, failure.message.clone());
        problem.help.extend(failure.help.clone());
        let drawn = render(&[problem], &Sources::new(), self.palette_of_stderr(), Self::width());
        say(drawn.trim_end().replacen("error[usage]", "error", 1).as_str());
    }
}

/// A number with its noun: `1 case`, `2 cases`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// One line of talk. If nobody listens any more there is no one to tell.
pub(super) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Data. A closed pipe ends writing quietly: the reader has seen enough.
///
/// # Errors
///
/// If the data is lost, as on a full disk.
pub(super) fn print(data: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(data.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::judge(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

//! Renders every report format from a run record into a folder.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use statusquo::event::Event;
use statusquo::record::{Exit, RunRecord, SavedRun, events};
use statusquo::report::{
    FORMATS, Format, How, Ndjson, Progress, Reporter, Terminal, TerminalSettings, Verbosity,
};

/// Writes a run record with these events, and every format that it can be rendered in.
pub(crate) fn render_all(events: &[Event], folder: &Path) {
    let record = folder.join("run.ndjson");
    let mut report = Box::new(Ndjson::create(&record).expect("the file is writable"));
    for event in events {
        report.on_event(event).expect("the file is writable");
    }
    report.finish().expect("the file is writable");
    render_from(folder, &record);
}

/// Renders every format and the terminal output from a run record, each into its usual file.
pub(crate) fn render_from(folder: &Path, record_file: &Path) {
    let record = read(record_file);
    let broken = record.cases.counts().failed > 0;
    let exit = if broken { Exit::new(1, "contract broken") } else { Exit::new(0, "conforms") };
    let run = SavedRun::new(&record, Some(exit)).written_in(record_file);
    for format in FORMATS {
        let path = folder.join(format.file);
        match format.how {
            How::Live => {}
            How::Document(render) | How::Job { log: render, .. } => {
                let mut out = Vec::new();
                render(&run, &mut out).expect("writing to memory succeeds");
                fs::write(path, out).expect("the file is writable");
            }
            How::Folder(render) => render(&run, &path).expect("the file is writable"),
        }
    }
    fs::write(folder.join("terminal.txt"), terminal(record_file)).expect("the file is writable");
}

/// Reads the run record in a file.
pub(crate) fn read(path: &Path) -> RunRecord {
    let file = BufReader::new(File::open(path).expect("the record is there"));
    RunRecord::read(file).expect("it is a record")
}

/// Returns the terminal output of a run, 100 columns wide, with the cases that passed.
fn terminal(record_file: &Path) -> Vec<u8> {
    let mut out = Vec::new();
    let settings = TerminalSettings {
        width: 100,
        progress: Progress::Off,
        verbosity: Verbosity::Cases,
        ..TerminalSettings::default()
    };
    let mut terminal = Terminal::new(&mut out, settings);
    for event in events(BufReader::new(File::open(record_file).expect("the record is there"))) {
        terminal.on_event(&event.expect("it is an event")).expect("writing to memory succeeds");
    }
    Box::new(terminal).finish().expect("writing to memory succeeds");
    out
}

/// Returns the names of the files that [`render_from`] writes next to the record.
pub(crate) fn files() -> impl Iterator<Item = &'static str> {
    let documents = FORMATS.iter().filter(|format| !matches!(format.how, How::Folder(_)));
    documents.map(|format: &Format| format.file).chain(["terminal.txt"])
}

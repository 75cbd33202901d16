//! Other installed tools with the same cases: the cases per second of each, in comparison to statusquo.

mod asked;
mod hurl;
mod newman;
mod tarn;
mod tavern;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::figures::{Bench, well, whole};
use crate::measure::median;
use crate::table::Results;

/// Number of cases per file, for tools that are fastest with several files.
const IN_A_FILE: usize = 100;

/// Another tool.
struct Peer {
    /// The command.
    name: &'static str,
    /// A description of what the tool does.
    about: &'static str,
    /// The numbers of cases. A slow tool has only numbers that take less than a minute.
    counts: &'static [usize],
    /// The argument that prints the version.
    version: &'static str,
    /// The required ratio of the statusquo rate to the rate of the tool, if there is a requirement.
    at_least: Option<f64>,
    /// Writes the suite of the tool into a folder. Returns the command that runs the suite against a target.
    command: fn(&Path, usize, &str) -> Outcome<Vec<String>>,
}

const PEERS: [Peer; 4] = [
    Peer {
        name: "hurl",
        about: "files of 100, `--test --parallel`, JUnit; no schema, one test case a file",
        counts: &[1_000, 10_000],
        version: "--version",
        at_least: Some(4.0),
        command: hurl::command,
    },
    Peer {
        name: "tarn",
        about: "files of 100, `--parallel`, nothing written but JUnit; no schema",
        counts: &[1_000, 10_000],
        version: "--version",
        at_least: Some(8.0),
        command: tarn::command,
    },
    Peer {
        name: "newman",
        about: "one collection, JUnit, the schema by its own validator",
        counts: &[500],
        version: "--version",
        at_least: Some(100.0),
        command: newman::command,
    },
    Peer {
        name: "tavern-ci",
        about: "one file, JUnit; no schema without Python of one's own",
        counts: &[200],
        version: "--help",
        at_least: None,
        command: tavern::command,
    },
];

/// Measures every installed peer, in turn with statusquo at the largest number of cases up to 10,000.
pub(crate) fn compare(bench: &Bench, results: &mut Results) -> Outcome {
    results.table(
        "The tools of others, each at its best; JUnit is what all of them write, and we",
        &["tool", "what it does", "cases", "cases/s", "ours, cases/s", "ours/its", "at least"],
    );
    for peer in &PEERS {
        let Some(version) = peer.version() else {
            results.say(&format!("\nskipped: {} is not installed", peer.name));
            continue;
        };
        peer.measure(bench, &version, results)?;
    }
    Ok(())
}

impl Peer {
    /// Returns the name and version that the tool reports, if the tool is installed.
    fn version(&self) -> Option<String> {
        let output =
            Command::new(self.name).arg(self.version).stderr(Stdio::null()).output().ok()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbered = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        // Not every tool prints a number.
        let number = said.split_whitespace().find(numbered);
        let number = number.map(|number| format!(" {number}")).unwrap_or_default();
        output.status.success().then(|| format!("{}{number}", self.name))
    }

    fn measure(&self, bench: &Bench, version: &str, results: &mut Results) -> Outcome {
        let ours_count = 10_000.min(bench.extent.up_to);
        let ours = bench.ours(&bench.suite(ours_count)?, &["junit"]);
        let mut best: Option<(usize, f64, f64, f64)> = None;
        for count in self.counts.iter().copied().filter(|count| *count <= bench.extent.up_to) {
            let folder = bench.folder.join(format!("{}-{count}", self.name));
            std::fs::create_dir_all(&folder)?;
            let command = (self.command)(&folder, count, &bench.url)?;
            let (mut its, mut own, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..bench.extent.runs {
                let rate = whole(count) / well(&command)?.wall;
                let our_rate = whole(ours_count) / well(&ours)?.wall;
                its.push(rate);
                own.push(our_rate);
                ratios.push(our_rate / rate);
            }
            let measured = (count, median(its), median(own), median(ratios));
            if best.is_none_or(|best| best.1 < measured.1) {
                best = Some(measured);
            }
        }
        let Some((count, its, own, ratio)) = best else { return Ok(()) };
        results.row(&[
            version.to_owned(),
            self.about.to_owned(),
            count.to_string(),
            format!("{its:.0}"),
            format!("{own:.0}"),
            format!("{ratio:.1}"),
            self.at_least.map_or("-".to_owned(), |times| format!("{times:.0}")),
        ]);
        Ok(())
    }
}

/// Writes a suite in files of [`IN_A_FILE`] cases. `text` renders a range of case numbers.
fn files(
    folder: &Path,
    count: usize,
    ending: &str,
    text: impl Fn(std::ops::RangeInclusive<usize>) -> String,
) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for first in (1..=count).step_by(IN_A_FILE) {
        let path = folder.join(format!("items-{first:06}.{ending}"));
        std::fs::write(&path, text(first..=count.min(first + IN_A_FILE - 1)))?;
        files.push(path);
    }
    Ok(files)
}

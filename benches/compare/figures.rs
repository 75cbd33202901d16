//! All measurements of one benchmark run.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cases::{self, KINDS, Kind};
use crate::measure::{Cost, cost, median};
use crate::table::Results;
use crate::target::Target;
use crate::{Outcome, peers, rows};

const STATUSQUO: &str = env!("CARGO_BIN_EXE_statusquo");

/// The extent of the measurements.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Maximum number of cases of a run.
    pub(crate) up_to: usize,
    /// Number of measured pairs of runs at 10,000 cases. Larger sizes have fewer pairs.
    pub(crate) runs: usize,
}

/// The data that all measurements share.
pub(crate) struct Bench {
    /// The URL of the target.
    pub(crate) url: String,
    /// The folder of suites and reports.
    pub(crate) folder: PathBuf,
    /// The extent of the measurements.
    pub(crate) extent: Extent,
}

/// Measures everything, prints the results, and writes `benches/results.md`.
pub(crate) fn run(options: &[&str]) -> Outcome {
    let extent = extent(options)?;
    let target = Target::start()?;
    let folder = tempfile::tempdir()?;
    let bench = Bench { url: target.url.clone(), folder: folder.path().to_owned(), extent };
    let mut results = Results::start();
    let compared = bench.compare(&mut results)?;
    bench.figures(&mut results, &compared)?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/results.md");
    results.write(&path)
}

/// Measures only the other tools, and writes no file.
pub(crate) fn run_peers() -> Outcome {
    let target = Target::start()?;
    let folder = tempfile::tempdir()?;
    let extent = Extent { up_to: 10_000, runs: 3 };
    let bench = Bench { url: target.url.clone(), folder: folder.path().to_owned(), extent };
    peers::compare(&bench, &mut Results::start())
}

fn extent(options: &[&str]) -> Outcome<Extent> {
    let mut extent = Extent { up_to: 100_000, runs: 5 };
    for option in options.chunks(2) {
        match option {
            ["--up-to", count] => extent.up_to = count.parse()?,
            ["--runs", runs] => extent.runs = runs.parse()?,
            _ => return Err("options are `--up-to CASES` and `--runs TIMES`".into()),
        }
    }
    Ok(extent)
}

/// Runs of statusquo and of the floor, with the same number of cases.
pub(crate) struct Compared {
    /// Number of cases.
    pub(crate) count: usize,
    /// The costs of statusquo.
    pub(crate) ours: Vec<Cost>,
    /// The costs of the floor.
    pub(crate) floor: Vec<Cost>,
}

impl Compared {
    /// Returns the median of a figure of the statusquo runs.
    pub(crate) fn of_ours(&self, figure: impl Fn(&Cost) -> f64) -> f64 {
        median(self.ours.iter().map(figure))
    }

    /// Returns the median of the ratios of the pairs.
    pub(crate) fn ratio(&self, figure: impl Fn(&Cost) -> f64) -> f64 {
        median(self.ours.iter().zip(&self.floor).map(|(ours, floor)| figure(ours) / figure(floor)))
    }
}

impl Bench {
    /// Returns the command line of a statusquo run with these reports.
    pub(crate) fn ours(&self, suite: &Path, reports: &[&str]) -> Vec<String> {
        let mut command = vec![STATUSQUO.to_owned(), "run".to_owned(), shown(suite)];
        command.extend(["--target".to_owned(), self.url.clone()]);
        for format in reports {
            let path = self.folder.join(format!("report.{format}"));
            command.extend(["--report".to_owned(), format!("{format}={}", path.display())]);
        }
        command
    }

    fn floor(&self, suite: &Path) -> Outcome<Vec<String>> {
        let program = shown(&std::env::current_exe()?);
        let report = shown(&self.folder.join("floor.xml"));
        Ok(vec![program, "floor".to_owned(), shown(suite), self.url.clone(), report])
    }

    /// Returns the path of a suite with this number of cases, which is written once.
    pub(crate) fn suite(&self, count: usize) -> Outcome<PathBuf> {
        let folder = self.folder.join(count.to_string());
        let path = folder.join("suite.yaml");
        if path.exists() { Ok(path) } else { cases::write(&folder, count, &KINDS) }
    }

    fn compare(&self, results: &mut Results) -> Outcome<Vec<Compared>> {
        results.table(
            "Whole runs, everything judged, NDJSON and JUnit written",
            &[
                "cases",
                "cases/s",
                "wall s",
                "CPU s",
                "CPU ms/case",
                "MiB",
                "floor: wall s",
                "CPU s",
                "MiB",
                "wall ×",
                "CPU ×",
            ],
        );
        let mut all = Vec::new();
        for count in [100, 1_000, 10_000, 100_000].into_iter().filter(|it| *it <= self.extent.up_to)
        {
            let suite = self.suite(count)?;
            let (ours, floor) = (self.ours(&suite, &["ndjson", "junit"]), self.floor(&suite)?);
            let times =
                if count > 10_000 { self.extent.runs.div_ceil(2) } else { self.extent.runs };
            let mut compared = Compared { count, ours: Vec::new(), floor: Vec::new() };
            for time in 0..=times {
                let pair = (well(&ours)?, well(&floor)?);
                // The first pair is a warm-up.
                if time > 0 {
                    compared.ours.push(pair.0);
                    compared.floor.push(pair.1);
                }
            }
            let floors = |figure: fn(&Cost) -> f64| median(compared.floor.iter().map(figure));
            let per_second = whole(count) / compared.of_ours(|it| it.wall);
            results.row(&[
                count.to_string(),
                format!("{per_second:.0}"),
                format!("{:.3}", compared.of_ours(|it| it.wall)),
                format!("{:.3}", compared.of_ours(|it| it.cpu)),
                format!("{:.3}", compared.of_ours(|it| it.cpu) * 1e3 / whole(count)),
                format!("{:.0}", compared.of_ours(|it| it.memory)),
                format!("{:.3}", floors(|it| it.wall)),
                format!("{:.3}", floors(|it| it.cpu)),
                format!("{:.0}", floors(|it| it.memory)),
                format!("{:.2}", compared.ratio(|it| it.wall)),
                format!("{:.2}", compared.ratio(|it| it.cpu)),
            ]);
            all.push(compared);
        }
        Ok(all)
    }

    fn figures(&self, results: &mut Results, compared: &[Compared]) -> Outcome {
        results.table("Figures", &["figure", "measured", "at most"]);
        let mut say = |name: &str, measured: f64, limit: &str| {
            results.row(&[name.to_owned(), format!("{measured:.2}"), limit.to_owned()]);
        };
        for compared in compared.iter().filter(|it| it.count >= 10_000) {
            let count = compared.count;
            say(
                &format!("wall of the floor's, {count} cases"),
                compared.ratio(|it| it.wall),
                "1.25",
            );
            say(&format!("CPU of the floor's, {count} cases"), compared.ratio(|it| it.cpu), "1.5");
            let limit = if count == 10_000 { "70" } else { "700" };
            say(&format!("MiB, {count} cases"), compared.of_ours(|it| it.memory), limit);
        }
        let one = self.ours(&self.suite(1)?, &["junit"]);
        say("one case, ms of CPU", self.medians(&one, |it| it.cpu)? * 1e3, "10");
        let ten = self.suite(10_000.min(self.extent.up_to))?;
        let list = [STATUSQUO, "list", &shown(&ten)].map(str::to_owned);
        say("`list`, ms", self.medians(&list, |it| it.wall)? * 1e3, "300");
        let slow = self.ours(&self.suite(1_000)?, &["junit"]);
        let slow: Vec<String> =
            slow.iter().map(|it| it.replace(&self.url, &format!("{}/slow", self.url))).collect();
        say("1,000 cases at 20 ms each, s", self.medians(&slow, |it| it.wall)?, "0.6");
        let (junit, all) =
            (self.ours(&ten, &["junit"]), self.ours(&ten, &["junit", "html", "ndjson"]));
        let ratio = ratio((&all, &junit), 3 * self.extent.runs, |it| it.cpu)?;
        say("JUnit, HTML and NDJSON, CPU of JUnit alone", ratio, "1.2");
        self.tables(&mut say)?;
        self.beside_wrk(results)?;
        self.client_library(results)?;
        peers::compare(self, results)
    }

    /// Measures runs with the rows of CSV tables. Memory must not grow with the number of rows.
    fn tables(&self, say: &mut impl FnMut(&str, f64, &str)) -> Outcome {
        let few = rows::write(&self.folder.join("table-few"), 10_000)?;
        let few = self.medians(&self.ours(&few, &["ndjson", "junit"]), |it| it.memory)?;
        say("MiB, 10,000 rows of CSV", few, "200");
        if self.extent.up_to < 1_000_000 {
            return Ok(());
        }
        let many = rows::write(&self.folder.join("table-many"), 1_000_000)?;
        let many = well(&self.ours(&many, &["ndjson", "junit"]))?;
        say("MiB, 1,000,000 rows of CSV", many.memory, "200");
        say("memory of 10,000 rows', 1,000,000 rows", many.memory / few, "1.5");
        say("1,000,000 rows of CSV, s", many.wall, "-");
        say("1,000,000 rows of CSV, cases/s", 1e6 / many.wall, "-");
        Ok(())
    }

    /// Compares the run stage with a load generator that judges nothing, on one endpoint.
    fn beside_wrk(&self, results: &mut Results) -> Outcome {
        let suite = cases::write(&self.folder.join("one-endpoint"), 20_000, &[Kind::NotFound])?;
        let ours = self.ours(&suite, &["ndjson"]);
        let mut ratios = Vec::new();
        for _ in 0..self.extent.runs {
            let Ok(load) = Command::new("wrk")
                .args(["-t2", "-c32", "-d2s", "-H", "Authorization: Bearer x"])
                .arg(format!("{}/items/none", self.url))
                .output()
            else {
                results.say("\nskipped: wrk is not installed, so the run stage is not compared");
                return Ok(());
            };
            let said = String::from_utf8_lossy(&load.stdout).into_owned();
            let rate = said.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
            let rate: f64 = rate.ok_or("wrk printed no rate")?.trim().parse()?;
            well(&ours)?;
            let stage = 20_000.0 / (run_stage(&self.folder.join("report.ndjson"))? / 1e3);
            ratios.push(stage / rate);
        }
        let ratio = format!("{:.2}", median(ratios));
        let name = "run stage, rate of wrk's on one endpoint".to_owned();
        results.row(&[name, ratio, "at least 0.5".to_owned()]);
        Ok(())
    }

    /// Measures the cost of the client library alone.
    fn client_library(&self, results: &mut Results) -> Outcome {
        let program = shown(&std::env::current_exe()?);
        let bare = [program, "bare".to_owned(), "10000".to_owned(), self.url.clone()];
        let floor = self.floor(&self.suite(10_000.min(self.extent.up_to))?)?;
        let ratio = ratio((&bare, &floor), self.extent.runs, |it| it.cpu)?;
        results.row(&[
            "reqwest alone, 10,000 requests, nothing judged, CPU of the floor's".to_owned(),
            format!("{ratio:.2}"),
            "-".to_owned(),
        ]);
        Ok(())
    }

    fn medians(&self, command: &[String], figure: impl Fn(&Cost) -> f64) -> Outcome<f64> {
        well(command)?;
        let costs = (0..self.extent.runs).map(|_| well(command)).collect::<Outcome<Vec<Cost>>>()?;
        Ok(median(costs.iter().map(figure)))
    }
}

/// Returns the median of the ratios of several pairs of runs.
fn ratio(
    (one, other): (&[String], &[String]),
    pairs: usize,
    figure: impl Fn(&Cost) -> f64,
) -> Outcome<f64> {
    let mut ratios = Vec::new();
    for _ in 0..pairs {
        ratios.push(figure(&well(one)?) / figure(&well(other)?));
    }
    Ok(median(ratios))
}

/// Returns the cost of a command. A failed command is an error, because its cost means nothing.
pub(crate) fn well(command: &[String]) -> Outcome<Cost> {
    let cost = cost(command)?;
    if cost.success {
        Ok(cost)
    } else {
        Err(format!("the measured command failed: {}", command.join(" ")).into())
    }
}

/// Returns the milliseconds from the first to the last event of a run, without reading suites and writing reports.
fn run_stage(record: &Path) -> Outcome<f64> {
    let text = std::fs::read_to_string(record)?;
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap_or_default())?;
    Ok(last["elapsed-ms"].as_f64().ok_or("the record has no end")?)
}

/// Returns a path as a command line argument.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Returns a count as a number for a quotient.
pub(crate) fn whole(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

//! Markdown tables, which are printed as they grow and written to a file at the end.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Outcome;

/// The lines of the results.
#[derive(Default)]
pub(crate) struct Results {
    lines: Vec<String>,
}

impl Results {
    /// Returns results that begin with the machine and the day.
    pub(crate) fn start() -> Self {
        let mut results = Self::default();
        let processor = read("/proc/cpuinfo");
        let model = processor.lines().find_map(|line| line.strip_prefix("model name"));
        let model = model.map_or("unknown", |model| model.trim_start_matches([' ', '\t', ':']));
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let memory = read("/proc/meminfo");
        let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"));
        let memory = memory.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
        let memory = memory.unwrap_or_default() >> 20;
        let system = std::env::consts::OS;
        let day = Timestamp::now().to_zoned(TimeZone::UTC).date();
        results.say("# What `just bench` measured");
        results.say("");
        results.say(&format!("{day}, {cores} × {model}, {memory} GiB, {system}."));
        let load = read("/proc/loadavg");
        let load = load.split(' ').next().unwrap_or("unknown");
        results.say(&format!(
            "Load average at the beginning: {load}. Client and target share the cores, so times are the \
             machine's; trust ratios, each of which is the median of paired runs."
        ));
        results
    }

    /// Prints and adds a line.
    pub(crate) fn say(&mut self, line: &str) {
        println!("{line}");
        self.lines.push(line.to_owned());
    }

    /// Starts a table.
    pub(crate) fn table(&mut self, title: &str, columns: &[&str]) {
        self.say("");
        self.say(&format!("## {title}"));
        self.say("");
        self.say(&format!("| {} |", columns.join(" | ")));
        self.say(&format!("|{}", "---|".repeat(columns.len())));
    }

    /// Adds a row to the last table.
    pub(crate) fn row(&mut self, cells: &[String]) {
        self.say(&format!("| {} |", cells.join(" | ")));
    }

    /// Writes all lines to a file.
    pub(crate) fn write(&self, path: &Path) -> Outcome {
        Ok(fs::write(path, self.lines.join("\n") + "\n")?)
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

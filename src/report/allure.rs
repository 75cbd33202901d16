//! Allure results: a folder with one JSON file for each case, which `allure generate` reads.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use uuid::Uuid;

use super::evidence::{EvidenceLevel, since_1970};
use super::test_entries::{About, End, Entry, EntryList, Group};
use crate::record::{ReportError, SavedRun, WholeFile};
use crate::sanitize::json;

/// The prefix of our files. Other tools write into the same folder.
const OURS: &str = "statusquo-";
const RESULT: &str = "-result.json";

/// Writes a run into a folder and replaces the results of our earlier run.
pub(super) fn write(run: &SavedRun<'_>, folder: &Path) -> Result<(), ReportError> {
    // Allure reads every result in the folder, so a result of a case that no longer exists would still be shown.
    remove_old(folder);
    let mut list = EntryList::new(run.record);
    while let Some(group) = list.next_group() {
        while let Some(entry) = list.next_entry()? {
            let result = result(run, &group, &entry);
            // The id is the same in every run, so a repeated run replaces the file instead of adding one.
            let path = folder.join(format!("{OURS}{}{RESULT}", entry.id));
            WholeFile::write(&path, |out| json::pretty(out, &result))?;
        }
    }
    Ok(())
}

/// Removes the results of an earlier run. Errors are ignored: such a file is overwritten, or is removed already.
fn remove_old(folder: &Path) {
    let ours = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with(OURS) && name.ends_with(RESULT)
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(ours).for_each(|path| drop(fs::remove_file(path)));
}

fn result(run: &SavedRun<'_>, group: &Group<'_>, entry: &Entry<'_>) -> Value {
    let start = since_1970(entry.started());
    let status = match entry.end {
        End::Passed => "passed",
        End::Failed => "failed",
        // Allure's word for a test that could not be carried out. Only `failed` counts as a product defect.
        End::Errored => "broken",
        End::Skipped => "skipped",
    };
    let mut details = json!({ "message": entry.message });
    if entry.end != End::Passed {
        details["trace"] = entry.text(&run.record.started, EvidenceLevel::ALL).into();
    }
    if entry.case().is_some_and(crate::event::CaseFinished::is_flaky) {
        details["flaky"] = true.into();
    }
    json!({
        // One result of one run: the start time distinguishes it from the results of other runs.
        "uuid": Uuid::new_v5(&entry.id, run.record.started.started.as_bytes()).to_string(),
        // The same in every run, so that Allure shows the history and the trend of a case.
        "historyId": entry.id.to_string(),
        "testCaseId": entry.id.to_string(),
        "fullName": format!("{}.{}", entry.class, entry.name),
        "name": entry.name,
        "status": status,
        "statusDetails": details,
        "stage": "finished",
        "start": start,
        "stop": start.saturating_add_unsigned(entry.elapsed_ms()),
        "labels": labels(group, entry),
        "parameters": [{ "name": "target", "value": run.record.started.target.url, "excluded": true }],
        "steps": [],
        "attachments": [],
    })
}

fn labels(group: &Group<'_>, entry: &Entry<'_>) -> Vec<Value> {
    let label = |name: &str, value: &str| json!({ "name": name, "value": value });
    let mut labels = vec![
        label("framework", "statusquo"),
        label("parentSuite", entry.class.rsplit_once('.').map_or("", |(folder, _)| folder)),
        label("suite", group.name),
        label("package", &entry.class),
    ];
    match &entry.about {
        About::Code { row, .. } => labels.push(label("documentedCode", &row.row.to_string())),
        About::Case(case) => {
            labels.extend(case.claim.iter().map(|row| label("documentedCode", &row.to_string())));
            labels.extend(case.tags.iter().map(|tag| label("tag", tag)));
        }
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::sample_record;

    #[test]
    fn every_entry_is_a_file_and_files_of_an_earlier_run_are_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("statusquo-old-result.json"), "{}").expect("a file");
        fs::write(folder.path().join("other-result.json"), "{}").expect("a file");
        let record = sample_record();
        write(&SavedRun::new(&record, None), folder.path()).expect("there is room");
        let names: Vec<String> = fs::read_dir(folder.path())
            .expect("the folder is there")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        let entries = EntryList::new(&record).counts().all;
        assert_eq!(names.len() as u64, entries + 1, "{names:?}");
        assert!(names.contains(&"other-result.json".to_owned()), "{names:?}");
    }
}

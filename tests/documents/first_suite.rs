//! The description of `statusquo init` in `docs/openapi.md` is correct: `init` drafts the suite on the page from the
//! document on the page.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Returns the text of the block after `<!-- file: NAME -->`, without its fences.
fn block<'p>(page: &'p str, name: &str) -> &'p str {
    let mark = format!("<!-- file: {name} -->\n```yaml\n");
    let (_, rest) = page.split_once(&mark).expect("the page has the block");
    let end =
        if rest.starts_with("```") { 0 } else { rest.find("\n```").expect("the process ends") + 1 };
    &rest[..end]
}

#[test]
fn the_suite_in_the_guide_is_what_init_drafts_from_the_document() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.md");
    let page = fs::read_to_string(&path).expect("a page of the guide");
    let folder = tempfile::tempdir().expect("a folder");
    let document = "orders.openapi.yaml";
    fs::write(folder.path().join(document), block(&page, document)).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    let run = command.current_dir(folder.path()).args(["init", document]).output();
    let run = run.expect("the binary runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let made = fs::read_to_string(folder.path().join("suites/orders.yaml")).expect("a suite");
    let shown = block(&page, "suites/orders.yaml");
    if std::env::var_os("BLESS").is_some() {
        let mark = "<!-- file: suites/orders.yaml -->\n```yaml\n";
        let blessed = page.replace(&format!("{mark}{shown}"), &format!("{mark}{made}"));
        fs::write(path, blessed).expect("written");
        return;
    }
    assert_eq!(made, shown, "BLESS=1 rewrites the page");
}

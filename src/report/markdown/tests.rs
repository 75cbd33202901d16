use super::code_text::block;
use super::*;
use crate::event::CaseFinished;
use crate::record::Exit;
use crate::record::sample::{case, events, exchange, operations_ledger, record, sample_record};
use crate::verdict::Outcome;

fn markdown(record: &crate::record::RunRecord) -> String {
    let mut out = Vec::new();
    let exit = Some(Exit::new(1, "contract broken"));
    write(&SavedRun::new(record, exit), &mut out).expect("memory takes it");
    String::from_utf8(out).expect("it is UTF-8")
}

#[test]
fn a_run_with_every_outcome() {
    insta::assert_snapshot!(markdown(&sample_record()));
}

#[test]
fn operations_are_a_table() {
    let mut page = String::new();
    operation_matrix::write(&operations_ledger(4), 2, &mut page);
    insta::assert_snapshot!(page);
}

#[track_caller]
fn check_code(text: &str, expected: &str) {
    assert_eq!(code(text), expected);
}

#[test]
fn no_text_leaves_its_code() {
    check_code("@team <b> [x](y)", "`@team <b> [x](y)`");
    check_code("a`b``c", "```a`b``c```");
    check_code("`", "`` ` ``");
    check_code("a|b\n", "`a\\|b␊`");
    check_code("", "` `");
    assert_eq!(block("a\n````\n</details>"), "`````text\na\n````\n</details>\n`````\n");
}

#[test]
fn a_page_fits_into_a_comment_whatever_came() {
    let failed = |at: usize| CaseFinished {
        outcome: Outcome::Failed,
        exchange: Some(exchange("GET", "/", None, 500, &"x\n".repeat(5_000))),
        ..case(&format!("c{at}"), "200", 1)
    };
    let page = markdown(&record(&events((0..500).map(failed).collect())));
    assert!(page.len() <= LARGEST, "{} bytes", page.len());
    assert!(page.contains("more"), "{page}");
}

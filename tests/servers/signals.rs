//! A signal ends the cases but not the teardown.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use statusquo::event::Signal;
use statusquo::record::Recorder;
use statusquo::run::run;
use statusquo::verdict::Outcome;
use tokio::sync::watch;

use super::fixture::{cases, options, plan, root};
use super::loopback::{Answer, json, serve};

fn slowly(request: &str) -> Answer {
    let wait = if request.contains("/clean") { 900 } else { 100 };
    (Duration::from_millis(wait), json("404 Not Found", "", "{}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn teardown_that_outlasts_the_grace_runs_to_its_end() {
    let address = serve(slowly).await;
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "suite: slow\ncontract: {}\ncases:\n  - {{ id: one, GET: /one }}\n  - {{ id: two, GET: /two, after: [one] }}\nteardown:\n  - {{ id: clean, GET: /clean }}\n",
        root().join("specs/point.yaml").display()
    );
    fs::write(folder.path().join("slow.yaml"), text).expect("a suite");
    let (sender, stop) = watch::channel(None);
    let mut recorder = Recorder::default();
    let plan = Arc::new(plan(folder.path()));
    let options = options(&format!("http://{address}"), false);
    run(plan, options, stop, |event| {
        if matches!(event, statusquo::event::Event::CaseStarted(_)) {
            sender.send_replace(Some(Signal::Interrupt));
        }
        recorder.observe(event);
    })
    .await;
    let record = recorder.into_record().expect("a run begins with its first event");
    let outcome = |id: &str| {
        let case = cases(&record).find(|case| case.case.id == id);
        &case.expect("every case has an end").outcome
    };
    assert_eq!(*outcome("one"), Outcome::Failed, "the case ended within the grace period");
    assert!(matches!(outcome("two"), Outcome::Skipped { .. }));
    assert_eq!(*outcome("clean"), Outcome::Failed, "the teardown case was judged");
}

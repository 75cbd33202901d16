//! Judges recorded exchanges: returns the events of a run in which nothing was sent.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::check::{self, Expectation};
use crate::contract::{ErrorCode, Layers};
use crate::diagnostic::{Sources, Span};
use crate::event::{
    CaseFinished, Correlation, Event, FORMAT, Phase, RunFinished, RunStarted, SuiteFacts, Target,
    milliseconds,
};
use crate::http::{Exchange, Request};
use crate::redact::Mask;
use crate::run::{contract_facts, relative_path};
use crate::verdict::Outcome;

use super::recorded_exchange::{RecordedContent, RecordedExchange};
use super::recording::Recording;

/// Judges recordings by contracts and reports the results as the events of a run.
///
/// A recorded request asks for no particular code, so every response is evidence for the code that it belongs to.
pub fn judge(
    recordings: &[Recording],
    layers: &Layers,
    mut sources: Sources,
    mut listener: impl FnMut(Event),
) {
    let begun = Timestamp::now();
    // An expectation needs a place in a file. A recording is not a source file, so an empty file with its name is
    // added.
    let files: Vec<Span> = recordings
        .iter()
        .map(|recording| Span { file: sources.add(&*recording.file, ""), start: 0, end: 0 })
        .collect();
    let judge = Judge { layers, sources: &sources, mask: learned(recordings) };
    listener(Event::RunStarted(judge.started(recordings, begun)));
    for (recording, file) in recordings.iter().zip(files) {
        for entry in &recording.exchanges {
            let finished = judge.entry(recording, entry, file);
            listener(Event::CaseFinished(Box::new(finished)));
        }
    }
    let ended = Timestamp::now();
    listener(Event::RunFinished(RunFinished {
        finished: ended.to_string(),
        elapsed_ms: u64::try_from(ended.as_millisecond() - begun.as_millisecond()).unwrap_or(0),
        interrupted: None,
        unreachable: None,
        missing: Vec::new(),
        stopped: Vec::new(),
    }));
}

/// Creates a mask with the secrets of all exchanges. A secret of the last exchange may occur in the first one, so all
/// are collected before the first event.
fn learned(recordings: &[Recording]) -> Mask {
    let mask = Mask::default();
    for entry in recordings.iter().flat_map(|recording| &recording.exchanges) {
        if let Some(request) = entry.content.request() {
            mask.learn_request(request);
        }
        if let RecordedContent::Complete(exchange) = &entry.content {
            mask.learn_response(&exchange.response);
        }
    }
    mask
}

struct Judge<'j> {
    layers: &'j Layers,
    sources: &'j Sources,
    mask: Mask,
}

impl Judge<'_> {
    fn started(&self, recordings: &[Recording], begun: Timestamp) -> RunStarted {
        let today = begun.to_zoned(TimeZone::UTC).date();
        // `true`: a recording has some of the requests to an API, so a proven code does not make its waiver stale.
        let contract = |contract: &Arc<_>| contract_facts(contract, self.sources, today, true);
        let layers = self.layers.all();
        let suite = |recording: &Recording| SuiteFacts {
            suite: recording.exchanges.first().map_or_else(String::new, |it| it.name.suite.clone()),
            file: recording.file.clone(),
            contract: self.layers.first().id().to_owned(),
            layers: layers[1..].iter().map(|contract| contract.id().to_owned()).collect(),
            cases: recording.exchanges.len() as u64,
        };
        let mut targets = recordings.iter().map(|recording| Target {
            name: None,
            url: recording.base.as_str().trim_end_matches('/').to_owned(),
            reference: false,
            via: Vec::new(),
            recorded: true,
        });
        let first = targets.next().expect("there is at least one recording");
        // Several recordings of one API have the same target, which is reported once.
        let mut others: Vec<Target> = targets.filter(|target| *target != first).collect();
        others.dedup();
        RunStarted {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: begun.to_string(),
            target: first,
            targets: others,
            seed: 0,
            flags: Vec::new(),
            contracts: layers.iter().map(contract).collect(),
            suites: recordings.iter().map(suite).collect(),
            cases: recordings.iter().map(|recording| recording.exchanges.len() as u64).sum(),
            plan: None,
            shard: None,
        }
    }

    fn entry(&self, recording: &Recording, entry: &RecordedExchange, file: Span) -> CaseFinished {
        let mut finished = self.unjudged(recording, entry);
        let request = entry.content.request();
        // Reports show the request even if it is not judged.
        finished.exchange = request.map(|request| self.mask.unanswered(request));
        if let Some(reason) = request.and_then(|request| elsewhere(recording, request)) {
            finished.outcome = Outcome::Skipped { reason };
            return finished;
        }
        match &entry.content {
            RecordedContent::Complete(exchange) => {
                self.judged(&mut finished, recording, exchange, file);
            }
            RecordedContent::WithoutResponse(_, why) => {
                finished.outcome = Outcome::Errored { reason: self.mask.text(why) };
            }
            RecordedContent::NotJudged(_, why) => {
                finished.outcome = Outcome::Skipped { reason: why.clone() };
            }
            RecordedContent::Unreadable(why) => {
                finished.outcome = Outcome::Errored { reason: why.clone() };
            }
        }
        finished
    }

    fn judged(
        &self,
        finished: &mut CaseFinished,
        recording: &Recording,
        exchange: &Exchange,
        file: Span,
    ) {
        let path = relative_path(&exchange.request.url, &recording.base);
        let expectation = Expectation::of_anything(file);
        let judgement = check::judge(exchange, path, self.layers, &expectation, self.sources);
        let correlation = check::correlation(exchange, &judgement.json);
        finished.correlation =
            correlation.map(|(name, value)| Correlation { name, value: self.mask.text(&value) });
        finished.findings = judgement.findings;
        finished.findings.iter_mut().for_each(|finding| check::mask(&self.mask, finding));
        finished.outcome = Outcome::judged(&finished.findings);
        let mut sighting = judgement.sighting;
        if let Some(code) = &mut sighting.code {
            // The code is text from the response, which may contain a secret.
            *code = ErrorCode::new(self.mask.text(code.as_str()));
        }
        finished.sighting = Some(sighting);
        finished.exchange = Some(self.mask.transcript(exchange));
    }

    fn unjudged(&self, recording: &Recording, entry: &RecordedExchange) -> CaseFinished {
        let elapsed_ms = match &entry.content {
            RecordedContent::Complete(exchange) => milliseconds(exchange.elapsed),
            RecordedContent::WithoutResponse(..)
            | RecordedContent::NotJudged(..)
            | RecordedContent::Unreadable(_) => 0,
        };
        CaseFinished {
            case: entry.name.clone(),
            file: recording.file.clone(),
            phase: Phase::Case,
            target: None,
            contract: self.layers.first().id().to_owned(),
            claim: None,
            claims: Vec::new(),
            asks: "recorded".to_owned(),
            place: entry.place.clone(),
            along: false,
            tags: Vec::new(),
            started: entry.started.clone(),
            elapsed_ms,
            outcome: Outcome::Passed,
            findings: Vec::new(),
            sighting: None,
            exchange: None,
            correlation: None,
            attempts: Vec::new(),
            change: None,
            not_exercised: None,
        }
    }
}

/// Returns the reason why a request is not judged, if it went to a URL that is not below the base URL.
fn elsewhere(recording: &Recording, request: &Request) -> Option<String> {
    let (base, origin) = (&recording.base, request.url.origin());
    // `/v1evil` is not below `/v1`: the rest must be empty or begin with a new segment.
    let rest = request.url.path().strip_prefix(base.path().trim_end_matches('/'));
    let is_below = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_elsewhere = origin != base.origin() || !is_below;
    is_elsewhere
        .then(|| format!("it went to {}, not below the target", origin.ascii_serialization()))
}

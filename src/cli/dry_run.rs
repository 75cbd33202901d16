//! `statusquo run --dry-run`: shows every request without sending it.

use std::fmt::Write;

use crate::plan::{Plan, SendingPlan};
use crate::redact::{Content, TranscriptRequest};
use crate::run::{Eligibility, Forecast, Preview, preview};
use crate::settings::{Exit, Failure, RunSettings};
use crate::suite::Retry;

use super::console::{plural, print_data, print_message};

/// Prints the requests of a plan, and the reason for each request that a run would not send.
pub(super) fn dry_run(plan: &Plan, settings: &RunSettings) -> Result<Exit, Failure> {
    let targets = settings.targets.for_plan(plan)?;
    let addresses = targets.iter().map(|(target, address)| (*target, address.base_url())).collect();
    let mut text = String::new();
    let references = targets.iter().filter(|(_, address)| address.is_reference());
    let eligibility = Eligibility {
        plan,
        offers: settings.offers.clone(),
        references: references.map(|(target, _)| *target).collect(),
        read_only: settings.read_only,
    };
    let previews = preview(plan, &addresses).into_iter().zip(eligibility.forecasts());
    for (case, (preview, forecast)) in plan.cases.iter().zip(previews) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{}  asks {}", case.name, case.asks);
        match forecast {
            Forecast::Sent => {}
            Forecast::SentIfLinkIsSafe => {
                text.push_str(
                    "  sent only if the link has a safe method, because --read-only is set\n",
                );
            }
            Forecast::NotSent(reason) => {
                let _ = writeln!(text, "  not sent: {reason}");
            }
        }
        for line in repetitions(&case.sending) {
            let _ = writeln!(text, "  {line}");
        }
        text.push_str(&indented(&request_text(&preview)));
        text.push('\n');
    }
    print_data(&text)?;
    let sent: u64 = plan.cases.iter().map(|case| u64::from(case.sending.requests())).sum();
    let more = if sent > plan.cases.len() as u64 {
        format!(", sent at least {sent} times")
    } else {
        String::new()
    };
    print_message(&format!("{}{more}; nothing was sent", plural(plan.cases.len(), "request")));
    Ok(Exit::Conforms)
}

/// Returns a line for each reason to send a request more than once.
fn repetitions(sending: &SendingPlan) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(until) = &sending.until {
        let (every, limit) = (until.every, until.limit);
        lines.push(format!(
            "sent every {every:?} until the awaited response, for at most {limit:?}"
        ));
    }
    if let Some(times) = sending.repeat {
        lines.push(format!("sent {times} times in a row"));
    }
    if let Some(times) = sending.burst {
        lines.push(format!("sent {times} times at once"));
    }
    if let Some(Retry { times, wait, .. }) = sending.retry {
        let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
        lines.push(format!(
            "retried up to {times} on no response, 429 or 503, first after {wait:?}"
        ));
    }
    lines
}

fn request_text(preview: &Preview) -> String {
    match preview {
        Preview::Request(request) => {
            format!("{} {}\n{}", request.method, request.url, message(request))
        }
        Preview::Link { from, rel, pages, request } => {
            let mut first =
                format!("the method and the URL of the link `{rel}` that `{from}` gets");
            if let Some(most) = pages {
                let _ = write!(first, ", then of each page's, for at most {most} pages");
            }
            format!("({first})\n{}", message(request))
        }
        Preview::Replay { of } => format!("(the same request as `{of}`)\n"),
        Preview::Probe { of, change } => {
            format!("(the request of `{of}` with one change: {change})\n")
        }
        Preview::Unsendable(reason) => format!("(no request: {reason})\n"),
    }
}

/// Returns the header fields and the content.
fn message(request: &TranscriptRequest) -> String {
    let fields = request.headers.iter().map(|field| format!("{}: {}\n", field.name, field.value));
    let fields: String = fields.collect();
    match &request.body {
        None => fields,
        Some(body) => format!("{fields}\n{}\n", content(body)),
    }
}

fn content(body: &Content) -> String {
    let text = body.text.clone().unwrap_or_default();
    let json: Option<serde_json::Value> =
        if body.omitted == 0 { serde_json::from_str(&text).ok() } else { None };
    // A number or a string alone is not indented: its text stays as it is sent.
    let pretty = json.filter(|json| json.is_object() || json.is_array());
    let mut text = pretty.map_or(text, |json| format!("{json:#}"));
    if let Some(base64) = &body.base64 {
        text = format!("(base64) {base64}");
    }
    if body.omitted > 0 {
        let _ = write!(text, "\n… {} more bytes", body.omitted);
    }
    text
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
    text.lines().map(line).collect()
}

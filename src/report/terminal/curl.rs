//! Commands that repeat what happened: the request alone, or the whole case.

use std::fmt::Write;

use crate::event::{CaseFinished, RunStarted, Target, Via};
use crate::exchange::{Content, Header, TranscriptRequest};

/// The longest content that is written into a command line, in bytes.
const LONGEST_BODY: usize = 4096;
/// What stands in transcripts for a secret.
const MASK: &str = "***";

/// A `curl` command that sends a request again, as one line for a POSIX shell (bash where it has
/// control characters in it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurlLine {
    /// The command.
    pub command: String,
    /// What must be put in by hand before it can run.
    pub notes: Vec<String>,
}

impl CurlLine {
    /// The command for a request as reports keep it, which went this way.
    pub fn new(request: &TranscriptRequest, via: &[Via]) -> Self {
        let mut notes = Vec::new();
        let mut words = vec!["curl".to_owned(), "-i".to_owned()];
        words.extend(via.iter().flat_map(option));
        method(&request.method, request.body.is_some(), &mut words);
        if request.url.contains(['[', ']', '{', '}']) {
            words.push("--globoff".into());
        }
        if request.url.contains("/.") {
            words.push("--path-as-is".into());
        }
        words.push(quote(&request.url));
        headers(request, &mut words);
        let feed = request.body.as_ref().and_then(|body| content(body, &mut words, &mut notes));
        let command = format!("{}{}", feed.unwrap_or_default(), words.join(" "));
        if command.contains(MASK) {
            notes.push(format!("{MASK} stands for a secret: put your own in its place"));
        }
        Self { command, notes }
    }
}

/// The option of curl that goes the same way.
fn option(via: &Via) -> Vec<String> {
    match via {
        Via::Socket(path) => vec!["--unix-socket".into(), quote(path)],
        Via::Proxy(url) => vec!["--proxy".into(), quote(url)],
        Via::Resolve(address) => vec!["--resolve".into(), quote(address)],
        Via::CaFile(path) => vec!["--cacert".into(), quote(path)],
        Via::Insecure => vec!["--insecure".into()],
        Via::Http2 => vec!["--http2-prior-knowledge".into()],
    }
}

fn method(method: &str, has_body: bool, words: &mut Vec<String>) {
    match method {
        "GET" if !has_body => {}
        // With `-X HEAD`, curl would wait for a body.
        "HEAD" => words.push("--head".into()),
        _ => words.extend(["-X".into(), quote(method)]),
    }
}

fn headers(request: &TranscriptRequest, words: &mut Vec<String>) {
    for header in request.headers.iter().filter(|header| !is_derived(header)) {
        let field = match header.value.as_str() {
            "" => format!("{};", header.name),
            value => format!("{}: {value}", header.name),
        };
        words.extend(["-H".into(), quote(&field)]);
    }
    let typed = request.headers.iter().any(|header| header.name == "content-type");
    if request.body.is_some() && !typed {
        // Or curl would say that it is a form.
        words.extend(["-H".into(), quote("content-type:")]);
    }
}

/// Whether curl itself sends the field, or one that serves as well.
fn is_derived(header: &Header) -> bool {
    match header.name.as_str() {
        "host" | "content-length" => true,
        "accept" => header.value == "*/*",
        "user-agent" => header.value.starts_with("statusquo/"),
        _ => false,
    }
}

/// Adds the content; returns what must stand before the command for it.
fn content(body: &Content, words: &mut Vec<String>, notes: &mut Vec<String>) -> Option<String> {
    match (&body.text, &body.base64) {
        (Some(text), _) if body.omitted == 0 && text.len() <= LONGEST_BODY => {
            words.extend(["--data-raw".into(), quote(text)]);
            None
        }
        (None, Some(base64)) if body.omitted == 0 && base64.len() <= LONGEST_BODY => {
            words.extend(["--data-binary".into(), "@-".into()]);
            Some(format!("printf %s {} | base64 -d | ", quote(base64)))
        }
        _ => {
            words.extend(["--data-binary".into(), "@request-body".into()]);
            notes.push(format!(
                "put the {} bytes of the request's body into `request-body`",
                body.bytes
            ));
            None
        }
    }
}

/// The command that runs just this case again, against the targets of its run. A secret that was given on
/// the command line stands as `***` in it.
pub fn rerun_command(case: &CaseFinished, run: &RunStarted) -> String {
    // Three digits alone would be a status.
    let status = case.case.id.len() == 3 && case.case.id.bytes().all(|b| b.is_ascii_digit());
    let filter = if status { case.case.to_string() } else { case.case.id.clone() };
    let given = run.flags.iter().map(|word| quote(word)).collect();
    let flags = [targets(run), ways(run), given].concat().join(" ");
    format!("statusquo run {} {flags} --filter {}", quote(&case.file), quote(&filter))
}

/// `--target` for each target; the embedded server is every one that is not named.
fn targets(run: &RunStarted) -> Vec<String> {
    let whole = run.target.name.is_none() && run.target.reference;
    let named = run.all_targets().filter(|it| !(whole && it.reference && it.name.is_some()));
    let flag = |target: &Target| {
        let place = match target.via.iter().find_map(Via::socket) {
            _ if target.reference => "reference".to_owned(),
            None => target.url.clone(),
            Some(socket) => {
                let base = target.url.trim_start_matches("http://localhost");
                let base = if base.is_empty() { String::new() } else { format!(":{base}") };
                format!("unix:{socket}{base}")
            }
        };
        let name = target.name.as_ref().map(|name| format!("{name}=")).unwrap_or_default();
        format!("--target {}", quote(&format!("{name}{place}")))
    };
    named.map(flag).collect()
}

/// The flags by which the targets were reached, each once.
fn ways(run: &RunStarted) -> Vec<String> {
    let mut flags = Vec::new();
    for via in run.all_targets().flat_map(|target| &target.via) {
        let flag = match via {
            Via::Socket(_) => continue,
            Via::Proxy(url) => format!("--proxy {}", quote(url)),
            Via::Resolve(address) => format!("--resolve {}", quote(address)),
            Via::CaFile(path) => format!("--ca-file {}", quote(path)),
            Via::Insecure => "--insecure".to_owned(),
            Via::Http2 => "--http2".to_owned(),
        };
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags
}

/// One word for a shell.
pub(super) fn quote(word: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(bare) {
        return word.to_owned();
    }
    if word.chars().any(char::is_control) {
        return ansi_c(word);
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// `$'…'`, which can say control characters on one line.
fn ansi_c(word: &str) -> String {
    let mut quoted = String::from("$'");
    for c in word.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\'' => quoted.push_str("\\'"),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    // Writing to a `String` cannot fail.
                    let _ = write!(quoted, "\\x{byte:02x}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{case, content as text, exchange, started};

    #[track_caller]
    fn check(method: &str, path: &str, body: Option<&str>, expected: &str) {
        let line = CurlLine::new(&exchange(method, path, body, 200, "").request, &[]);
        assert_eq!(line.command, expected);
    }

    #[track_caller]
    fn check_quote(word: &str, expected: &str) {
        assert_eq!(quote(word), expected);
    }

    #[track_caller]
    fn check_rerun(id: &str, reference: bool, expected: &str) {
        let mut run = started(1);
        run.target.reference = reference;
        assert_eq!(rerun_command(&case(id, "200", 1), &run), expected);
    }

    #[test]
    fn a_request_becomes_one_line() {
        check(
            "GET",
            "/a?b=c&d",
            None,
            "curl -i 'http://127.0.0.1:8080/a?b=c&d' -H 'authorization: Bearer ***'",
        );
        check(
            "POST",
            "/a",
            Some("{\"it's\":\n1}"),
            "curl -i -X POST http://127.0.0.1:8080/a -H 'authorization: Bearer ***' \
             -H 'content-type: application/json' --data-raw $'{\"it\\'s\":\\n1}'",
        );
        check(
            "HEAD",
            "/a/../{b}",
            None,
            "curl -i --head --globoff --path-as-is 'http://127.0.0.1:8080/a/../{b}' \
             -H 'authorization: Bearer ***'",
        );
    }

    #[test]
    fn bytes_that_are_not_text_are_piped_in() {
        let mut request = exchange("PUT", "/a", None, 200, "").request;
        request.headers.clear();
        request.body = Some(Content { text: None, base64: Some("AAE=".into()), ..text("") });
        assert_eq!(
            CurlLine::new(&request, &[]).command,
            "printf %s AAE= | base64 -d | curl -i -X PUT http://127.0.0.1:8080/a \
             -H content-type: --data-binary @-"
        );
    }

    #[test]
    fn what_cannot_be_said_in_a_line_is_noted() {
        let mut request = exchange("PUT", "/a", Some("x"), 200, "").request;
        request.body = Some(text(&"x".repeat(LONGEST_BODY + 1)));
        let line = CurlLine::new(&request, &[]);
        assert!(line.command.ends_with("--data-binary @request-body"));
        assert_eq!(
            line.notes,
            [
                "put the 4097 bytes of the request's body into `request-body`",
                "*** stands for a secret: put your own in its place",
            ]
        );
    }

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        check_quote("a/b-c_1.yaml", "a/b-c_1.yaml");
        check_quote("", "''");
        check_quote("a b", "'a b'");
        check_quote("it's", r"'it'\''s'");
        check_quote("$(rm)`x`", "'$(rm)`x`'");
        check_quote("\u{1b}\u{85}", r"$'\x1b\xc2\x85'");
    }

    #[test]
    fn a_case_is_run_again_by_its_id() {
        let command = "statusquo run suites/point/orders.yaml --target";
        check_rerun("a", false, &format!("{command} http://127.0.0.1:8080 --filter a"));
        check_rerun("a[b c]", true, &format!("{command} reference --filter 'a[b c]'"));
        check_rerun("404", true, &format!("{command} reference --filter orders/404"));
    }

    #[test]
    fn a_request_and_a_run_go_the_same_way_again() {
        let mut run = started(1);
        run.target.url = "http://localhost/api".into();
        run.target.via = vec![Via::Socket("/run/a b".into())];
        run.targets = vec![Target {
            name: Some("login".into()),
            url: "https://login.example".into(),
            reference: false,
            recorded: false,
            via: vec![Via::Proxy("http://p:3128".into()), Via::Insecure],
        }];
        let command = rerun_command(&case("a", "200", 1), &run);
        let flags = "--target 'unix:/run/a b:/api' --target login=https://login.example \
                     --proxy http://p:3128 --insecure --filter a";
        assert!(command.ends_with(flags), "{command}");
        let request = exchange("GET", "/a", None, 200, "").request;
        let command = CurlLine::new(&request, &run.target.via).command;
        assert!(command.starts_with("curl -i --unix-socket '/run/a b' http"), "{command}");
        let command = CurlLine::new(&request, &run.targets[0].via).command;
        assert!(command.starts_with("curl -i --proxy http://p:3128 --insecure http"), "{command}");
    }

    #[test]
    fn a_case_is_run_again_with_the_same_faults_and_values() {
        let mut run = started(1);
        run.flags = ["--fault", "no-allow", "--var", "name=a b"].map(str::to_owned).to_vec();
        let command = rerun_command(&case("a", "200", 1), &run);
        assert!(command.contains(" --fault no-allow --var 'name=a b' --filter a"), "{command}");
    }

    #[test]
    fn a_case_is_run_again_against_all_targets() {
        let mut run = started(1);
        run.targets = vec![Target {
            name: Some("identity".into()),
            url: "https://login.example".into(),
            reference: false,
            via: Vec::new(),
            recorded: false,
        }];
        let command = rerun_command(&case("a", "200", 1), &run);
        let targets = "--target http://127.0.0.1:8080 --target identity=https://login.example";
        assert!(command.contains(targets), "{command}");
    }
}

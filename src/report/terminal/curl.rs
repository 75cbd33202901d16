//! The `curl` command that repeats a request.

use memchr::memmem;

use super::shell::push_quoted;
use crate::event::Via;
use crate::redact::{Content, Header, TranscriptRequest};

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
        let mut line = Self { command: String::with_capacity(512), notes: Vec::new() };
        let content = request.body.as_ref().map(Sent::of);
        if let Some(Sent::Bytes(base64)) = content {
            line.command.push_str("printf %s ");
            line.word(&[base64]);
            line.command.push_str(" | base64 -d | ");
        }
        line.command.push_str("curl -i");
        for via in via {
            line.way(via);
        }
        line.method(&request.method, content.is_some());
        if request.url.bytes().any(|byte| matches!(byte, b'[' | b']' | b'{' | b'}')) {
            line.command.push_str(" --globoff");
        }
        if memmem::find(request.url.as_bytes(), b"/.").is_some() {
            line.command.push_str(" --path-as-is");
        }
        line.option("", &[&request.url]);
        line.headers(request);
        if let Some(content) = content {
            line.content(content);
        }
        if memmem::find(line.command.as_bytes(), MASK.as_bytes()).is_some() {
            line.notes.push(format!("{MASK} stands for a secret: put your own in its place"));
        }
        line
    }

    /// A word that these parts make together.
    fn word(&mut self, parts: &[&str]) {
        push_quoted(&mut self.command, parts);
    }

    /// An option with its value.
    fn option(&mut self, name: &str, value: &[&str]) {
        self.command.push_str(name);
        self.command.push(' ');
        self.word(value);
    }

    /// The option that goes the same way.
    fn way(&mut self, via: &Via) {
        match via {
            Via::Socket(path) => self.option(" --unix-socket", &[path]),
            Via::Proxy(url) => self.option(" --proxy", &[url]),
            Via::Resolve(address) => self.option(" --resolve", &[address]),
            Via::CaFile(path) => self.option(" --cacert", &[path]),
            Via::Insecure => self.command.push_str(" --insecure"),
            Via::Http2 => self.command.push_str(" --http2-prior-knowledge"),
        }
    }

    fn method(&mut self, method: &str, has_body: bool) {
        match method {
            "GET" if !has_body => {}
            // With `-X HEAD`, curl would wait for a body.
            "HEAD" => self.command.push_str(" --head"),
            _ => self.option(" -X", &[method]),
        }
    }

    fn headers(&mut self, request: &TranscriptRequest) {
        for Header { name, value } in request.headers.iter().filter(|header| !is_derived(header)) {
            if value.is_empty() {
                self.option(" -H", &[name, ";"]);
            } else {
                self.option(" -H", &[name, ": ", value]);
            }
        }
        let typed = request.headers.iter().any(|header| header.name == "content-type");
        if request.body.is_some() && !typed {
            // Or curl would say that it is a form.
            self.option(" -H", &["content-type:"]);
        }
    }

    fn content(&mut self, content: Sent<'_>) {
        match content {
            Sent::Text(text) => self.option(" --data-raw", &[text]),
            Sent::Bytes(_) => self.command.push_str(" --data-binary @-"),
            Sent::TooLong { bytes } => {
                self.command.push_str(" --data-binary @request-body");
                let note =
                    format!("put the {bytes} bytes of the request's body into `request-body`");
                self.notes.push(note);
            }
        }
    }
}

/// How content gets into a command.
#[derive(Debug, Clone, Copy)]
enum Sent<'c> {
    /// As it is.
    Text(&'c str),
    /// In base64, through a pipe.
    Bytes(&'c str),
    /// From a file, which has to be made first.
    TooLong { bytes: u64 },
}

impl<'c> Sent<'c> {
    fn of(content: &'c Content) -> Self {
        let fits = |text: &str| content.omitted == 0 && text.len() <= LONGEST_BODY;
        match (&content.text, &content.base64) {
            (Some(text), _) if fits(text) => Self::Text(text),
            (None, Some(base64)) if fits(base64) => Self::Bytes(base64),
            _ => Self::TooLong { bytes: content.bytes },
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{content as text, exchange};

    #[track_caller]
    fn check(method: &str, path: &str, body: Option<&str>, expected: &str) {
        let line = CurlLine::new(&exchange(method, path, body, 200, "").request, &[]);
        assert_eq!(line.command, expected);
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
    fn a_request_goes_the_same_way_again() {
        let request = exchange("GET", "/a", None, 200, "").request;
        let command = CurlLine::new(&request, &[Via::Socket("/run/a b".into())]).command;
        assert!(command.starts_with("curl -i --unix-socket '/run/a b' http"), "{command}");
        let ways = [Via::Proxy("http://p:3128".into()), Via::Insecure];
        let command = CurlLine::new(&request, &ways).command;
        assert!(command.starts_with("curl -i --proxy http://p:3128 --insecure http"), "{command}");
    }
}

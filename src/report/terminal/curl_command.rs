//! The `curl` command that repeats a request.

use memchr::memmem;

use super::shell_words::push_quoted;
use crate::event::Via;
use crate::redact::{Content, Header, TranscriptRequest};

/// The longest body that is written into a command line, in bytes.
const LONGEST_BODY: usize = 4096;
/// The replacement for secrets in transcripts.
const MASK: &str = "***";

/// A `curl` command that repeats a request, as one line for a POSIX shell.
///
/// A request with control characters needs bash, because of its `$'…'` quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurlLine {
    /// The command, as one line.
    pub command: String,
    /// Changes that must be made by hand before the command can run.
    pub notes: Vec<String>,
}

impl CurlLine {
    /// Returns the command for a recorded request that was sent over this connection.
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
            line.connection(via);
        }
        line.method(&request.method, content.is_some());
        // curl would expand brackets and braces to several URLs.
        if request.url.bytes().any(|byte| matches!(byte, b'[' | b']' | b'{' | b'}')) {
            line.command.push_str(" --globoff");
        }
        // curl removes dot segments (RFC 3986, section 5.2.4) before it sends the URL. The case sent the path as
        // written.
        if memmem::find(request.url.as_bytes(), b"/.").is_some() {
            line.command.push_str(" --path-as-is");
        }
        line.option("", &[&request.url]);
        line.headers(request);
        if let Some(content) = content {
            line.content(content);
        }
        if memmem::find(line.command.as_bytes(), MASK.as_bytes()).is_some() {
            line.notes.push(format!("replace {MASK} by your secret"));
        }
        line
    }

    /// Adds one word, joined from parts.
    fn word(&mut self, parts: &[&str]) {
        push_quoted(&mut self.command, parts);
    }

    /// Adds an option with its value.
    fn option(&mut self, name: &str, value: &[&str]) {
        self.command.push_str(name);
        self.command.push(' ');
        self.word(value);
    }

    /// Adds the option for a connection.
    fn connection(&mut self, via: &Via) {
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
            // With `-X HEAD`, curl would wait for a response body.
            "HEAD" => self.command.push_str(" --head"),
            _ => self.option(" -X", &[method]),
        }
    }

    fn headers(&mut self, request: &TranscriptRequest) {
        for Header { name, value } in request.headers.iter().filter(|header| !is_derived(header)) {
            if value.is_empty() {
                // `-H name:` would remove the field. Only a semicolon sends it without a value.
                self.option(" -H", &[name, ";"]);
            } else {
                self.option(" -H", &[name, ": ", value]);
            }
        }
        let typed = request.headers.iter().any(|header| header.name == "content-type");
        if request.body.is_some() && !typed {
            // Without the empty option, curl would add the media type of a form.
            self.option(" -H", &["content-type:"]);
        }
    }

    fn content(&mut self, content: Sent<'_>) {
        match content {
            // Not `--data`, which reads a file if the text starts with `@`.
            Sent::Text(text) => self.option(" --data-raw", &[text]),
            // Not `--data`, which removes line breaks.
            Sent::Bytes(_) => self.command.push_str(" --data-binary @-"),
            Sent::TooLong { bytes } => {
                self.command.push_str(" --data-binary @request-body");
                let note = format!("save the {bytes} bytes of the request body as `request-body`");
                self.notes.push(note);
            }
        }
    }
}

/// The way a request body gets into a command.
#[derive(Debug, Clone, Copy)]
enum Sent<'c> {
    /// The body is an argument of the command.
    Text(&'c str),
    /// The body is in base64 in the command, which decodes it and passes it to curl through a pipe.
    Bytes(&'c str),
    /// The body is read from a file, which must be created first.
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

/// Returns true if curl sends the field, or an equivalent one, without an option.
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
    fn the_command_is_one_line() {
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
    fn a_binary_body_is_decoded_through_a_pipe() {
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
    fn a_long_body_and_a_secret_have_a_note() {
        let mut request = exchange("PUT", "/a", Some("x"), 200, "").request;
        request.body = Some(text(&"x".repeat(LONGEST_BODY + 1)));
        let line = CurlLine::new(&request, &[]);
        assert!(line.command.ends_with("--data-binary @request-body"));
        assert_eq!(
            line.notes,
            [
                "save the 4097 bytes of the request body as `request-body`",
                "replace *** by your secret",
            ]
        );
    }

    #[test]
    fn the_command_uses_the_same_socket_or_proxy() {
        let request = exchange("GET", "/a", None, 200, "").request;
        let command = CurlLine::new(&request, &[Via::Socket("/run/a b".into())]).command;
        assert!(command.starts_with("curl -i --unix-socket '/run/a b' http"), "{command}");
        let ways = [Via::Proxy("http://p:3128".into()), Via::Insecure];
        let command = CurlLine::new(&request, &ways).command;
        assert!(command.starts_with("curl -i --proxy http://p:3128 --insecure http"), "{command}");
    }
}

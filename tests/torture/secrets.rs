//! Secrets of every kind against a server that returns them in many encodings. No secret is in any output or file of
//! a command.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fastrand::Rng;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use statusquo::report::Format;

use super::child::{command, note};

/// Characters for the middle of a secret of each kind. Letters and digits surround them, and only base64 changes
/// letters and digits.
const KINDS: [(&str, &str); 8] = [
    ("BEARER", "/+\"<&>'\\%2F="),
    ("PASSWORD", " é:\"\\&=%+#/?😀"),
    ("KEY", "<\"&>\\;,=/"),
    ("QUERY", " &=#%+\"é/?<>'"),
    ("COOKIE", "!#$%&'*+-.^_`|~/"),
    ("CLIENT", "&%+ \"é:/="),
    ("CLERK", "ü &=+%\"\\/"),
    ("ISSUED", "/+~.=\"\\<"),
];

type Secrets = BTreeMap<&'static str, String>;

fn secrets(rng: &mut Rng) -> Secrets {
    let mut core = || std::iter::repeat_with(|| rng.alphanumeric()).take(12).collect::<String>();
    KINDS.map(|(name, middle)| (name, format!("{}{middle}{}", core(), core()))).into()
}

const SUITE: &str = r#"suite: secrets
contract: contract.yaml
credentials:
  bearer: { bearer: "${env.BEARER}" }
  basic: { basic: { user: bob, password: "${env.PASSWORD}" } }
  key: { header: { X-Key: { file: key.txt } } }
  query: { query: { api_key: "${env.QUERY}" } }
  cookie: { cookie: { session: "${env.COOKIE}" } }
  client: { oauth2: { token-url: /token, client-id: me, client-secret: "${env.CLIENT}" } }
  clerk: { oauth2: { token-url: /token, client-id: me, client-secret: "${env.CLIENT}", grant: password, user: clerk, password: "${env.CLERK}", auth: body } }
  captured: { header: { X-Session: "${session}" } }
  numbered: { header: { X-Pin: "${pin}" } }
cases:
  - { id: bearer, as: bearer, GET: /a, expect: 404 NOT_FOUND }
  - { id: basic, as: basic, GET: /a, expect: { status: 200, equals: { $.sent: x, "$.forms[0]": x } } }
  - { id: key, as: key, GET: /a, expect: { status: 404, matches: { "$.forms[*]": { type: integer } } } }
  - { id: query, as: query, GET: "/a?b=c", expect: { status: 404, headers: { X-Echo: other, Location: other } } }
  - { id: cookie, as: cookie, GET: /a, expect: { status: 404, body: strict } }
  - { id: client, as: client, GET: /a, expect: { status: 404, equals: { $.sent: { a: 1 } } } }
  - { id: clerk, as: clerk, GET: /a, expect: 404 NOT_FOUND }
  - { id: log-in, as: bearer, probes: [401], POST: /log-in, json: { secret: "${env.PASSWORD}" }, expect: 200, capture: { session: $.session, pin: $.pin } }
  - { id: captured, as: captured, GET: /a, expect: 404 NOT_FOUND }
  - { id: numbered, as: numbered, GET: /a, expect: 404 NOT_FOUND }
  - { id: in-json, as: nobody, POST: /a, json: { secret: "${env.PASSWORD}" }, expect: { status: 404, equals: { $.sent: x } } }
  - { id: in-form, as: nobody, POST: /a, form: { secret: "${env.PASSWORD}" }, expect: 404 NOT_FOUND }
  - { id: in-path, as: nobody, GET: "/a/${env.PASSWORD}", expect: 404 NOT_FOUND }
  - { id: follows, as: bearer, follow: { from: log-in, rel: self }, expect: 404 NOT_FOUND }
  - { id: hangs, as: bearer, POST: /hangs, json: { secret: "${env.PASSWORD}" }, expect: 404 }
  - { id: closes, as: query, GET: /closes, expect: 404 }
  - { id: no-header, as: nobody, GET: /no-header, expect: 404 }
"#;

const CONTRACT: &str = r"contract: c
bodies:
  strict: { type: object, additionalProperties: false, properties: { sent: { type: integer }, name: { enum: [A] } } }
errors: { code: $.name }
links: { at: $.links, item: { type: object, properties: { href: { type: string, maxLength: 3 } } } }
codes:
  - { status: 200 }
  - { status: 404, code: NOT_FOUND }
  - { status: 401, code: UNAUTHENTICATED }
";

/// Returns the encodings of a text that a server might use.
fn forms(text: &str) -> Vec<String> {
    let percent = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let escaped = Value::from(text).to_string();
    let in_base64 = if text.contains('{') { Value::Null } else { json!({ "a": text }) };
    vec![
        text.to_owned(),
        escaped.clone(),
        Value::from(escaped).to_string(),
        format!("https://host/a?return={percent}#{form}"),
        utf8_percent_encode(&percent, NON_ALPHANUMERIC).to_string(),
        form,
        STANDARD.encode(text),
        URL_SAFE_NO_PAD.encode(text),
        STANDARD.encode(format!("bob:{text}")),
        STANDARD.encode(in_base64.to_string()),
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
    ]
}

/// Returns the parts of a request that a server might extract.
fn pieces(head: &str, body: &str) -> Vec<String> {
    let mut pieces = vec![head.lines().next().unwrap_or_default().to_owned(), body.to_owned()];
    for line in head.lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        if !["accept", "host", "user-agent", "content-type", "content-length"].contains(&name) {
            pieces.push(value.to_owned());
            let basic = value.strip_prefix("Basic ").and_then(|basic| STANDARD.decode(basic).ok());
            pieces.extend(basic.map(|pair| String::from_utf8_lossy(&pair).into_owned()));
        }
    }
    let members = |text: &str| -> Vec<String> {
        let parsed = url::form_urlencoded::parse(text.as_bytes());
        parsed.map(|(_, value)| value.into_owned()).collect()
    };
    if head.contains("x-www-form-urlencoded") {
        pieces.extend(members(body));
    }
    let target = head.split(' ').nth(1).unwrap_or_default();
    pieces.extend(members(target.split_once('?').unwrap_or_default().1));
    pieces.push(percent_encoding::percent_decode_str(target).decode_utf8_lossy().into_owned());
    if let Ok(Value::Object(json)) = serde_json::from_str(body) {
        pieces.extend(json.values().filter_map(Value::as_str).map(str::to_owned));
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Returns the text as a valid header field value in one line.
fn fit(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn respond(head: &str, body: &str, secrets: &Secrets) -> String {
    let issued = &secrets["ISSUED"];
    if head.starts_with("POST /token") {
        let body =
            json!({ "access_token": issued, "token_type": "Bearer", "scope": pieces(head, body) });
        return whole("200 OK", "cache-control: no-store\r\n", &body);
    }
    if head.starts_with("POST /log-in") {
        let link = json!({ "rel": "self", "href": "/a/self", "method": "GET" });
        let body = json!({ "session": format!("s{issued}"), "pin": pin(secrets), "links": [link] });
        return whole("200 OK", "", &body);
    }
    let said = pieces(head, body);
    let all: Vec<String> = said.iter().flat_map(|piece| forms(piece)).collect();
    let mut fields = Vec::new();
    for (at, piece) in said.iter().enumerate() {
        let (percent, fit) = (utf8_percent_encode(piece, NON_ALPHANUMERIC), fit(piece));
        fields.push(format!("x-echo: {fit}\r\nx-echo-{at}: {}\r\n", STANDARD.encode(piece)));
        fields.push(format!("link: </a?b={percent}>; rel=\"x\"\r\n"));
        if at == 1 {
            fields.push(format!("location: /b?return={percent}#{fit}\r\n"));
            fields.push(format!("www-authenticate: Bearer error_description=\"{fit}\"\r\n"));
            fields.push(format!("set-cookie: a={fit}; Path=/\r\nx-request-id: {fit}\r\n"));
        }
    }
    let mut body =
        json!({ "name": said.last(), "sent": said, "debug_id": said.last(), "forms": all });
    for (at, form) in all.iter().enumerate() {
        body[form.as_str()] = at.into();
    }
    body["links"] =
        json!(all.iter().map(|form| json!({ "rel": form, "href": form })).collect::<Vec<_>>());
    whole("404 Not Found", &fields.concat(), &body)
}

/// Returns a secret that is a number.
fn pin(secrets: &Secrets) -> u64 {
    let seed =
        secrets["ISSUED"].bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31) + u64::from(byte));
    1_000_000_000_000 + seed % 1_000_000_000_000
}

fn whole(status: &str, fields: &str, body: &Value) -> String {
    let body = body.to_string();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n{fields}\r\n{body}",
        body.len()
    )
}

fn answer(stream: TcpStream, secrets: &Secrets) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        head += &String::from_utf8_lossy(&line);
    }
    let length = head.to_lowercase();
    let length = length.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.and_then(|length| length.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default();
    if path.starts_with("/hangs") {
        std::thread::sleep(std::time::Duration::from_secs(7));
    } else if !path.starts_with("/closes") {
        let said = respond(&head, &body, secrets);
        reader.into_inner().write_all(said.as_bytes())?;
    }
    Ok(())
}

fn serve(secrets: &Secrets) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let secrets = secrets.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let secrets = secrets.clone();
            std::thread::spawn(move || answer(stream, &secrets));
        }
    });
    format!("http://{address}")
}

/// Runs a command with the secrets in its environment, and saves the output with the files of the command.
fn run_command(folder: &Path, secrets: &Secrets, name: &str, arguments: &[&str]) {
    let mut command = command(folder);
    let summary = folder.join(format!("{name}.step-summary"));
    command.envs(secrets).env("GITHUB_STEP_SUMMARY", summary).args(arguments);
    let output = command.output().expect("the binary runs");
    let said = [&output.stdout[..], b"\n", &output.stderr].concat();
    assert!(!said.is_empty() && output.status.code().is_some(), "{arguments:?}");
    fs::write(folder.join(format!("{name}.said")), said).expect("the folder is ours");
}

/// Returns the recognizable traces of a secret: its letters and digits, and their base64 forms at any offset.
fn traces(secret: &str) -> Vec<String> {
    let cores = [&secret[..12], &secret[secret.len() - 12..]];
    let mut traces: Vec<String> = cores.iter().map(|core| (*core).to_owned()).collect();
    for core in cores {
        for before in 0..3_usize {
            let text = [&vec![0; before], core.as_bytes()].concat();
            let encoded = URL_SAFE_NO_PAD.encode(&text);
            traces.push(encoded[(before * 8).div_ceil(6)..text.len() * 8 / 6].to_owned());
        }
    }
    traces
}

fn leaks(folder: &Path, secrets: &Secrets) -> Vec<String> {
    let mut traces: Vec<(&str, String)> = Vec::new();
    for (name, secret) in secrets {
        traces.extend(self::traces(secret).into_iter().map(|trace| (*name, trace)));
    }
    traces.push(("PIN", pin(secrets).to_string()));
    let mut leaks = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if ["key.txt", "s.yaml", "contract.yaml"].contains(&name.as_str()) {
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned();
        for (secret, trace) in &traces {
            if let Some(at) = text.find(trace) {
                let from = (0..=at.saturating_sub(60)).rfind(|at| text.is_char_boundary(*at));
                let around: String = text[from.unwrap_or(0)..].chars().take(140).collect();
                leaks.push(format!("{name} has {secret}: {around:?}"));
            }
        }
    }
    leaks
}

#[test]
fn no_secret_is_in_any_output_or_file() {
    let seed = fastrand::u64(..);
    note(&format!("the seed is {seed}"));
    let secrets = secrets(&mut Rng::with_seed(seed));
    let target = serve(&secrets);
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("s.yaml"), SUITE).expect("the folder is ours");
    fs::write(folder.join("contract.yaml"), CONTRACT).expect("the folder is ours");
    fs::write(folder.join("key.txt"), format!("{}\n", secrets["KEY"])).expect("the folder is ours");
    let run = ["run", "s.yaml", "--target", &target, "--seed", "7", "--timeout", "6"];
    let reports = |prefix: &str| -> Vec<String> {
        let report = |name: &str| ["--report".to_owned(), format!("{name}={prefix}.{name}")];
        Format::names().filter(|name| *name != "allure").flat_map(report).collect()
    };
    let all = reports("first");
    let with_all: Vec<&str> = run.into_iter().chain(all.iter().map(String::as_str)).collect();
    run_command(folder, &secrets, "run", &with_all);
    assert!(folder.join("first.ndjson").exists(), "{}", text_of(folder, "run"));
    let cases = fs::read_to_string(folder.join("first.ndjson")).expect("the record");
    let sent = cases.matches("\"response\":").count();
    assert!(sent >= 14, "{sent} answers came: {}", text_of(folder, "run"));
    let again = reports("again");
    let with_all: Vec<&str> =
        ["report", "first.ndjson"].into_iter().chain(again.iter().map(String::as_str)).collect();
    run_command(folder, &secrets, "report", &with_all);
    for (name, more) in [
        ("verbose", &["--verbose"][..]),
        ("dry", &["--dry-run"]),
        ("live", &["--report", "ndjson=-"]),
        ("github", &["--report", "github"]),
        ("refused", &["--target", "http://127.0.0.1:1"]),
        ("no-host", &["--target", "http://no-such-name.invalid"]),
        ("proxy", &["--proxy", "http://127.0.0.1:1"]),
    ] {
        let elsewhere = ["run", "s.yaml"];
        let base = if more[0] == "--target" { &elsewhere[..] } else { &run[..6] };
        let more = [more, &["--timeout", "2"]].concat();
        run_command(folder, &secrets, name, &[base, &more].concat());
    }
    run_command(folder, &secrets, "list", &["list", "s.yaml", "--json"]);
    run_command(folder, &secrets, "check", &["check", "s.yaml"]);
    let leaks = leaks(folder, &secrets);
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

fn text_of(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(format!("{name}.said"))).expect("it was kept")
}

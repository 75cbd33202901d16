//! Texts that satisfy `format`, `pattern`, `minLength` and `maxLength`.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::super::naming;
use super::flattened_schema::FlatSchema;

/// The longest text that `minLength` can demand, in characters.
const MAX_LENGTH: u64 = 4_096;

/// The numbers of additional repetitions that are tried to reach a minimum length.
const REPETITIONS: [u32; 9] = [0, 1, 2, 4, 8, 16, 32, 64, 128];

/// Returns a text for a schema. Without `format` and `pattern` the text consists of the words of its name.
pub(super) fn text(flat: &FlatSchema<'_>, name: &str) -> String {
    let least = flat.integer("minLength").unwrap_or(0).min(MAX_LENGTH);
    let least = usize::try_from(least).unwrap_or(0);
    let most = flat.integer("maxLength").and_then(|most| usize::try_from(most).ok());
    let most = most.unwrap_or(usize::MAX);
    let of_format = flat.string("format").and_then(of_format).map(str::to_owned);
    let fits = |text: &String| (least..=most).contains(&text.chars().count());
    let of_pattern = || flat.string("pattern").and_then(|pattern| of_pattern(pattern, least, most));
    if let Some(made) = of_format.filter(fits).or_else(of_pattern) {
        return made;
    }
    let words = naming::words(name).join(" ");
    let word = if words.is_empty() { "text".to_owned() } else { words };
    let mut text: String = word.chars().take(most).collect();
    while text.chars().count() < least {
        text.push('x');
    }
    text
}

/// Returns a text in a format of JSON Schema or `OpenAPI`. Names and addresses are reserved for examples
/// (RFC 2606, RFC 5737, RFC 3849).
fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2030-01-15T09:30:00Z",
        "date" => "2030-01-15",
        "time" => "09:30:00Z",
        "duration" => "P1D",
        "email" | "idn-email" => "someone@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "url" | "iri" => "https://example.com/",
        "uri-reference" | "iri-reference" | "json-pointer" => "/example",
        "uri-template" => "/example/{id}",
        "uuid" => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "relative-json-pointer" => "0",
        "regex" => "^.*$",
        "byte" => "dGV4dA==",
        "decimal" => "1.00",
        "int32" | "int64" => "1",
        "password" => "Pa55word-of-a-test",
        _ => return None,
    })
}

/// Returns a text that matches a pattern, or `None` if the pattern has constructs without a regular syntax tree,
/// such as look-around.
fn of_pattern(pattern: &str, least: usize, most: usize) -> Option<String> {
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(64).build();
    let hir = parser.parse(pattern).ok()?;
    // Fewer repetitions give a more readable text, so more are tried only if the text is too short.
    REPETITIONS.into_iter().find_map(|repetitions| {
        let mut text = String::new();
        write(&hir, repetitions, most, &mut text)?;
        (text.chars().count() >= least).then_some(text)
    })
}

fn write(hir: &Hir, repetitions: u32, most: usize, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(one_of(class)?),
        HirKind::Repetition(repetition) => {
            // `*` and `+` have no maximum.
            let most_often = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetition.min.saturating_add(repetitions).min(most_often) {
                let before = text.len();
                // An inner repetition is not extended, or the length would grow exponentially with the depth.
                write(&repetition.sub, 0, most, text)?;
                if repetitions > 0 && text.chars().count() > most {
                    text.truncate(before);
                    break;
                }
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, repetitions, most, text)?,
        HirKind::Concat(parts) => {
            parts.iter().try_for_each(|part| write(part, repetitions, most, text))?;
        }
        // The first alternative is usually the common one.
        HirKind::Alternation(parts) => write(parts.first()?, repetitions, most, text)?,
    }
    (text.chars().count() <= most).then_some(())
}

/// Returns a character of a class: a letter or digit if the class contains one.
fn one_of(class: &Class) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => {
            class.ranges().iter().map(|range| (range.start(), range.end())).collect()
        }
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .map(|range| (char::from(range.start()), char::from(range.end())))
            .collect(),
    };
    let has = |c: &char| ranges.iter().any(|(start, end)| (start..=end).contains(&c));
    // Letters and digits come first: they need no escape in a URL or in YAML.
    let usual = ('a'..='z').chain('A'..='Z').chain('1'..='9').chain('0'..='0');
    let printable = ('!'..='~').chain(std::iter::once(' '));
    usual.chain(printable).find(has).or_else(|| Some(ranges.first()?.0))
}

//! What a check sees: one exchange beside what the contract and the case say of it.

use http::{HeaderMap, HeaderName, Method, header};
use serde_json::Value;

use super::{Expectation, StatusRule};
use crate::contract::{BodyRule, Contract, Documented, Layers, Row, RowOf, Territory};
use crate::diagnostic::Sources;
use crate::http::{Exchange, Response};
use crate::verdict::{Cause, Finding, Sighting};

/// What the reader says of its own bounds, and what is said instead.
const WORDS: [(&str, &str); 2] = [
    ("recursion limit exceeded", "it is nested deeper than 128 levels"),
    // RFC 8259, section 6: such a number is not understood alike everywhere.
    ("number out of range", "a number is beyond the range of a double"),
];

/// The response's content, read as JSON once for all checks.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// There is no content.
    Empty,
    /// It is JSON.
    Value(Value),
    /// It is not.
    Invalid {
        /// What the reader said, with line and column.
        reason: String,
    },
}

impl Json {
    /// Reads the content of a response as JSON.
    ///
    /// No content coding is undone: none was asked for, and what would come out of it has no bound.
    pub fn of(response: &Response) -> Self {
        let read = Self::read(&response.body);
        if !matches!(read, Self::Invalid { .. }) {
            return read;
        }
        let coding = field(&response.headers, &header::CONTENT_ENCODING);
        match coding.filter(|coding| !coding.trim().eq_ignore_ascii_case("identity")) {
            Some(coding) => Self::Invalid {
                reason: format!("it is in the content coding {coding}, which was not asked for"),
            },
            None => read,
        }
    }

    /// Reads content as JSON, whatever its type is said to be.
    ///
    /// More than 128 levels of nesting are refused, and so is a byte order mark (RFC 8259, section 8.1).
    pub fn read(content: &[u8]) -> Self {
        if content.is_empty() {
            return Self::Empty;
        }
        if content.starts_with(b"\xEF\xBB\xBF") {
            let reason = "it begins with a byte order mark, at line 1 column 1".to_owned();
            return Self::Invalid { reason };
        }
        // What is known to be UTF-8 as a whole need not be looked at text by text.
        let read = match std::str::from_utf8(content) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(content),
        };
        match read {
            Ok(value) => Self::Value(value),
            Err(error) => {
                let reason = error.to_string();
                let reason =
                    WORDS.iter().fold(reason, |reason, (from, to)| reason.replace(from, to));
                Self::Invalid { reason }
            }
        }
    }

    /// The value, if it is JSON.
    pub fn value(&self) -> Option<&Value> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    /// Returns the cause of findings about missing values: a body that is not JSON explains all of them.
    pub fn cause(&self) -> Option<Cause> {
        matches!(self, Self::Invalid { .. }).then_some(Cause::BodyNotJson)
    }

    /// Returns the text that a finding shows as the actual value if a value is missing.
    pub fn instead(&self) -> String {
        match self {
            Self::Empty | Self::Value(_) => "nothing".to_owned(),
            Self::Invalid { reason } => format!("no JSON: {reason}"),
        }
    }
}

/// What is judged, and what it is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// As sent and as received.
    pub exchange: &'a Exchange,
    /// The request's path relative to the target's base path.
    pub path: &'a str,
    /// The contracts.
    pub layers: &'a Layers,
    /// What the case expects.
    pub expectation: &'a Expectation,
    /// The files, to name the lines that ask for what was not there.
    pub sources: &'a Sources,
}

/// A part of the API that the request belongs to, and what the response is there.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// The part.
    pub territory: &'a Territory,
    /// The row that the response is one of, if status and code say which.
    pub documented: Option<&'a Documented>,
}

/// One exchange beside what the contracts and the case say of it.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// As sent and as received.
    pub exchange: &'a Exchange,
    /// The request's path relative to the target's base path.
    pub path: &'a str,
    /// The response's content as JSON.
    pub json: &'a Json,
    /// The contracts.
    pub layers: &'a Layers,
    /// The contract whose part of the API is looked at.
    pub contract: &'a Contract,
    /// The part of the API that is looked at: the first that documents the response, if all are.
    pub territory: &'a Territory,
    /// The row that the response is one of there, if status and code say which.
    pub documented: Option<&'a Documented>,
    /// The parts whose rows a finding counts against.
    pub places: &'a [Place<'a>],
    /// Every part of the API that the request belongs to.
    pub all: &'a [Place<'a>],
    /// What the case expects.
    pub expectation: &'a Expectation,
    /// The files, to name the lines that ask for what was not there.
    pub sources: &'a Sources,
}

impl<'a> Subject<'a> {
    /// Every part of the API that the request belongs to, each with what the response is there.
    pub(super) fn places(&self, json: &'a Json) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        let method = self.method();
        for (contract, territory) in self.layers.territories_at(method, self.path) {
            let place = Place { contract, territory, documented: None };
            let documented = super::classify::documented(&self.view(json, place, &[], &[]));
            places.push(Place { documented, ..place });
        }
        places
    }

    /// The method by which the operation is looked up.
    fn method(&self) -> &'a Method {
        let Self { exchange, path, layers, expectation, .. } = *self;
        let sent = &exchange.request.method;
        let is_error = exchange.response.status.as_u16() >= 400;
        let other = expectation.in_place_of.as_ref().filter(|_| is_error);
        other.filter(|_| layers.operation(sent, path).is_none()).unwrap_or(sent)
    }

    /// The exchange as all parts see it.
    pub(super) fn of_all(&self, json: &'a Json, places: &'a [Place<'a>]) -> View<'a> {
        let status = self.exchange.response.status.as_u16();
        let documents = |place: &&Place<'_>| place.documented.is_some();
        let knows = |place: &&Place<'_>| !place.territory.at(status).is_empty();
        let place = places.iter().find(documents).or_else(|| places.iter().find(knows));
        let place = place.or(places.first()).expect("a request belongs to the API at least");
        self.view(json, *place, places, places)
    }

    /// The exchange as one part sees it.
    pub(super) fn of_one(
        &self,
        json: &'a Json,
        place: &'a Place<'a>,
        all: &'a [Place<'a>],
    ) -> View<'a> {
        self.view(json, *place, std::slice::from_ref(place), all)
    }

    fn view(
        &self,
        json: &'a Json,
        place: Place<'a>,
        places: &'a [Place<'a>],
        all: &'a [Place<'a>],
    ) -> View<'a> {
        let Place { contract, territory, documented } = place;
        let Self { exchange, path, layers, expectation, sources } = *self;
        View {
            exchange,
            path,
            json,
            layers,
            contract,
            territory,
            documented,
            places,
            all,
            expectation,
            sources,
        }
    }
}

/// What judging one exchange came to.
#[derive(Debug)]
pub struct Judgement {
    /// All findings, must-level first, else in the order of the checks.
    pub findings: Vec<Finding>,
    /// What the response was in the contract's eyes.
    pub sighting: Sighting,
    /// The content as JSON, for captures.
    pub json: Json,
}

impl<'a> View<'a> {
    /// The response's status.
    pub(super) fn status(&self) -> u16 {
        self.exchange.response.status.as_u16()
    }

    /// The response's header fields.
    pub(super) fn headers(&self) -> &'a HeaderMap {
        &self.exchange.response.headers
    }

    /// Whether the response never has content, so that none is missed (RFC 9110, section 9.3.2).
    pub(super) fn is_head(&self) -> bool {
        self.exchange.request.method == Method::HEAD
    }

    /// The value where the territory's error code stands, whatever it is.
    pub(super) fn at_code(&self) -> Option<&'a Value> {
        self.territory.errors.code.as_ref()?.first(self.json.value()?)
    }

    /// The error code in the body of an error.
    pub(super) fn error_code(&self) -> Option<&'a str> {
        let is_error = self.status() >= 400;
        self.at_code().filter(|_| is_error).and_then(Value::as_str)
    }

    /// A row of the contract as it holds here.
    pub(super) fn row(&self, documented: &Documented) -> &'a Row {
        &self.contract.rows()[documented.row]
    }

    /// The rows of this territory that have a code under one of its spellings.
    pub(super) fn rows_with(&self, code: &str) -> impl Iterator<Item = &'a Row> {
        let view = *self;
        let all = self.territory.documented();
        all.map(move |documented| view.row(documented)).filter(move |row| row.is_spelt(code))
    }

    /// The claimed row, if it has the response's status here.
    pub(super) fn claimed(&self) -> Option<&'a Documented> {
        let is_claimed = |row: &Row| {
            let mut claims = self.expectation.claims.iter();
            claims.any(|claim| claim.row == row.key && claim.contract == self.contract.id())
        };
        let mut rows = self.territory.at(self.status()).iter();
        rows.find(|documented| is_claimed(self.row(documented)))
    }

    /// The row that the response counts for or against: its own, else the claimed one if the status is
    /// its, else the only one with this status.
    pub(super) fn answered(&self) -> Option<&'a Documented> {
        let only = match self.territory.at(self.status()) {
            [only] => Some(only),
            _ => None,
        };
        self.documented.or_else(|| self.claimed()).or(only)
    }

    /// The row that a broken rule of the contract counts against: the one that the response belongs to,
    /// else the one whose code it carries with another status.
    pub(super) fn blamed(&self) -> Option<&'a Row> {
        let answered = self.answered().map(|documented| self.row(documented));
        answered.or_else(|| self.rows_with(self.error_code()?).next())
    }

    /// The rows of all parts looked at that a broken rule counts against, each once.
    pub(super) fn all_blamed(&self) -> Vec<(&'a Contract, &'a Row)> {
        let blamed = |places: &'a [Place<'a>]| -> Vec<(&'a Contract, &'a Row)> {
            let of = |place: &Place<'a>| {
                let Place { contract, territory, documented } = *place;
                let view = Self { contract, territory, documented, ..*self };
                Some((contract, view.blamed()?))
            };
            places.iter().filter_map(of).collect()
        };
        let own = blamed(self.places);
        // What `default` says of the body is no row: the row is that of another part.
        if own.is_empty() { blamed(self.all) } else { own }
    }

    /// What the body must be: as the row says that the response belongs to, and where there is none and
    /// another part documents the status, as `default` says.
    pub(super) fn body(&self) -> Option<&'a BodyRule> {
        let otherwise = || self.territory.otherwise.as_ref();
        let described = self.described().map(|documented| &documented.body);
        described.or_else(|| otherwise().filter(|_| self.is_documented_somewhere()))
    }

    /// Every row that the response is one of, with its contract.
    pub(super) fn rows_of_all(&self) -> Vec<RowOf> {
        let documented = self.all.iter().filter_map(|place| Some((place, place.documented?)));
        let row = |(place, documented): (&Place<'_>, &Documented)| {
            place.contract.rows()[documented.row].of(place.contract)
        };
        documented.map(row).collect()
    }

    /// Whether some contract documents the status for the request.
    pub(super) fn is_documented_somewhere(&self) -> bool {
        self.all.iter().any(|place| !place.territory.at(self.status()).is_empty())
    }

    /// The row whose body and media type the response must have. Where it cannot be told which row
    /// that is, the first one with this status.
    pub(super) fn described(&self) -> Option<&'a Documented> {
        self.answered().or_else(|| self.territory.at(self.status()).first())
    }

    /// Whether the status is the expected one. If it is not, nothing else that the case expects was to
    /// be had, and the checks of `expect` other than `expect.status` say nothing.
    pub(super) fn status_fits(&self) -> bool {
        let status = self.status();
        match self.expectation.status.rule {
            StatusRule::Exactly(expected) => status == expected,
            StatusRule::Any => true,
            StatusRule::Success => (200..300).contains(&status) && self.is_documented_somewhere(),
        }
    }
}

/// The value of a header field; the values of one that stands more than once are joined by a comma and
/// a space (RFC 9110, section 5.3).
pub(super) fn field(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let first = values.next()?.into_owned();
    Some(values.fold(first, |joined, value| joined + ", " + &value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &[u8], expected: &str) {
        let Json::Invalid { reason } = Json::read(content) else {
            panic!("it is JSON or empty");
        };
        assert_eq!(reason, expected);
    }

    #[test]
    fn what_is_no_json_says_why_and_where() {
        check(b"{\"a\": }", "expected value at line 1 column 7");
        check(b"\xEF\xBB\xBF{}", "it begins with a byte order mark, at line 1 column 1");
    }

    #[test]
    fn a_number_beyond_all_doubles_is_told_as_such() {
        check(b"[1e400]", "a number is beyond the range of a double at line 1 column 6");
    }

    #[test]
    fn content_that_is_coded_is_told_as_such() {
        let coded = |coding: &str, content: &'static [u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_ENCODING, coding.parse().expect("a value"));
            let (status, version) = (http::StatusCode::OK, http::Version::HTTP_11);
            Json::of(&Response { status, version, headers, body: content.into() })
        };
        let reason = "it is in the content coding gzip, which was not asked for".to_owned();
        assert_eq!(coded("gzip", b"\x1f\x8b"), Json::Invalid { reason });
        assert!(
            matches!(coded("identity", b"{"), Json::Invalid { reason } if !reason.contains("coding"))
        );
        assert_eq!(coded("gzip", b"1"), Json::Value(1.into()));
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "[".repeat(100_000);
        check(deep.as_bytes(), "it is nested deeper than 128 levels at line 1 column 128");
    }

    #[test]
    fn content_is_empty_or_a_value() {
        assert_eq!(Json::read(b""), Json::Empty);
        assert_eq!(Json::read(b" null "), Json::Value(Value::Null));
    }
}

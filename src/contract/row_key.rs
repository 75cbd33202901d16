//! The name of a documented code inside its contract.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ErrorCode;

/// The part of an API that documents a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RowOwner {
    /// The API as a whole.
    Api,
    /// A scope, by its name.
    Scope(String),
    /// An operation, by its name: the operation's id, else method and path.
    Operation(String),
}

/// A documented status: one status code, or all status codes of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RowStatus {
    /// One status code, 100 to 599.
    Code(u16),
    /// Every status code with this first digit, 1 to 5: `4` for `4XX`.
    Class(u16),
}

impl RowStatus {
    /// Returns the status code, or the first status code of the class: 400 for `4XX`.
    pub fn first(self) -> u16 {
        match self {
            Self::Code(status) => status,
            Self::Class(digit) => digit * 100,
        }
    }

    /// Returns true for a class such as `4XX`.
    pub fn is_class(self) -> bool {
        matches!(self, Self::Class(_))
    }

    /// Returns true if a response with this status code has the documented status.
    pub fn includes(self, status: u16) -> bool {
        match self {
            Self::Code(code) => code == status,
            Self::Class(digit) => digit == status / 100,
        }
    }

    /// Parses a status code such as `404` or a class such as `4XX`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_suffix("XX");
        let number: u16 = digits.unwrap_or(text).parse().ok()?;
        match digits {
            Some(digit) if digit.len() == 1 => {
                (1..=5).contains(&number).then_some(Self::Class(number))
            }
            None if text.len() == 3 => (100..600).contains(&number).then_some(Self::Code(number)),
            _ => None,
        }
    }
}

impl fmt::Display for RowStatus {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(status) => write!(out, "{status}"),
            Self::Class(digit) => write!(out, "{digit}XX"),
        }
    }
}

/// The name of a documented code inside its contract.
///
/// Its text is status and error code: `404 RESOURCE_NOT_FOUND` or `201`. The name of a scope precedes them with a
/// slash, `identity/401 invalid_client`. The name of an operation precedes them with a space,
/// `create-order 422 UNPROCESSABLE` or `POST /v2/orders 4XX`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct RowKey {
    /// The part of the API that documents the row.
    pub owner: RowOwner,
    /// The documented status.
    pub status: RowStatus,
    /// The error code; `None` for rows that have no code.
    pub code: Option<ErrorCode>,
}

impl RowKey {
    /// Returns the key of a row of the whole API, or of a scope.
    pub fn new(scope: Option<&str>, status: u16, code: Option<&str>) -> Self {
        let owner = scope.map_or(RowOwner::Api, |name| RowOwner::Scope(name.to_owned()));
        Self { owner, status: RowStatus::Code(status), code: code.map(ErrorCode::new) }
    }

    /// Returns the key of a row of an operation.
    pub fn of_operation(operation: &str, status: RowStatus, code: Option<ErrorCode>) -> Self {
        Self { owner: RowOwner::Operation(operation.to_owned()), status, code }
    }

    /// Returns the name of the scope that documents the row, if a scope does.
    pub fn scope(&self) -> Option<&str> {
        if let RowOwner::Scope(name) = &self.owner { Some(name) } else { None }
    }

    /// Returns the name of the operation that documents the row, if an operation does.
    pub fn operation(&self) -> Option<&str> {
        if let RowOwner::Operation(name) = &self.owner { Some(name) } else { None }
    }

    /// Returns status and error code without the owner: `404 RESOURCE_NOT_FOUND`.
    pub fn without_owner(&self) -> String {
        let code = self.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
        format!("{}{code}", self.status)
    }

    /// Parses the text of a key, the form that format 1 of the run record uses.
    ///
    /// The first word that is a status ends the owner. If the name of an operation contains such a word, the name is
    /// cut there. All keys of a record are cut in the same way, so equal keys stay equal.
    pub fn parse(text: &str) -> Option<Self> {
        let mut start = 0;
        for word in text.split(' ') {
            let end = start + word.len();
            let key = |owner, status| {
                let code = text[end..].strip_prefix(' ').map(ErrorCode::new);
                Self { owner, status, code }
            };
            let scoped = word.rsplit_once('/').filter(|_| start == 0);
            match (RowStatus::parse(word), scoped) {
                (Some(status), _) if start == 0 => return Some(key(RowOwner::Api, status)),
                (Some(status), _) => {
                    let name = text[..start - 1].to_owned();
                    return Some(key(RowOwner::Operation(name), status));
                }
                (None, Some((name, status))) => {
                    if let Some(status) = RowStatus::parse(status) {
                        return Some(key(RowOwner::Scope(name.to_owned()), status));
                    }
                }
                (None, None) => {}
            }
            start = end + 1;
        }
        None
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.owner {
            RowOwner::Api => write!(out, "{}", self.status)?,
            RowOwner::Scope(name) => write!(out, "{name}/{}", self.status)?,
            RowOwner::Operation(name) => write!(out, "{name} {}", self.status)?,
        }
        self.code.as_ref().map_or(Ok(()), |code| write!(out, " {code}"))
    }
}

/// The name of a documented code. `scope` and `operation` are both absent for a code of the whole API.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct KeyMembers<'k> {
    /// The scope that documents the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<Cow<'k, str>>,
    /// The operation that documents the code: its id, else method and path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<Cow<'k, str>>,
    /// The status code, or a class such as `4XX`.
    status: RowStatus,
    /// The error code; absent for documented codes that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Cow<'k, ErrorCode>>,
}

impl Serialize for RowKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = KeyMembers {
            scope: self.scope().map(Cow::Borrowed),
            operation: self.operation().map(Cow::Borrowed),
            status: self.status,
            code: self.code.as_ref().map(Cow::Borrowed),
        };
        members.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RowKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyVisitor)
    }
}

/// Reads a key from an object, the form of run record format 2, or from a text, the form of format 1.
struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = RowKey;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a documented code")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RowKey, E> {
        RowKey::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RowKey, A::Error> {
        let members = KeyMembers::deserialize(MapAccessDeserializer::new(map))?;
        let scope = members.scope.map(|name| RowOwner::Scope(name.into_owned()));
        let operation = members.operation.map(|name| RowOwner::Operation(name.into_owned()));
        Ok(RowKey {
            owner: operation.or(scope).unwrap_or(RowOwner::Api),
            status: members.status,
            code: members.code.map(Cow::into_owned),
        })
    }
}

impl JsonSchema for RowKey {
    fn schema_name() -> Cow<'static, str> {
        "RowKey".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        KeyMembers::json_schema(generator)
    }
}

impl Serialize for RowStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RowStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::invalid_value(Unexpected::Str(&text), &"a status code or a class of them")
        })
    }
}

impl JsonSchema for RowStatus {
    fn schema_name() -> Cow<'static, str> {
        "RowStatus".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([1-5][0-9]{2}|[1-5]XX)$" })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(text: &str, members: Value) {
        let key = RowKey::parse(text).expect("a key");
        assert_eq!(key.to_string(), text);
        assert_eq!(serde_json::to_value(&key).expect("plain data"), members);
        assert_eq!(serde_json::from_value::<RowKey>(members).expect("a key"), key);
        assert_eq!(serde_json::from_value::<RowKey>(json!(text)).expect("a key"), key);
    }

    #[test]
    fn a_key_is_read_from_its_members_and_from_its_text() {
        check("201", json!({ "status": "201" }));
        check("404 NOT_FOUND", json!({ "status": "404", "code": "NOT_FOUND" }));
        check("400 not 500 found", json!({ "status": "400", "code": "not 500 found" }));
        check("identity/401 gone", json!({ "scope": "identity", "status": "401", "code": "gone" }));
        check("get-it 4XX", json!({ "operation": "get-it", "status": "4XX" }));
        check(
            "POST /v2/a 422 X",
            json!({ "operation": "POST /v2/a", "status": "422", "code": "X" }),
        );
        check("GET /v2/404 200", json!({ "operation": "GET /v2/404", "status": "200" }));
    }

    #[test]
    fn a_text_without_a_status_is_not_a_key() {
        for text in
            ["", "404X", "create-order", "4xx", "identity/ 401x", "600", "0XX", "44XX", " 1"]
        {
            assert_eq!(RowKey::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_class_includes_every_status_with_its_first_digit() {
        let class = RowStatus::parse("4XX").expect("a class");
        assert!(class.includes(499) && !class.includes(500));
        assert!(RowStatus::Code(404).includes(404) && !RowStatus::Code(404).includes(405));
        assert_eq!((class.first(), class.is_class()), (400, true));
    }

    #[test]
    fn keys_of_the_api_sort_before_those_of_scopes_and_operations() {
        let mut keys = ["a 200", "a/200", "4XX", "404 X", "404"].map(RowKey::parse);
        keys.sort();
        let texts = keys.map(|key| key.expect("a key").to_string());
        assert_eq!(texts, ["404", "404 X", "4XX", "a/200", "a 200"]);
    }
}

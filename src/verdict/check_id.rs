//! The identifier of a check.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Declares [`CheckId`], so that each identifier is written next to its variant and nowhere else.
macro_rules! check_ids {
    ($($variant:ident = $text:literal,)+) => {
        /// The identifier of the check that made a finding.
        ///
        /// In the run record an identifier is its text, such as `error-code` or `expect.status`.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CheckId {
            $(#[doc = concat!("`", $text, "`")] $variant,)+
            /// A check of another version of statusquo, as read from its run record.
            Other(Box<str>),
        }

        impl CheckId {
            /// Returns the identifier as it is written in findings, reports and run records.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for CheckId {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(other.into()),
                }
            }
        }
    };
}

check_ids! {
    AllowOn405 = "allow-on-405",
    BearerError = "bearer-error",
    BodySchema = "body-schema",
    Capture = "capture",
    ChallengeOn401 = "challenge-on-401",
    ContentType = "content-type",
    DocumentedStatus = "documented-status",
    ErrorCode = "error-code",
    ExpectBody = "expect.body",
    ExpectCode = "expect.code",
    ExpectEquals = "expect.equals",
    ExpectHeaders = "expect.headers",
    ExpectLinks = "expect.links",
    ExpectMatches = "expect.matches",
    ExpectStatus = "expect.status",
    Follow = "follow",
    Framing = "framing",
    LeftBehind = "left-behind",
    Links = "links",
    Location = "location",
    LocationOn201 = "location-on-201",
    NoContent = "no-content",
    OauthClient = "oauth-client",
    Replay = "replay",
    ResponseHeaders = "response-headers",
    RetryAfter = "retry-after",
    TokenNoStore = "token-no-store",
    UniqueMembers = "unique-members",
    Until = "until",
    Waiver = "waiver",
}

impl CheckId {
    /// Returns true if the check judges a demand of the case's author, not one of the contract.
    pub fn is_demand_of_the_case(&self) -> bool {
        matches!(
            self,
            Self::ExpectBody
                | Self::ExpectCode
                | Self::ExpectEquals
                | Self::ExpectHeaders
                | Self::ExpectLinks
                | Self::ExpectMatches
                | Self::ExpectStatus
                | Self::Replay
        )
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad` instead of `write_str`, so that columns can be aligned with `{:10}`.
        f.pad(self.as_str())
    }
}

// Reports sort by the text: the order must not change if a variant is added or if a record of another
// version has an unknown check.
impl Ord for CheckId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for CheckId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for CheckId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CheckId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A `Cow` borrows from the record if the text has no escapes, which avoids an allocation per finding.
        Ok(Cow::<str>::deserialize(deserializer)?.as_ref().into())
    }
}

impl JsonSchema for CheckId {
    // The published schema keeps a plain string, because a later version may add checks.
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CheckId".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, id: &CheckId) {
        let json = serde_json::to_string(text).expect("text is JSON");
        assert_eq!(serde_json::from_str::<CheckId>(&json).expect("an identifier"), *id);
        assert_eq!(serde_json::to_string(id).expect("an identifier is JSON"), json);
    }

    #[test]
    fn a_known_identifier_is_read_as_its_variant() {
        check("error-code", &CheckId::ErrorCode);
        check("expect.status", &CheckId::ExpectStatus);
    }

    #[test]
    fn an_identifier_of_another_version_keeps_its_text() {
        check("error-tone", &CheckId::Other("error-tone".into()));
    }

    #[test]
    fn identifiers_sort_by_their_text() {
        let mut ids = [CheckId::Waiver, CheckId::Other("b".into()), CheckId::AllowOn405];
        ids.sort();
        assert_eq!(ids, [CheckId::AllowOn405, CheckId::Other("b".into()), CheckId::Waiver]);
    }
}

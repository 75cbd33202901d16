//! Every key of the contract format, in one table for each kind of mapping.

use crate::source::Keyword;

/// The version of the contract format that this crate reads.
pub const VERSION: u64 = 1;

/// The keys of a contract.
pub static CONTRACT: &[Keyword] = &[
    keyword("version", "The version of this format: 1, which is also the default."),
    keyword("contract", "The contract's name, by which reports and filters call it."),
    keyword("title", "The API's name as people read it; the contract's name if absent."),
    keyword("source", "Where the documentation was published."),
    keyword("bodies", "JSON Schemas under names: each a file or a schema in place."),
    keyword("errors", "What holds for every documented error unless a scope says otherwise."),
    keyword("links", "Where links stand in JSON bodies, and what one is."),
    keyword("codes", "The documented codes of the whole API, one row each."),
    keyword("scopes", "Parts of the API in which other rows or another error body hold."),
    keyword("precedence", "Statuses in the order in which the server makes its checks."),
    keyword("rules", "The levels of the protocol rules for this API: off, should or must."),
];

/// The keys of `errors`, of a contract and of a scope.
pub static ERRORS: &[Keyword] = &[
    keyword("content-type", "The media type of error bodies."),
    keyword("body", "The body: `none`, a name from `bodies`, a file, or a schema in place."),
    keyword("code", "An RFC 9535 query: where the error code stands in the body."),
    keyword("codes", "`typical`: other codes may occur at a documented status; `exhaustive`: not."),
];

/// The keys of `links`.
pub static LINKS: &[Keyword] = &[
    keyword("at", "An RFC 9535 query that selects each list of links."),
    keyword("item", "What each link must be: a name from `bodies`, a file, or a schema in place."),
];

/// The keys of a row of `codes`.
pub static ROW: &[Keyword] = &[
    keyword("status", "The HTTP status code, 100 to 599."),
    keyword("code", "The error code in the body."),
    keyword("meaning", "What the status means, in the documentation's words."),
    keyword("message", "The documented error message; shown, never compared."),
    keyword("cause", "What brings the code about."),
    keyword("note", "What is odd about this row."),
    keyword("also", "Other spellings of the code that satisfy the row with a finding."),
    keyword("body", "The body: `none`, a name from `bodies`, a file, or a schema in place."),
    keyword("content-type", "The media type of the response."),
    keyword("replay", "The status that the same request answers when it is sent again."),
    keyword("waive", "Why and until when the row may be broken without failing a run."),
];

/// The keys of `waive`, of a row and of a case.
pub static WAIVER: &[Keyword] = &[
    keyword("why", "Why it is accepted."),
    keyword("until", "The last day of the waiver, YYYY-MM-DD; it holds through that day in UTC."),
    keyword("issue", "Where it is being worked on."),
];

/// The keys of a scope.
pub static SCOPE: &[Keyword] = &[
    keyword("name", "The scope's name, which stands before its codes: `identity/401 …`."),
    keyword("match", "Path patterns, relative to the base path: `/v1/oauth2/**`."),
    keyword("errors", "What holds for errors here; what it leaves out is as in the contract."),
    keyword("codes", "Rows that stand in place of the API-wide rows of the same status."),
];

const fn keyword(name: &'static str, about: &'static str) -> Keyword {
    Keyword { name, about }
}

//! An exchange in the context of the contracts and the case, as the checks see it.

use http::{HeaderMap, Method};
use serde_json::Value;

use super::expectation::{Expectation, StatusRule};
use super::json::Json;
use crate::contract::{BodyRule, Contract, Documented, Layers, Row, RowOf, Territory};
use crate::diagnostic::Sources;
use crate::http::Exchange;
use crate::verdict::{Finding, Sighting};

/// An exchange, and everything that judges it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The request as sent, and the response as received.
    pub exchange: &'a Exchange,
    /// The path of the request below the base path of the target.
    pub path: &'a str,
    /// The contracts.
    pub layers: &'a Layers,
    /// The expectations of the case.
    pub expectation: &'a Expectation,
    /// The source files, to name the line of a broken rule.
    pub sources: &'a Sources,
}

/// A part of the API that the request belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The contract.
    pub contract: &'a Contract,
    /// The part.
    pub territory: &'a Territory,
    /// The rows of the part with the status of the response. Empty if the part does not document the status, or if a nearer
    /// part of the same contract does: then that part alone decides which codes and bodies the status may have.
    pub rows: &'a [Documented],
    /// The row that the response belongs to, if status and code identify one.
    pub documented: Option<&'a Documented>,
}

/// A subject, as seen from one part of the API.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The exchange, and what judges it.
    pub subject: Subject<'a>,
    /// The body of the response as JSON.
    pub json: &'a Json,
    /// The contract of the part.
    pub contract: &'a Contract,
    /// The part. If all parts are judged at once, the first part that documents the response.
    pub territory: &'a Territory,
    /// The rows of the part with the status of the response; see [`Place::rows`].
    pub rows: &'a [Documented],
    /// The row of the part that the response belongs to, if status and code identify one.
    pub documented: Option<&'a Documented>,
    /// The parts whose rows a finding counts against.
    pub places: &'a [Place<'a>],
    /// Every part of the API that the request belongs to.
    pub all: &'a [Place<'a>],
}

impl<'a> Subject<'a> {
    /// Returns the exchange as seen from one part of the API.
    pub(super) fn view(
        &self,
        json: &'a Json,
        place: Place<'a>,
        places: &'a [Place<'a>],
        all: &'a [Place<'a>],
    ) -> View<'a> {
        let Place { contract, territory, rows, documented } = place;
        View { subject: *self, json, contract, territory, rows, documented, places, all }
    }
}

/// The judgement of one exchange.
#[derive(Debug)]
pub struct Judgement {
    /// All findings: must-level findings first, then in the order of the checks.
    pub findings: Vec<Finding>,
    /// The documented code that the response belongs to, or the reason why it belongs to none.
    pub sighting: Sighting,
    /// The body as JSON, for captures.
    pub json: Json,
}

impl<'a> View<'a> {
    /// Returns the status of the response.
    pub(super) fn status(&self) -> u16 {
        self.subject.exchange.response.status.as_u16()
    }

    /// Returns the header fields of the response.
    pub(super) fn headers(&self) -> &'a HeaderMap {
        &self.subject.exchange.response.headers
    }

    /// Returns true if the response has no content by definition (RFC 9110, section 9.3.2).
    pub(super) fn is_head(&self) -> bool {
        self.subject.exchange.request.method == Method::HEAD
    }

    /// Returns the value at the place of the error code, of any type.
    pub(super) fn at_code(&self) -> Option<&'a Value> {
        self.territory.errors.code.as_ref()?.first(self.json.value()?)
    }

    /// Returns the error code in the body of an error.
    pub(super) fn error_code(&self) -> Option<&'a str> {
        let is_error = self.status() >= 400;
        self.at_code().filter(|_| is_error).and_then(Value::as_str)
    }

    /// Returns the row of the contract.
    pub(super) fn row(&self, documented: &Documented) -> &'a Row {
        &self.contract.rows()[documented.row]
    }

    /// Returns the rows of this part that have a code, in any of its documented spellings.
    pub(super) fn rows_with(&self, code: &str) -> impl Iterator<Item = &'a Row> {
        let view = *self;
        let all = self.territory.documented();
        all.map(move |documented| view.row(documented)).filter(move |row| row.is_spelt(code))
    }

    /// Returns the rows of all parts that have a code, in any of its documented spellings.
    pub(super) fn rows_anywhere_with(&self, code: &str) -> impl Iterator<Item = &'a Row> {
        let rows = |place: &Place<'a>| {
            let rows = place.contract.rows();
            place.territory.documented().map(move |documented| &rows[documented.row])
        };
        self.all.iter().flat_map(rows).filter(move |row| row.is_spelt(code))
    }

    /// Returns the claimed row, if this part documents it with the status of the response.
    pub(super) fn claimed(&self) -> Option<&'a Documented> {
        let is_claimed = |row: &Row| {
            let mut claims = self.subject.expectation.claims.iter();
            claims.any(|claim| claim.row == row.key && claim.contract == self.contract.id())
        };
        let mut rows = self.rows.iter();
        rows.find(|documented| is_claimed(self.row(documented)))
    }

    /// Returns the row that the response counts for or against: the row that it belongs to, or else the claimed row
    /// with this status, or else the only row with this status.
    pub(super) fn answered(&self) -> Option<&'a Documented> {
        let only = match self.rows {
            [only] => Some(only),
            _ => None,
        };
        self.documented.or_else(|| self.claimed()).or(only)
    }

    /// Returns the row that a broken rule of the contract counts against: the row that the response belongs to, or
    /// else the row whose code the response has with another status.
    pub(super) fn blamed(&self) -> Option<&'a Row> {
        let answered = self.answered().map(|documented| self.row(documented));
        answered.or_else(|| self.rows_with(self.error_code()?).next())
    }

    /// Returns the rows of all judged parts that a broken rule counts against, each once.
    pub(super) fn all_blamed(&self) -> Vec<(&'a Contract, &'a Row)> {
        let blamed = |places: &'a [Place<'a>]| -> Vec<(&'a Contract, &'a Row)> {
            let of = |place: &Place<'a>| {
                let Place { contract, territory, rows, documented } = *place;
                let view = Self { contract, territory, rows, documented, ..*self };
                Some((contract, view.blamed()?))
            };
            let blamed = places.iter().filter_map(of);
            blamed
                .flat_map(|(contract, row)| {
                    contract.with_repeated(row).map(move |row| (contract, row))
                })
                .collect()
        };
        let own = blamed(self.places);
        // `default` describes a body without being a row, so the row comes from another part.
        if own.is_empty() { blamed(self.all) } else { own }
    }

    /// Returns the rule for the body: that of the row that the response belongs to. If no row matches and another part
    /// documents the status, that of `default`.
    pub(super) fn body(&self) -> Option<&'a BodyRule> {
        let otherwise = || self.territory.otherwise.as_ref();
        let described = self.described().map(|documented| &documented.body);
        described.or_else(|| otherwise().filter(|_| self.is_documented_somewhere()))
    }

    /// Returns every row that the response belongs to, with its contract.
    pub(super) fn rows_of_all(&self) -> Vec<RowOf> {
        let documented = |place: &Place<'a>| Some((place.contract, place.documented?));
        let documented = self.all.iter().filter_map(documented);
        let rows = documented.flat_map(|(contract, documented)| {
            contract.with_repeated(&contract.rows()[documented.row]).map(|row| row.of(contract))
        });
        rows.collect()
    }

    /// Returns true if a contract documents the status for the request.
    pub(super) fn is_documented_somewhere(&self) -> bool {
        self.all.iter().any(|place| !place.rows.is_empty())
    }

    /// Returns the row whose body and media type the response must have: the first row with this status if the row is
    /// not known.
    pub(super) fn described(&self) -> Option<&'a Documented> {
        self.answered().or_else(|| self.rows.first())
    }

    /// Returns true if the status is the expected one.
    ///
    /// Another status brings another body. Then the checks of `expect` other than `expect.status` make no findings,
    /// because each of them would repeat the same failure.
    pub(super) fn status_fits(&self) -> bool {
        let status = self.status();
        match self.subject.expectation.status.rule {
            StatusRule::Exactly(expected) => status == expected,
            StatusRule::Any => true,
            StatusRule::Success => (200..300).contains(&status) && self.is_documented_somewhere(),
        }
    }
}

//! Decides when a probe is inconclusive: another response than the sought one may have its own reason.

/// The order in which most servers check a request, for contracts without `precedence`.
const USUAL: [u16; 8] = [401, 403, 404, 405, 415, 406, 400, 422];

/// The guess behind a probe, which may be wrong.
///
/// A derived probe may rest on a guess about the API. A probe that the author names does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// No guess: the author declares the effect of the change, so no earlier check of the server masks it.
    Declared,
    /// No guess.
    None,
    /// The other credentials may have the permission.
    Permission,
    /// The path may have the method, although the contract does not document it.
    Method,
    /// The invented path segment may not have the form of a name.
    Name,
    /// The API may refuse content that breaks its schema as unprocessable.
    Content,
}

/// The documented code that a probe seeks.
#[derive(Debug, Clone, Copy)]
pub struct Seeking<'c> {
    /// The status of the documented code.
    pub status: u16,
    /// The `precedence` of the contract.
    pub precedence: &'c [u16],
    /// The guess behind the probe.
    pub doubt: Doubt,
}

impl Seeking<'_> {
    /// Returns the reason why a response proves nothing about the sought code; `None` if it proves or disproves the
    /// code.
    ///
    /// `named` is the status of the response, with its code if it has one.
    pub fn moot(&self, status: u16, named: &str) -> Option<String> {
        if status == self.status {
            return None;
        }
        match status {
            429 => return Some(format!("rate limited: answered by {named}")),
            503 => return Some(format!("unavailable: answered by {named}")),
            _ if self.doubt == Doubt::Declared => return None,
            _ if self.masks(status) => return Some(format!("masked by {named}")),
            _ => {}
        }
        let success = (200..300).contains(&status);
        let why = match self.doubt {
            Doubt::Permission if success => "the credentials under `limited` may do this",
            Doubt::Method if status < 500 => "the path may have this method",
            Doubt::Name if matches!(status, 400 | 422) => {
                "what was made up may not look like a name here; `absent` says what does"
            }
            Doubt::Content if status == 422 => "content that breaks its schema may be either",
            _ => return None,
        };
        Some(format!("answered by {named}: {why}"))
    }

    /// Returns true if a server decides on this status before the sought one.
    fn masks(&self, status: u16) -> bool {
        let order = if self.precedence.is_empty() { &USUAL } else { self.precedence };
        let place = |status: u16| order.iter().position(|known| *known == status);
        matches!((place(status), place(self.status)), (Some(seen), Some(sought)) if seen < sought)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sought: u16, doubt: Doubt, answered: u16, expected: Option<&str>) {
        let precedence = [401, 404, 400, 422];
        let seeking = Seeking { status: sought, precedence: &precedence, doubt };
        assert_eq!(seeking.moot(answered, &answered.to_string()).as_deref(), expected);
    }

    #[test]
    fn an_earlier_check_masks_a_later_one() {
        check(404, Doubt::None, 401, Some("masked by 401"));
        check(404, Doubt::None, 404, None);
        check(404, Doubt::None, 400, None);
        check(404, Doubt::None, 200, None);
        check(404, Doubt::None, 500, None);
    }

    #[test]
    fn a_status_outside_the_precedence_masks_nothing() {
        check(406, Doubt::None, 401, None);
        check(400, Doubt::None, 403, None);
    }

    #[test]
    fn the_usual_order_applies_without_precedence() {
        let seeking = Seeking { status: 406, precedence: &[], doubt: Doubt::None };
        assert_eq!(seeking.moot(403, "403 NO").as_deref(), Some("masked by 403 NO"));
        assert_eq!(seeking.moot(400, "400"), None);
    }

    #[test]
    fn a_probe_is_inconclusive_if_the_server_is_busy() {
        check(404, Doubt::None, 429, Some("rate limited: answered by 429"));
        check(404, Doubt::None, 503, Some("unavailable: answered by 503"));
        check(429, Doubt::None, 429, None);
    }

    #[test]
    fn a_declared_probe_is_not_masked() {
        check(404, Doubt::Declared, 401, None);
        check(404, Doubt::Declared, 429, Some("rate limited: answered by 429"));
    }

    #[test]
    fn a_probe_is_inconclusive_if_its_guess_may_be_wrong() {
        check(
            403,
            Doubt::Permission,
            204,
            Some("answered by 204: the credentials under `limited` may do this"),
        );
        check(403, Doubt::Permission, 404, None);
        check(405, Doubt::Method, 200, Some("answered by 200: the path may have this method"));
        check(405, Doubt::Method, 500, None);
        check(
            404,
            Doubt::Name,
            422,
            Some(
                "answered by 422: what was made up may not look like a name here; `absent` says what does",
            ),
        );
        check(404, Doubt::Name, 200, None);
        check(
            400,
            Doubt::Content,
            422,
            Some("answered by 422: content that breaks its schema may be either"),
        );
        check(400, Doubt::Content, 200, None);
    }
}

//! The kinds of probes that are derived from a case.

/// A kind of probe: its name, its change to the request of the control, and the status that it expects.
#[derive(Debug, Clone, Copy)]
pub struct ProbeKind {
    /// The name. The probes of some kinds add the changed part: `405-get`, `400-without-amount`.
    pub name: &'static str,
    /// The status that a probe of this kind expects.
    pub status: u16,
    /// The change that the probes make to the request of their control.
    pub change: ProbeChange,
    /// A description of the change, in one sentence.
    pub about: &'static str,
    /// True if the changed part is added to the name of each probe of this kind.
    pub(super) goes_on: bool,
}

/// The change that a kind of probe makes to the request of its control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeChange {
    /// The credentials are left out.
    NoCredentials,
    /// The credentials are made up.
    CorruptedCredentials,
    /// The credentials are replaced by the credentials that `limited` names.
    LimitedCredentials,
    /// The path names a resource that does not exist.
    AbsentResource,
    /// The method is undocumented.
    OtherMethod,
    /// `Accept` has a made-up media type.
    Accept,
    /// `Content-Type` has a made-up media type.
    ContentType,
    /// The JSON content is cut off.
    TruncatedJson,
    /// The content violates its schema.
    Content(ContentChange),
    /// The content is an example of the contract.
    Example,
    /// The request is sent many times at once.
    Burst,
}

/// A change by which content violates its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentChange {
    /// A required member is missing.
    Without,
    /// A value has another type.
    WrongType,
    /// A value is outside its bounds.
    OutOfRange,
    /// An object has a member that is not allowed.
    ExtraMember,
}

/// Every kind of derived probe, by the status that the probe expects.
pub static PROBE_KINDS: &[ProbeKind] = &[
    kind("401-no-credentials", 401, ProbeChange::NoCredentials, "The credentials are left out."),
    kind(
        "401-corrupted-credentials",
        401,
        ProbeChange::CorruptedCredentials,
        "The credentials are made up in the shape of the good ones.",
    ),
    kind(
        "403",
        403,
        ProbeChange::LimitedCredentials,
        "The credentials are those that the suite names under `limited`.",
    ),
    kind(
        "404",
        404,
        ProbeChange::AbsentResource,
        "The last segment of the path that names a thing is one that names nothing.",
    ),
    longer(
        "405",
        405,
        ProbeChange::OtherMethod,
        "The method is one that nothing says the path has.",
    ),
    kind("406", 406, ProbeChange::Accept, "`Accept` asks for a media type that there is not."),
    kind(
        "415",
        415,
        ProbeChange::ContentType,
        "`Content-Type` names a media type that there is not; the content stays as it is.",
    ),
    kind(
        "400-truncated-json",
        400,
        ProbeChange::TruncatedJson,
        "The JSON content breaks off in the middle.",
    ),
    longer(
        "400-without",
        400,
        ProbeChange::Content(ContentChange::Without),
        "A member of the content is left out that its schema requires.",
    ),
    longer(
        "400-wrong-type",
        400,
        ProbeChange::Content(ContentChange::WrongType),
        "A value of the content is of a type that its schema does not allow.",
    ),
    longer(
        "400-out-of-range",
        400,
        ProbeChange::Content(ContentChange::OutOfRange),
        "A value of the content is beyond what its schema allows.",
    ),
    longer(
        "400-extra-member",
        400,
        ProbeChange::Content(ContentChange::ExtraMember),
        "The content has a member more, which its schema forbids.",
    ),
    longer(
        "400-example",
        400,
        ProbeChange::Example,
        "The content is the example that the contract gives for this response.",
    ),
    longer(
        "409-example",
        409,
        ProbeChange::Example,
        "The content is the example that the contract gives for this response.",
    ),
    longer(
        "422-example",
        422,
        ProbeChange::Example,
        "The content is the example that the contract gives for this response.",
    ),
    longer(
        "422-without",
        422,
        ProbeChange::Content(ContentChange::Without),
        "As `400-without`, where the contract documents 422 and no 400.",
    ),
    longer(
        "422-wrong-type",
        422,
        ProbeChange::Content(ContentChange::WrongType),
        "As `400-wrong-type`, where the contract documents 422 and no 400.",
    ),
    longer(
        "422-out-of-range",
        422,
        ProbeChange::Content(ContentChange::OutOfRange),
        "As `400-out-of-range`, where the contract documents 422 and no 400.",
    ),
    longer(
        "422-extra-member",
        422,
        ProbeChange::Content(ContentChange::ExtraMember),
        "As `400-extra-member`, where the contract documents 422 and no 400.",
    ),
    kind(
        "429",
        429,
        ProbeChange::Burst,
        "The request is sent as often at once as `burst` says; last, and alone.",
    ),
];

const fn kind(
    name: &'static str,
    status: u16,
    change: ProbeChange,
    about: &'static str,
) -> ProbeKind {
    ProbeKind { name, status, change, about, goes_on: false }
}

const fn longer(
    name: &'static str,
    status: u16,
    change: ProbeChange,
    about: &'static str,
) -> ProbeKind {
    ProbeKind { goes_on: true, ..kind(name, status, change, about) }
}

/// Returns `true` if a listed name selects a probe: the name of the probe, or its first words.
pub fn stands_for(listed: &str, probe: &str) -> bool {
    probe.strip_prefix(listed).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(listed: &str, probe: &str, expected: bool) {
        assert_eq!(stands_for(listed, probe), expected, "{listed} for {probe}");
    }

    #[test]
    fn a_name_matches_all_kinds_that_begin_with_its_words() {
        check("404", "404", true);
        check("401", "401-no-credentials", true);
        check("400-without", "400-without-amount", true);
        check("400-without-amount", "400-without-amount.value", false);
        check("40", "404", false);
    }

    #[test]
    fn every_kind_begins_with_its_status_and_is_explained_in_a_sentence() {
        for kind in PROBE_KINDS {
            assert_eq!(kind.name[..3].parse(), Ok(kind.status), "{}", kind.name);
            assert!(kind.about.ends_with('.'), "{}", kind.name);
        }
    }
}

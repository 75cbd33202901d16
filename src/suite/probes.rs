//! Reads `probes`: cases that are derived from a case by one change each.

use std::ops::RangeInclusive;

use super::probe_kinds::{PROBE_KINDS, stands_for};
use super::value_reader::Reader;
use super::{
    CHANGE, EDITS, EXCEPTION, Expect, HeaderValue, Named, PROBES, SUITE_PROBES, Template,
    TemplateValue,
};
use crate::diagnostic::{Code, Diagnostic, Span, closest};
use crate::source::{Fields, Keyword, Node, Text, Value, text, wrong_type};

const BURST: RangeInclusive<u32> = 2..=200;

/// `probes` of a suite or of a case.
#[derive(Debug, Clone)]
pub struct Probes {
    /// The place of the key `probes` with its value.
    pub span: Span,
    /// The probes to make. `None` makes every possible probe.
    pub only: Option<Vec<Text>>,
    /// `except`: probes that are not made.
    pub except: Vec<Exception>,
    /// `unsafe`: true if 405 is probed with unsafe methods too.
    pub any_method: bool,
    /// `request`: the schema of the request body.
    pub request: Option<Node>,
    /// `absent`: an id that does not exist, for the path of a 404 probe.
    pub absent: Option<Text>,
    /// `burst`: the number of simultaneous requests, 2 to 200, with its place.
    pub burst: Option<(u32, Span)>,
    /// `changes`: probes that the author defines.
    pub changes: Vec<DeclaredChange>,
}

impl Probes {
    /// Returns the settings of `probes: all` at a place.
    fn all(span: Span) -> Self {
        Self {
            span,
            only: None,
            except: Vec::new(),
            any_method: false,
            request: None,
            absent: None,
            burst: None,
            changes: Vec::new(),
        }
    }
}

/// A probe that is not made, with the reason.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The name of the probe, or a prefix of names.
    pub probe: Text,
    /// The reason why the probe is not made.
    pub why: Text,
}

/// A probe that the author defines.
#[derive(Debug, Clone)]
pub struct DeclaredChange {
    /// `why`: the purpose of the probe, a slug that becomes part of its id.
    pub why: Text,
    /// The one change to the request of the case.
    pub edit: DeclaredEdit,
    /// `expect`: the response that the probe expects.
    pub expect: Expect,
}

/// One change to a request, as written in the suite.
#[derive(Debug, Clone)]
pub enum DeclaredEdit {
    /// `set`: replaces a value of the body.
    Set(Named<TemplateValue>),
    /// `remove`: removes a value of the body.
    Remove(Text),
    /// `query`: replaces or removes a member of the query.
    Query(Named<Option<Template>>),
    /// `header`: replaces or removes a header field.
    Header(Named<HeaderValue>),
    /// `as`: sends other credentials, or none for `nobody`.
    Credentials(Text),
}

impl Reader<'_> {
    /// Reads `probes` of a suite.
    pub(super) fn suite_probes(&mut self, suite: &Fields<'_>) -> Option<Probes> {
        self.probes(suite, SUITE_PROBES)
    }

    /// Reads `probes` of a case.
    pub(super) fn case_probes(&mut self, case: &Fields<'_>) -> Option<Probes> {
        self.probes(case, PROBES)
    }

    fn probes(&mut self, owner: &Fields<'_>, keys: &'static [Keyword]) -> Option<Probes> {
        let entry = owner.entry("probes")?;
        let all = Probes::all(entry.key.span);
        match &entry.value.value {
            Value::String(word) if word == "all" => Some(all),
            Value::Sequence(_) => {
                Some(Probes { only: Some(self.probe_names(&entry.value)), ..all })
            }
            Value::Mapping(_) => {
                let fields = Fields::of(&entry.value, "`probes`", keys, self.problems)?;
                Some(self.probes_in_full(&fields, entry.key.span))
            }
            _ => {
                let message = "`probes` must be `all`, a list of probes, or a mapping";
                let label = format!("this is {}", entry.value.kind());
                self.report(
                    Diagnostic::error(Code::WRONG_TYPE, message).at(entry.value.span, label),
                );
                None
            }
        }
    }

    fn probes_in_full(&mut self, fields: &Fields<'_>, span: Span) -> Probes {
        let request = fields.get("request").filter(|node| {
            let is_schema =
                matches!(node.value, Value::String(_) | Value::Mapping(_) | Value::Bool(_));
            if !is_schema {
                let expected = "the name of a body, a file or a JSON Schema";
                self.report(wrong_type("request", expected, node));
            }
            is_schema
        });
        let burst = fields
            .get("burst")
            .and_then(|node| self.count(node, "burst", &BURST).map(|count| (count, node.span)));
        let except = fields.list("except", self.problems);
        let changes = fields.list("changes", self.problems);
        Probes {
            only: fields.get("only").map(|node| self.probe_names(node)),
            except: except.iter().filter_map(|node| self.exception(node)).collect(),
            any_method: fields.flag("unsafe", self.problems).unwrap_or(false),
            request: request.cloned(),
            absent: fields.text("absent", self.problems),
            burst,
            changes: changes.iter().filter_map(|node| self.change(node)).collect(),
            span,
        }
    }

    fn probe_names(&mut self, node: &Node) -> Vec<Text> {
        let Value::Sequence(items) = &node.value else {
            self.report(wrong_type("only", "a list of probes", node));
            return Vec::new();
        };
        items.iter().filter_map(|item| self.probe_name(item)).collect()
    }

    /// Reads the name of a probe. A status alone may be a number.
    fn probe_name(&mut self, node: &Node) -> Option<Text> {
        let name = match &node.value {
            Value::Number(number) => Text { span: node.span, text: number.to_string() },
            _ => text(node, "a probe", self.problems)?,
        };
        let known = PROBE_KINDS.iter().any(|kind| {
            stands_for(&name.text, kind.name) || kind.goes_on && stands_for(kind.name, &name.text)
        });
        if known {
            return Some(name);
        }
        let problem =
            Diagnostic::error(Code::UNKNOWN_PROBE, format!("there is no probe `{}`", name.text))
                .at(name.span, "not a probe");
        let kinds = || PROBE_KINDS.iter().map(|kind| kind.name);
        let help = closest(&name.text, kinds()).map_or_else(
            || format!("the probes are: {}", kinds().collect::<Vec<&str>>().join(", ")),
            |meant| format!("did you mean `{meant}`?"),
        );
        self.report(problem.help(help));
        None
    }

    fn exception(&mut self, node: &Node) -> Option<Exception> {
        let fields = Fields::of(node, "an exception", EXCEPTION, self.problems)?;
        let probe = fields.require("probe", self.problems);
        let probe = probe.and_then(|node| self.probe_name(node));
        let why = fields.required_text("why", self.problems);
        Some(Exception { probe: probe?, why: why? })
    }

    fn change(&mut self, node: &Node) -> Option<DeclaredChange> {
        let fields = Fields::of(node, "a change", CHANGE, self.problems)?;
        let why = fields.required_text("why", self.problems);
        if let Some(why) = &why {
            self.slug(why);
        }
        let expect = fields.require("expect", self.problems);
        let expect = expect.and_then(|node| self.expect(node));
        let edits: Vec<_> =
            fields.entries().filter(|entry| EDITS.contains(&entry.key.text.as_str())).collect();
        let [edit] = edits.as_slice() else {
            let (place, label) = match edits.get(1) {
                Some(second) => (second.key.span, "the second change"),
                None => (fields.span(), "nothing is changed here"),
            };
            self.one_change(place, label);
            return None;
        };
        let edit = match edit.key.text.as_str() {
            "remove" => text(&edit.value, "remove", self.problems).map(DeclaredEdit::Remove),
            "as" => text(&edit.value, "as", self.problems).map(DeclaredEdit::Credentials),
            "query" => self.edit("query", &edit.value),
            "header" => self.edit("header", &edit.value),
            _ => self.edit("set", &edit.value),
        };
        Some(DeclaredChange { why: why?, edit: edit?, expect: expect? })
    }

    /// Reads `set`, `query` or `header`: one name with its new value.
    fn edit(&mut self, key: &'static str, node: &Node) -> Option<DeclaredEdit> {
        let fields = Fields::open(node, key, self.problems)?;
        let mut entries = fields.entries();
        let (Some(entry), None) = (entries.next(), entries.next()) else {
            self.one_change(node.span, "one name with its new value is expected");
            return None;
        };
        let name = entry.key.clone();
        if key == "set" {
            return Some(DeclaredEdit::Set(Named { name, value: self.value(&entry.value) }));
        }
        let value = match &entry.value.value {
            Value::Null => None,
            _ => Some(self.template(&entry.value, &name.text)?),
        };
        if key == "query" {
            return Some(DeclaredEdit::Query(Named { name, value }));
        }
        self.header_names(std::iter::once(&name));
        let value = value.map_or(HeaderValue::Remove(entry.value.span), HeaderValue::Text);
        Some(DeclaredEdit::Header(Named { name, value }))
    }

    fn one_change(&mut self, place: Span, label: &'static str) {
        let message = "a probe makes exactly one change";
        let problem = Diagnostic::error(Code::ONE_CHANGE, message).at(place, label);
        self.report(problem.help(format!("write one of {}", EDITS.join(", "))));
    }
}

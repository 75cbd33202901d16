//! Reads one case.

use super::slug::{is_slug, slug};
use super::template::Template;
use super::value_reader::Reader;
use super::{CASE, Case, FOLLOW, Follow, HeaderValue, METHODS, Named, Part, RequestLine};
use crate::contract::Waiver;
use crate::diagnostic::{Code, Diagnostic, Span, closest};
use crate::source::{Entry, Fields, Node, Text, Value};

impl Reader<'_> {
    /// Reads a case.
    ///
    /// A faulty case is returned without its faulty parts, so that references to the case are not reported too.
    pub(super) fn case(&mut self, node: &Node) -> Option<Case> {
        let fields = Fields::of(node, "a case", CASE, self.problems)?;
        let span = super::table::first_line(node);
        let id = self.id(&fields, span);
        let request = self.request(&fields, &id);
        let query = fields.get("query").map(|node| self.templates(node, "query"));
        let headers = fields.get("headers").map(|node| self.headers(node));
        let expect = fields.get("expect").and_then(|node| self.expect(node));
        let sending = self.sending(&fields, &request);
        let (each, table) = self.each(fields.get("each"));
        let replay = fields.flag("replay", self.problems).unwrap_or(false);
        let replay = fields.entry("replay").filter(|_| replay);
        Some(Case {
            id,
            span,
            request,
            query: query.unwrap_or_default(),
            headers: headers.unwrap_or_default(),
            body: self.body(&fields),
            json_file: self.json_file(&fields).map(Box::new),
            credentials: fields.text("as", self.problems).map(Box::new),
            target: fields.text("target", self.problems).map(Box::new),
            expect,
            sending,
            capture: self.captures(fields.get("capture")),
            each,
            table: table.map(Box::new),
            large: None,
            tags: fields.texts("tags", self.problems),
            after: fields.texts("after", self.problems),
            alone: fields.flag("alone", self.problems).unwrap_or(false),
            replay: replay.map(|entry| entry.key.span.to(entry.value.span)),
            probes: self.case_probes(&fields).map(Box::new),
            needs: fields.texts("needs", self.problems),
            waiver: fields
                .get("waive")
                .and_then(|node| Waiver::read(node, self.problems))
                .map(Box::new),
        })
    }

    /// Reads the id. If it is missing or not a string, returns an empty id at the place of the case.
    fn id(&mut self, fields: &Fields<'_>, span: Span) -> Text {
        let nameless = Text { span, text: String::new() };
        let Some(node) = fields.get("id") else {
            let message = "a case has no `id`";
            self.report(
                Diagnostic::error(Code::MISSING_KEY, message)
                    .at(span, "`id` is missing in this case")
                    .help("add a name, which reports show: `id: list-orders`"),
            );
            return nameless;
        };
        let Some(id) = crate::source::text(node, "id", self.problems) else { return nameless };
        self.slug(&id);
        id
    }

    /// Reports a name that is not a slug.
    pub(super) fn slug(&mut self, name: &Text) {
        if is_slug(&name.text) {
            return;
        }
        let message = format!("`{}` is not a slug", name.text);
        let mut problem =
            Diagnostic::error(Code::BAD_SLUG, message).at(name.span, "cannot be a name");
        if let Some(slug) = slug(&name.text) {
            problem = problem.help(format!("write `{slug}`"));
        }
        self.report(problem.help(
            "a slug has lower-case letters, digits, `_`, `.` and `-`, \
             and begins with a letter or a digit",
        ));
    }

    fn request(&mut self, fields: &Fields<'_>, id: &Text) -> RequestLine {
        let is_request =
            |entry: &&Entry| entry.key.text == "follow" || METHODS.contains(&&*entry.key.text);
        let mut requests = fields.entries().filter(is_request);
        let Some(first) = requests.next() else {
            let misspelt = fields.entries().any(|entry| is_misspelt_method(&entry.key.text));
            if !misspelt {
                // A missing id has been reported before.
                let case = Some(&id.text).filter(|id| !id.is_empty());
                let case = case.map_or("a case".to_owned(), |id| format!("the case `{id}`"));
                let message = format!("{case} sends nothing");
                let methods = METHODS.join(", ");
                let help =
                    format!("add a method with its path, or `follow`; methods are {methods}");
                self.report(
                    Diagnostic::error(Code::NO_REQUEST, message)
                        .at(id.span, "no request")
                        .help(help),
                );
            }
            // A placeholder: the other keys of the case are still checked, and a suite with a problem is never
            // run.
            return RequestLine::Method { method: id.clone(), path: root(id.span) };
        };
        for other in requests {
            let message = format!("the case `{}` has two requests", id.text);
            let problem = Diagnostic::error(Code::SEVERAL_REQUESTS, message)
                .at(other.key.span, "the second request")
                .related(first.key.span, "the first request")
                .help("a case is one request; write another case for the other request");
            self.report(problem);
        }
        if first.key.text == "follow" {
            let nowhere = || RequestLine::Method { method: id.clone(), path: root(id.span) };
            return self
                .follow(&first.value)
                .map_or_else(nowhere, |follow| RequestLine::Follow(Box::new(follow)));
        }
        let path = self.path(&first.value).unwrap_or_else(|| root(first.value.span));
        RequestLine::Method { method: first.key.clone(), path }
    }

    fn follow(&mut self, node: &Node) -> Option<Follow> {
        let fields = Fields::of(node, "follow", FOLLOW, self.problems)?;
        let from = fields.required_text("from", self.problems);
        let rel = fields.required_text("rel", self.problems);
        let pages = fields.get("pages").and_then(|node| self.pages(node));
        Some(Follow { span: node.span, from: from?, rel: rel?, pages })
    }

    fn path(&mut self, node: &Node) -> Option<Template> {
        let before = self.problems.len();
        let path = self.template(node, "the path")?;
        // The faulty expressions were left out, so the rest of the path cannot be judged.
        if self.problems.len() > before {
            return Some(path);
        }
        let begins = matches!(path.parts.first(), Some(Part::Text(text)) if text.starts_with('/'));
        let texts = path.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Expression(_) => None,
        });
        let texts: String = texts.collect();
        let refused =
            |what: &str| Diagnostic::error(Code::BAD_PATH, what).at(path.span, "this path");
        if texts.contains("://") && !begins {
            let help = "write only the path: the target is given when the suite is run";
            self.report(refused("a path must not name a host").help(help));
        } else if !begins && path.whole().is_none() {
            let help = "a path begins with `/`, or consists of one expression";
            self.report(refused("the path does not begin with `/`").help(help));
        } else if texts.contains('#') {
            let help = "a fragment is never sent; write `%23` for the character";
            self.report(refused("the path contains `#`").help(help));
        } else if texts.contains(|c: char| c.is_whitespace() || c.is_control()) {
            let help = "write `%20` for a space, or put the value under `query`";
            self.report(refused("the path contains white space").help(help));
        }
        Some(path)
    }

    fn headers(&mut self, node: &Node) -> Vec<Named<HeaderValue>> {
        let Some(fields) = Fields::open(node, "headers", self.problems) else { return Vec::new() };
        self.header_names(fields.entries().map(|entry| &entry.key));
        let mut headers = Vec::new();
        for Entry { key, value } in fields.entries() {
            let value = match value.value {
                // Without this, no case could be sent without a field that a body or a credential adds.
                Value::Null => Some(HeaderValue::Remove(value.span)),
                _ => self.template(value, &key.text).map(HeaderValue::Text),
            };
            headers.extend(value.map(|value| Named { name: key.clone(), value }));
        }
        headers
    }
}

/// Returns `true` if an unknown key is probably a misspelt method.
///
/// The key is then reported as unknown, and the missing request is not reported in addition.
fn is_misspelt_method(key: &str) -> bool {
    let is_known = CASE.iter().any(|known| known.name == key);
    // All keys compete, so that a misspelt `headers` is not taken for a misspelt `HEAD`.
    let keys = || CASE.iter().map(|known| known.name);
    !is_known
        && closest(key, keys()).is_some_and(|meant| METHODS.contains(&meant) || meant == "follow")
}

fn root(span: Span) -> Template {
    Template { span, parts: [Part::Text("/".to_owned())].into() }
}

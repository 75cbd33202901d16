//! Reads `codes:`, a list with one row for each documented code.

use super::loading_state::Loading;
use crate::contract::keywords::ROW;
use crate::contract::{BodyRule, ErrorCode, Row, RowKey, RowOwner, RowStatus, Waiver};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{Fields, Node, Text, Value, wrong_type};

/// A row, with facts that only loading needs.
pub(super) struct RowDraft {
    pub(super) row: Row,
    /// The body of the row, if the row has a `body`.
    pub(super) body: Option<BodyRule>,
    /// The media type of the row, if the row has a `content-type`.
    pub(super) content_type: Option<String>,
    /// The places of the status, the code and `replay`.
    status: Span,
    pub(super) code: Option<Span>,
    pub(super) replay: Option<Span>,
}

/// Reads a list of rows. Mistakes are reported.
pub(super) fn rows(
    loading: &mut Loading<'_>,
    nodes: &[Node],
    scope: Option<&str>,
) -> Vec<RowDraft> {
    let drafts: Vec<RowDraft> = nodes.iter().filter_map(|node| loading.row(node, scope)).collect();
    for (at, draft) in drafts.iter().enumerate() {
        if let Some(earlier) = drafts[..at].iter().find(|earlier| collide(&earlier.row, &draft.row))
        {
            let message = format!("`{}` is documented twice", draft.row.key);
            loading.report(
                Diagnostic::error(Code::DUPLICATE_ROW, message)
                    .at(draft.code.unwrap_or(draft.status), "again")
                    .related(earlier.code.unwrap_or(earlier.status), "first here"),
            );
        }
    }
    drafts
}

/// Returns `true` if one response could belong to both rows.
fn collide(one: &Row, other: &Row) -> bool {
    let neither = one.key.code.is_none() && other.key.code.is_none();
    one.key.status == other.key.status
        && (neither || one.spellings().any(|code| other.spellings().any(|same| same == code)))
}

impl Loading<'_> {
    fn row(&mut self, node: &Node, scope: Option<&str>) -> Option<RowDraft> {
        let fields = Fields::of(node, "a row", ROW, self.problems)?;
        self.row_of(&fields, node, scope)
    }

    /// Reads a row.
    pub(super) fn row_of(
        &mut self,
        fields: &Fields<'_>,
        node: &Node,
        scope: Option<&str>,
    ) -> Option<RowDraft> {
        let status = fields.require("status", self.problems);
        let status_span = status.map_or(node.span, |status| status.span);
        let status = status.and_then(|node| self.status(node, "status"));
        let code = fields.text("code", self.problems);
        let also = self.also(fields, code.as_ref());
        let body = fields.get("body").and_then(|node| self.body(node));
        let content_type = fields.text("content-type", self.problems);
        let content_type = content_type.and_then(|written| self.media_type(written));
        let replay = fields.get("replay");
        let replay_status = replay.and_then(|node| self.status(node, "replay"));
        let mut words = |key| fields.text(key, self.problems).map(|text| text.text);
        let (meaning, message) = (words("meaning"), words("message"));
        let (cause, remark) = (words("cause"), words("note"));
        let waiver = fields.get("waive").and_then(|node| Waiver::read(node, self.problems));
        let status = status?;
        let row = Row {
            key: RowKey {
                owner: scope.map_or(RowOwner::Api, |name| RowOwner::Scope(name.to_owned())),
                status: RowStatus::Code(status),
                code: code.as_ref().map(|code| ErrorCode::new(&*code.text)),
            },
            operation: None,
            repeats: None,
            also,
            meaning,
            message,
            cause,
            note: remark,
            replay: replay_status,
            waiver,
            span: node.span,
        };
        let (code, replay) = (code.map(|code| code.span), replay.map(|node| node.span));
        Some(RowDraft { row, body, content_type, status: status_span, code, replay })
    }

    /// Reads a status code, 100 to 599.
    pub(super) fn status(&mut self, node: &Node, owner: &str) -> Option<u16> {
        let Value::Number(number) = &node.value else {
            let problem = wrong_type(owner, "a status code", node);
            self.report(problem);
            return None;
        };
        let status = number.as_u64().and_then(|number| u16::try_from(number).ok());
        let status = status.filter(|status| (100..=599).contains(status));
        if status.is_none() {
            let message = format!("{number} is no HTTP status code");
            self.report(
                Diagnostic::error(Code::BAD_STATUS, message).at(node.span, "100 to 599 are"),
            );
        }
        status
    }

    fn also(&mut self, fields: &Fields<'_>, code: Option<&Text>) -> Vec<ErrorCode> {
        let also = fields.texts("also", self.problems);
        if let (None, Some(first)) = (code, also.first()) {
            self.report(
                Diagnostic::error(Code::ALSO_WITHOUT_CODE, "a row with `also` has a `code`")
                    .at(first.span, "other spelling of what?"),
            );
        }
        for other in also.iter().filter(|other| code.is_some_and(|code| code.text == other.text)) {
            self.report(
                Diagnostic::error(Code::REDUNDANT_ALSO, "`also` names the row's own code")
                    .at(other.span, "")
                    .help("`also` is for other spellings that are known to occur"),
            );
        }
        also.into_iter().map(|text| ErrorCode::new(text.text)).collect()
    }
}

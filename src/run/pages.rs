//! `follow` with `pages`: from each response to the next by the same link, until there is none.

use url::Url;

use crate::check;
use crate::http::{Exchange, ExchangeError, Request};
use crate::plan::{CaseIndex, LinkTarget, RequestPlan};
use crate::verdict::Finding;

use super::case_history::Way;
use super::link::{self, NoLink};
use super::state::Shared;
use super::{attempts, blocking, case};

/// A case that goes from page to page.
pub(super) struct Paging<'s> {
    from: CaseIndex,
    rel: &'s str,
    most: u32,
}

/// What comes after a page.
enum Step {
    /// Nothing: it is the last one.
    End,
    /// The next page.
    Next(Box<Request>),
    /// A link that must not be followed, in one line.
    Broken(String),
}

/// Whether and how a case goes from page to page.
pub(super) fn paging(request: &RequestPlan) -> Option<Paging<'_>> {
    match request {
        RequestPlan::Follow { from, rel, pages: Some(most), .. } => {
            Some(Paging { from: *from, rel, most: *most })
        }
        _ => None,
    }
}

/// Sends the request for the first page, then for each page that the one before links to. The pages
/// before the last one are judged here, by all that the case expects. The finding says why the last one
/// is not the end.
pub(super) async fn pages(
    (shared, index): (&Shared, CaseIndex),
    request: &Request,
    paging: &Paging<'_>,
    way: &mut Way,
) -> Result<(Exchange, Option<Finding>), ExchangeError> {
    let origin = shared.kept(paging.from).map(|kept| kept.exchange.request.url.clone());
    let mut seen: Vec<Option<Url>> = vec![origin, Some(request.url.clone())];
    let mut exchange = attempts::send((shared, index), request, way).await?;
    loop {
        let page = seen.len() - 1;
        match after((shared, index), &exchange, paging, &seen) {
            Step::End => return Ok((exchange, None)),
            Step::Broken(why) => {
                let message = format!("on page {page}, {why}");
                let finding = case::broken_link(shared, shared.case(index), message);
                return Ok((exchange, Some(finding)));
            }
            Step::Next(next) => {
                let judged = blocking::judged(case::in_full, (shared, index), &exchange).await;
                way.pass(judged, &format!("on page {page}"));
                shared.mask.learn_request(&next);
                seen.push(Some(next.url.clone()));
                exchange = attempts::send((shared, index), &next, way).await?;
            }
        }
    }
}

fn after(
    (shared, index): (&Shared, CaseIndex),
    exchange: &Exchange,
    Paging { rel, most, .. }: &Paging<'_>,
    seen: &[Option<Url>],
) -> Step {
    let case = shared.case(index);
    let target = &shared.endpoint(case).url;
    let json = check::Json::of(&exchange.response);
    let found = link::find(exchange, json.value(), case::layers(shared, case), (*rel, target));
    let (method, url) = match found {
        Ok(found) => found,
        Err(NoLink::None(_)) => return Step::End,
        Err(NoLink::Missing(why) | NoLink::Unusable(why)) => return Step::Broken(why),
    };
    if !method.is_safe() {
        return Step::Broken(format!(
            "the link `{rel}` is to be sent {method}, and a page is read"
        ));
    }
    let next = match shared.bindings.request(case, target, Some(LinkTarget { method, url })) {
        Ok(next) => next,
        Err(error) => return Step::Broken(format!("the link `{rel}` cannot be followed: {error}")),
    };
    let earlier = seen.iter().position(|url| url.as_ref() == Some(&next.url));
    match earlier {
        Some(0) => Step::Broken(format!("the link `{rel}` leads back to the start: a loop")),
        Some(page) => Step::Broken(format!("the link `{rel}` leads back to page {page}: a loop")),
        None if seen.len() > *most as usize => {
            Step::Broken(format!("there is still a link `{rel}`, and {most} pages are the bound"))
        }
        None => Step::Next(Box::new(next)),
    }
}

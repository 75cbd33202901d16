//! `follow` with `pages`: follows the same link from page to page, until a page has no such link.

use url::Url;

use super::retry::send_with_retries;
use crate::check::Json;
use crate::http::{Exchange, ExchangeError, Request};
use crate::plan::{CaseIndex, RequestPlan};
use crate::run::case::{
    Answered, CaseHistory, CaseRun, broken_link, judge_all_demands, judge_off_thread,
};
use crate::run::link::{self, NoLink};

/// The link that leads from page to page.
pub(super) struct Paging<'s> {
    /// The case whose response links to the first page.
    from: CaseIndex,
    rel: &'s str,
    max_pages: u32,
}

/// The result of looking for the link to the next page.
enum NextPage {
    /// The page was the last one.
    None,
    /// The request for the next page.
    Request(Box<Request>),
    /// The link cannot or must not be followed, for this reason.
    Broken(String),
}

impl<'s> Paging<'s> {
    /// Returns the link that leads from page to page, if a case follows one.
    pub(super) fn of(request: &'s RequestPlan) -> Option<Self> {
        match request {
            RequestPlan::Follow { from, rel, pages: Some(max_pages), .. } => {
                Some(Self { from: *from, rel, max_pages: *max_pages })
            }
            _ => None,
        }
    }
}

/// Requests the first page, then each page that the page before links to. Every page must meet all demands of the
/// case; those before the last one are judged here.
///
/// If a link cannot be followed, its page decides and a finding names the reason.
pub(super) async fn pages(
    run: CaseRun<'_>,
    request: &Request,
    paging: &Paging<'_>,
    history: &mut CaseHistory,
) -> Result<Answered, ExchangeError> {
    // The response that links to the first page counts as page 0, so that a link back to it is recognised as a loop.
    let origin = run.shared.kept(paging.from).map(|kept| kept.exchange.request.url.clone());
    let mut seen: Vec<Option<Url>> = vec![origin, Some(request.url.clone())];
    let mut exchange = send_with_retries(run, request, history).await?;
    loop {
        let page = seen.len() - 1;
        match next_page(run, &exchange, paging, &seen) {
            NextPage::None => return Ok(exchange.into()),
            NextPage::Broken(why) => {
                let finding = broken_link(run, format!("on page {page}, {why}"));
                return Ok(Answered { exchange, finding: Some(finding) });
            }
            NextPage::Request(next) => {
                let result = judge_off_thread(judge_all_demands, run, &exchange).await;
                history.add_response(result, &format!("on page {page}"));
                // The URL of the next page may carry a secret of this response.
                run.shared.mask.learn_request(&next);
                seen.push(Some(next.url.clone()));
                exchange = send_with_retries(run, &next, history).await?;
            }
        }
    }
}

fn next_page(
    run: CaseRun<'_>,
    exchange: &Exchange,
    paging: &Paging<'_>,
    seen: &[Option<Url>],
) -> NextPage {
    let Paging { rel, max_pages, .. } = *paging;
    let json = Json::of(&exchange.response);
    let found = link::find(exchange, json.value(), run.layers(), rel, run.target());
    let link = match found {
        Ok(link) => link,
        Err(NoLink::None(_)) => return NextPage::None,
        Err(NoLink::Missing(why) | NoLink::Unusable(why)) => return NextPage::Broken(why),
    };
    // The suite asks to read pages, so a link must not make the run change something.
    if !link.method.is_safe() {
        let method = link.method;
        return NextPage::Broken(format!(
            "the link `{rel}` has the method {method}, but pages are only read"
        ));
    }
    let next = match run.shared.bindings.request(run.case, run.target(), Some(link)) {
        Ok(next) => next,
        Err(error) => {
            return NextPage::Broken(format!("the link `{rel}` cannot be followed: {error}"));
        }
    };
    let earlier = seen.iter().position(|url| url.as_ref() == Some(&next.url));
    match earlier {
        Some(0) => NextPage::Broken(format!("the link `{rel}` leads back to the start: a loop")),
        Some(page) => {
            NextPage::Broken(format!("the link `{rel}` leads back to page {page}: a loop"))
        }
        None if seen.len() > max_pages as usize => NextPage::Broken(format!(
            "there is still a link `{rel}`, and {max_pages} pages are the maximum"
        )),
        None => NextPage::Request(Box::new(next)),
    }
}

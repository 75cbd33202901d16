//! The parts of the API that a request belongs to.

use http::Method;

use super::classify::documented;
use super::exchange_view::{Place, Subject, View};
use super::json::Json;

/// Returns every part of the API that the request belongs to, each with the row that the response belongs to.
pub(super) fn places<'a>(subject: &Subject<'a>, json: &'a Json) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'a>> = Vec::new();
    let status = subject.exchange.response.status.as_u16();
    for (contract, territory) in subject.layers.territories_at(method(subject), subject.path) {
        // The nearest part of a contract comes first, and its rows take precedence.
        let is_nearer = |place: &Place<'_>| std::ptr::eq(place.contract, contract);
        let is_decided = places.iter().any(|place| is_nearer(place) && !place.rows.is_empty());
        let rows = if is_decided { &[] } else { territory.at(status) };
        let place = Place { contract, territory, rows, documented: None };
        let documented = documented(&subject.view(json, place, &[], &[]));
        places.push(Place { documented, ..place });
    }
    places
}

/// Returns the method that finds the operation. For an error to a method that no operation has, that is the method
/// of the operation which documents the refusal.
fn method<'a>(subject: &Subject<'a>) -> &'a Method {
    let sent = &subject.exchange.request.method;
    let is_error = subject.exchange.response.status.as_u16() >= 400;
    let other = subject.expectation.in_place_of.as_ref().filter(|_| is_error);
    let is_unknown = || subject.layers.operation(sent, subject.path).is_none();
    other.filter(|_| is_unknown()).unwrap_or(sent)
}

/// Returns the exchange as all parts together see it.
pub(super) fn view_of_all<'a>(
    subject: &Subject<'a>,
    json: &'a Json,
    places: &'a [Place<'a>],
) -> View<'a> {
    let documents = |place: &&Place<'_>| place.documented.is_some();
    let has_status = |place: &&Place<'_>| !place.rows.is_empty();
    let place = places.iter().find(documents).or_else(|| places.iter().find(has_status));
    let place = place.or(places.first()).expect("a request belongs to the API at least");
    subject.view(json, *place, places, places)
}

/// Returns the exchange as one part sees it.
pub(super) fn view_of_one<'a>(
    subject: &Subject<'a>,
    json: &'a Json,
    place: &'a Place<'a>,
    all: &'a [Place<'a>],
) -> View<'a> {
    subject.view(json, *place, std::slice::from_ref(place), all)
}

//! `allow-on-405`: a 405 lists the allowed methods (RFC 9110, section 15.5.6).

use http::header;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::Broken;
use crate::check::header_field::field;
use crate::check::media_type::is_token;
use crate::verdict::CheckId;

/// A 405 has an `Allow` field. Its list of methods may be empty and does not contain the refused method.
pub(in crate::check) struct AllowOn405;

impl ProtocolRule for AllowOn405 {
    const ID: CheckId = CheckId::AllowOn405;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        if view.status() != 405 {
            return Vec::new();
        }
        broken(view).map(|broken| broken.at("allow")).into_iter().collect()
    }
}

fn broken(view: &View<'_>) -> Option<Broken> {
    let method = view.subject.exchange.request.method.as_str();
    let Some(allow) = field(view.headers(), &header::ALLOW) else {
        return Some(Broken::new("this 405 has no Allow", "a list of methods", "nothing"));
    };
    // RFC 9110, section 5.6.1.2: a recipient ignores empty list elements.
    let methods = || allow.split(',').map(str::trim).filter(|method| !method.is_empty());
    if let Some(wrong) = methods().find(|method| !is_token(method)) {
        let message = format!("`{wrong}` in Allow is no method");
        return Some(Broken::new(message, "a list of methods", allow.clone()));
    }
    methods().any(|allowed| allowed == method).then(|| {
        let message = format!("{method} is refused by this 405 and yet named in its Allow");
        Broken::new(message, format!("methods other than {method}"), allow.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(answer: &str, expected: &[&str]) {
        Fixture::answer("PATCH /a", answer).check(&AllowOn405, expected);
    }

    #[test]
    fn the_allowed_methods_are_named() {
        check("405\nallow: GET, HEAD\nallow: POST\n", &[]);
        check("405\nallow: \n", &[]);
        check("405\nallow: , GET ,\n", &[]);
        check("404\n", &[]);
    }

    #[test]
    fn a_405_without_allow_is_a_finding() {
        check("405\n", &["must: this 405 has no Allow"]);
    }

    #[test]
    fn the_refused_method_is_not_allowed() {
        let message = "must: PATCH is refused by this 405 and yet named in its Allow";
        check("405\nallow: GET\nallow: HEAD,PATCH\n", &[message]);
    }

    #[test]
    fn methods_are_tokens() {
        check("405\nallow: GET; HEAD\n", &["must: `GET; HEAD` in Allow is no method"]);
    }
}

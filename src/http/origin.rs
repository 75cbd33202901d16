//! The comparison of the origins of two URLs.

use url::Url;

/// Returns true if both URLs have the same scheme, host and port (RFC 6454, section 5).
///
/// URLs with an opaque origin, such as `data:` URLs, never have the origin of another URL.
pub fn have_one_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host().is_some()
        && one.host() == other.host()
        && one.port_or_known_default().is_some()
        && one.port_or_known_default() == other.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        let url = |text: &str| text.parse::<Url>().expect("a URL");
        assert_eq!(have_one_origin(&url(one), &url(other)), expected, "{one} {other}");
        assert_eq!(url(one).origin() == url(other).origin(), expected, "{one} {other}");
    }

    #[test]
    fn an_origin_consists_of_scheme_host_and_port() {
        check("http://a/x?y", "http://me:pw@a:80/", true);
        check("http://a", "https://a", false);
        check("http://a", "http://a:81", false);
        check("http://a", "http://b.a", false);
        check("https://[::1]:8443/a", "https://[0:0:0:0:0:0:0:1]:8443", true);
        check("data:text/plain,a", "data:text/plain,a", false);
        check("file:///a", "file:///a", false);
    }
}

//! Challenges in `WWW-Authenticate` (RFC 9110, section 11.6.1).

use http::{HeaderMap, header};

use super::media_type::is_token_byte;

/// A challenge: a scheme and its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    scheme: String,
    /// Names are in lower case, values without quotes.
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Returns true if the challenge has this scheme, in any case (RFC 9110, section 11.1).
    pub(super) fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// Returns the value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Returns the challenges of all `WWW-Authenticate` fields.
///
/// # Errors
///
/// The first syntax error, in one line.
pub(super) fn challenges(headers: &HeaderMap) -> Result<Vec<Challenge>, String> {
    let mut all = Vec::new();
    for value in headers.get_all(header::WWW_AUTHENTICATE) {
        let mut reader = ChallengeReader { text: value.as_bytes(), at: 0 };
        all.extend(reader.challenges()?);
    }
    Ok(all)
}

struct ChallengeReader<'t> {
    text: &'t [u8],
    at: usize,
}

impl ChallengeReader<'_> {
    fn challenges(&mut self) -> Result<Vec<Challenge>, String> {
        let mut found: Vec<Challenge> = Vec::new();
        loop {
            self.skip(|byte| matches!(byte, b' ' | b'\t' | b','));
            if self.peek().is_none() {
                return Ok(found);
            }
            let name = self.token()?;
            // The same comma separates challenges and parameters (RFC 9110, section 11.6.1). A name before an equals
            // sign is a parameter of the previous challenge, any other name starts a challenge.
            if self.equals_sign() {
                let value = self.value()?;
                let Some(challenge) = found.last_mut() else {
                    return Err(format!("the parameter `{name}` stands before any scheme"));
                };
                challenge.parameters.push((name.to_ascii_lowercase(), value));
                self.end_of_element()?;
            } else {
                found.push(Challenge { scheme: name, parameters: Vec::new() });
                self.token68();
            }
        }
    }

    /// Skips the `token68` that a scheme may have in place of parameters (RFC 9110, section 11.2).
    fn token68(&mut self) {
        let start = self.at;
        self.spaces();
        self.skip(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte));
        self.skip(|byte| byte == b'=');
        self.spaces();
        if !matches!(self.peek(), None | Some(b',')) {
            self.at = start;
        }
    }

    fn token(&mut self) -> Result<String, String> {
        let start = self.at;
        self.skip(is_token_byte);
        let token = String::from_utf8_lossy(&self.text[start..self.at]).into_owned();
        if token.is_empty() { Err(self.unexpected()) } else { Ok(token) }
    }

    fn value(&mut self) -> Result<String, String> {
        if self.peek() != Some(b'"') {
            return self.token();
        }
        let mut value = Vec::new();
        loop {
            self.at += 1;
            match self.peek() {
                None => return Err("a quoted string has no end".to_owned()),
                Some(b'"') => break,
                Some(b'\\') => {
                    self.at += 1;
                    value.extend(self.peek());
                }
                Some(byte) => value.push(byte),
            }
        }
        self.at += 1;
        Ok(String::from_utf8_lossy(&value).into_owned())
    }

    /// Skips an equals sign and the white space around it. Returns false if there is none.
    fn equals_sign(&mut self) -> bool {
        let start = self.at;
        self.spaces();
        if self.peek() == Some(b'=') {
            self.at += 1;
            self.spaces();
            return true;
        }
        self.at = start;
        false
    }

    fn end_of_element(&mut self) -> Result<(), String> {
        self.spaces();
        if matches!(self.peek(), None | Some(b',')) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn spaces(&mut self) {
        self.skip(|byte| matches!(byte, b' ' | b'\t'));
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn unexpected(&self) -> String {
        let rest = String::from_utf8_lossy(self.text.get(self.at..).unwrap_or_default());
        match rest.chars().next() {
            Some(character) => format!("`{character}` is not expected at byte {}", self.at),
            None => "it ends where more is expected".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(values: &[&str]) -> Result<Vec<Challenge>, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            let value = HeaderValue::from_str(value).expect("a value");
            headers.append(header::WWW_AUTHENTICATE, value);
        }
        challenges(&headers)
    }

    #[track_caller]
    fn check(values: &[&str], expected: &[(&str, &[(&str, &str)])]) {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let expected: Vec<Challenge> = expected
            .iter()
            .map(|(scheme, parameters)| Challenge {
                scheme: (*scheme).to_owned(),
                parameters: parameters.iter().map(owned).collect(),
            })
            .collect();
        assert_eq!(read(values), Ok(expected));
    }

    #[test]
    fn challenges_are_read_from_one_field_and_from_several() {
        let basic: (&str, &[(&str, &str)]) = ("Basic", &[("realm", "simple")]);
        let other: (&str, &[(&str, &str)]) =
            ("Newauth", &[("realm", "apps"), ("type", "1"), ("title", "Login to \"apps\"")]);
        let other_text = r#"Newauth realm="apps", type=1, title="Login to \"apps\"""#;
        check(&[&format!("Basic realm=\"simple\", {other_text}")], &[basic, other]);
        check(&[other_text, "Basic realm = simple"], &[other, basic]);
    }

    #[test]
    fn a_scheme_is_read_alone_and_with_a_token68() {
        check(&["Negotiate"], &[("Negotiate", &[])]);
        check(
            &["Negotiate a87421000==, Bearer Realm=\"x\""],
            &[("Negotiate", &[]), ("Bearer", &[("realm", "x")])],
        );
        check(&[", ,"], &[]);
    }

    #[test]
    fn an_invalid_field_states_the_reason() {
        let reason = |value: &str| read(&[value]).expect_err("no challenge");
        assert_eq!(reason("realm=\"x\""), "the parameter `realm` stands before any scheme");
        assert_eq!(reason("Bearer realm=\"x"), "a quoted string has no end");
        assert_eq!(reason("\"x\""), "`\"` is not expected at byte 0");
        assert_eq!(reason("Bearer realm=\"x\" y=1"), "`y` is not expected at byte 17");
    }
}

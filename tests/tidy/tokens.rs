//! Rust source as tokens: enough to find items, paths and parameters.
//!
//! The crate `syn` would do this too. As a dependency of the tests, `syn` would change the features of `proc-macro2`,
//! and every crate that derives would be built again.

/// One token. Comments and lifetimes are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// An identifier or keyword.
    Name(String),
    /// One character of punctuation.
    Mark(char),
    /// A string, character or number.
    Literal,
}

impl Token {
    pub(crate) fn is(&self, mark: char) -> bool {
        *self == Self::Mark(mark)
    }

    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.name() == Some(name)
    }

    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// Splits source text into tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner { rest: text };
    std::iter::from_fn(|| scanner.next_token()).collect()
}

struct Scanner<'a> {
    rest: &'a str,
}

impl Scanner<'_> {
    /// Returns the next token, or `None` at the end of the text.
    fn next_token(&mut self) -> Option<Token> {
        self.skip_space_comments_and_lifetimes();
        let first = self.rest.chars().next()?;
        if let Some(length) = raw_string_length(self.rest) {
            self.skip_to(length);
            return Some(Token::Literal);
        }
        Some(match first {
            '"' | '\'' => self.quoted(first),
            'b' | 'c' if self.rest[1..].starts_with(['"', '\'']) => {
                self.skip_to(1);
                self.quoted(first_char(self.rest))
            }
            _ if first.is_ascii_digit() => {
                self.word();
                Token::Literal
            }
            _ if first.is_alphabetic() || first == '_' => self.name(),
            _ => {
                self.skip_to(first.len_utf8());
                Token::Mark(first)
            }
        })
    }

    /// Skips white space, comments and lifetimes.
    fn skip_space_comments_and_lifetimes(&mut self) {
        loop {
            let before = self.rest.len();
            self.rest = self.rest.trim_start();
            if self.rest.starts_with("//") {
                self.skip_to(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.skip_block_comment();
            } else if is_lifetime(self.rest) {
                self.skip_to(1);
                self.word();
            }
            if self.rest.len() == before {
                return;
            }
        }
    }

    fn name(&mut self) -> Token {
        let word = self.word();
        // `r#type` is the identifier `type`.
        if word == "r" && self.rest.starts_with('#') {
            self.skip_to(1);
            return Token::Name(self.word());
        }
        Token::Name(word)
    }

    fn skip_to(&mut self, at: usize) {
        self.rest = &self.rest[at..];
    }

    fn word(&mut self) -> String {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word.to_owned()
    }

    fn quoted(&mut self, quote: char) -> Token {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, c)| {
            let ends = *c == quote && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        self.skip_to(end.map_or(self.rest.len(), |(at, _)| at + 1));
        Token::Literal
    }

    /// Skips a block comment, which may contain others.
    fn skip_block_comment(&mut self) {
        let mut depth = 0;
        while !self.rest.is_empty() {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.skip_to(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.skip_to(2);
            } else {
                self.skip_to(first_char(self.rest).len_utf8());
            }
            if depth == 0 {
                return;
            }
        }
    }
}

fn first_char(text: &str) -> char {
    text.chars().next().expect("the text is not at its end")
}

/// Returns true if the text starts with a lifetime or a label, not with a character in quotes.
fn is_lifetime(text: &str) -> bool {
    let mut characters = text.chars();
    let (quote, first, second) = (characters.next(), characters.next(), characters.next());
    quote == Some('\'') && first != Some('\\') && second != Some('\'')
}

/// Returns the length of a raw string at the start of the text, if there is one.
fn raw_string_length(text: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"].into_iter().find(|prefix| {
        let after = text.strip_prefix(prefix).map(|rest| rest.trim_start_matches('#'));
        after.is_some_and(|rest| rest.starts_with('"'))
    })?;
    let after = &text[prefix.len()..];
    let hashes = after.len() - after.trim_start_matches('#').len();
    let start = prefix.len() + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = text[start..].find(&end).map_or(text.len() - start, |at| at + end.len());
    Some(start + length)
}

/// Returns the index after the group that opens at `at`, which is a `(`, `[` or `{`.
pub(crate) fn group_end(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(at) {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    tokens.len()
}

/// Returns the index after an item that starts at `at`, after its attributes and visibility.
pub(crate) fn item_end(tokens: &[Token], at: usize) -> usize {
    // The value of a constant may have braces before the semicolon. The body of any other item ends the item.
    let constant = ["const", "static", "type", "use"].iter().any(|word| tokens[at].is_name(word))
        && !tokens.get(at + 1).is_some_and(|next| next.is_name("fn") || next.is_name("unsafe"));
    let mut index = at;
    while let Some(token) = tokens.get(index) {
        match token {
            Token::Mark(';') => return index + 1,
            Token::Mark('{') if !constant => return group_end(tokens, index),
            Token::Mark('(' | '[' | '{') => index = group_end(tokens, index),
            _ => index += 1,
        }
    }
    tokens.len()
}

/// The attributes and the visibility before an item.
pub(crate) struct ItemStart {
    /// The index of the item's first keyword.
    pub(crate) keyword: usize,
    /// True if the item has the attribute `#[cfg(test)]`.
    pub(crate) for_tests: bool,
    /// True if the item has a visibility of any kind.
    pub(crate) public: bool,
}

/// Reads the attributes and the visibility of the item at `at`.
pub(crate) fn item_start(tokens: &[Token], at: usize) -> ItemStart {
    let mut start = ItemStart { keyword: at, for_tests: false, public: false };
    while tokens.get(start.keyword).is_some_and(|token| token.is('#')) {
        let inner = tokens.get(start.keyword + 1).is_some_and(|token| token.is('!'));
        let open = start.keyword + 1 + usize::from(inner);
        let end = group_end(tokens, open);
        let attribute = &tokens[open + 1..end - 1];
        start.for_tests |= attribute
            == [
                Token::Name("cfg".to_owned()),
                Token::Mark('('),
                Token::Name("test".to_owned()),
                Token::Mark(')'),
            ];
        start.keyword = end;
    }
    if tokens.get(start.keyword).is_some_and(|token| token.is_name("pub")) {
        start.public = true;
        start.keyword += 1;
        if tokens.get(start.keyword).is_some_and(|token| token.is('(')) {
            start.keyword = group_end(tokens, start.keyword);
        }
    }
    start
}

#[test]
fn comments_strings_and_lifetimes_are_not_names() {
    let names = |text: &str| -> Vec<String> {
        tokens(text).iter().filter_map(Token::name).map(str::to_owned).collect()
    };
    assert_eq!(names("a // b\n/* c /* d */ e */ f"), ["a", "f"]);
    assert_eq!(names(r##"a "b\"c" r#"d"e"# b"f" 'g' '\'' b'h' i"##), ["a", "i"]);
    assert_eq!(names("&'a str, r#type 0x1f 'b: loop"), ["str", "type", "loop"]);
}

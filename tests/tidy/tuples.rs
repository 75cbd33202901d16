//! Functions that take a tuple, which hides more parameters than the lint for long parameter lists allows.

use std::fs;
use std::path::Path;

use crate::tokens::{Token, group_end, item_end, item_start, tokens};

/// Returns the names of the functions and named closures of a file that take a tuple, without those for tests.
///
/// A tuple behind a reference or inside of `Option` counts too. Lists and maps of pairs are allowed, because a pair of
/// key and value needs no name.
pub(crate) fn functions_with_tuples(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("the source file is readable");
    find(&tokens(&text))
}

fn find(tokens: &[Token]) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].is('#') {
            let start = item_start(tokens, at);
            at = if start.for_tests {
                item_end(tokens, start.keyword)
            } else {
                start.keyword.max(at + 1)
            };
            continue;
        }
        let name = tokens.get(at + 1).and_then(Token::name);
        if let Some(name) = name {
            let parameters = if tokens[at].is_name("fn") {
                function_parameters(tokens, at + 2)
            } else if tokens[at].is_name("let") {
                closure_parameters(tokens, at + 2)
            } else {
                &[]
            };
            if split(parameters).into_iter().any(is_tuple) {
                found.push(name.to_owned());
            }
        }
        at += 1;
    }
    found
}

/// Returns the tokens between the parentheses of a function, whose generics may start at `at`.
fn function_parameters(tokens: &[Token], at: usize) -> &[Token] {
    let open = if tokens[at].is('<') { angle_end(tokens, at) } else { at };
    &tokens[open + 1..group_end(tokens, open) - 1]
}

/// Returns the tokens between the bars of `= |…|` or `= move |…|` at `at`.
fn closure_parameters(tokens: &[Token], at: usize) -> &[Token] {
    let mut open = at + 1;
    if tokens.get(open).is_some_and(|token| token.is_name("move")) {
        open += 1;
    }
    if !tokens[at].is('=') || !tokens.get(open).is_some_and(|token| token.is('|')) {
        return &[];
    }
    let length = tokens[open + 1..].iter().position(|token| token.is('|')).unwrap_or(0);
    &tokens[open + 1..=open + length]
}

/// Returns the index after generics that open at `at`.
fn angle_end(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for index in at..tokens.len() {
        match tokens[index] {
            Token::Mark('<') => depth += 1,
            // The `>` of `->` closes nothing.
            Token::Mark('>') if !tokens[index - 1].is('-') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    tokens.len()
}

/// Splits a parameter list at the commas outside of all brackets.
fn split(parameters: &[Token]) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < parameters.len() {
        match parameters[at] {
            Token::Mark('(' | '[' | '{') => at = group_end(parameters, at),
            Token::Mark('<') => at = angle_end(parameters, at),
            Token::Mark(',') => {
                parts.push(&parameters[start..at]);
                at += 1;
                start = at;
            }
            _ => at += 1,
        }
    }
    parts.push(&parameters[start..]);
    parts
}

/// Returns true if the pattern or the type of a parameter is a tuple.
fn is_tuple(parameter: &[Token]) -> bool {
    let colon = parameter.iter().position(|token| token.is(':'));
    let (pattern, ty) = parameter.split_at(colon.unwrap_or(parameter.len()));
    opens_tuple(pattern) || ty.split_first().is_some_and(|(_, ty)| opens_tuple(ty))
}

fn opens_tuple(tokens: &[Token]) -> bool {
    let inner = tokens.iter().position(|token| !token.is('&') && !token.is_name("mut"));
    let tokens = &tokens[inner.unwrap_or(0)..];
    match tokens {
        [Token::Mark('('), ..] => {
            let end = group_end(tokens, 0);
            tokens[..end].iter().any(|token| token.is(','))
        }
        [Token::Name(name), Token::Mark('<'), inside @ ..] if name == "Option" => {
            opens_tuple(inside)
        }
        _ => false,
    }
}

#[test]
fn tuples_are_found_in_patterns_and_types() {
    let found = |text: &str| find(&tokens(text));
    assert_eq!(found("fn a((b, c): (u8, u8)) {}"), ["a"]);
    assert_eq!(found("fn a<F: Fn() -> u8>(x: u8, y: &mut (u8, u8)) {}"), ["a"]);
    assert_eq!(found("fn a(y: Option<&(u8, u8)>) {}"), ["a"]);
    assert_eq!(found("let a = move |(b, c)| b;"), ["a"]);
    assert_eq!(
        found("fn a(x: &[(u8, u8)], y: impl Fn(u8, u8), z: &(dyn Fn(u8) + Send)) {}"),
        Vec::<String>::new()
    );
    assert_eq!(found("#[cfg(test)] mod tests { fn a(b: (u8, u8)) {} }"), Vec::<String>::new());
    assert_eq!(
        found("pairs.map(|(a, b)| a); let c = match d { (x, y) => x };"),
        Vec::<String>::new()
    );
}

use super::check;

/// Compares the problems of one credential, written without its braces. Its first character is at 3:21.
#[track_caller]
fn check_credential(credential: &str, expected: &[&str]) {
    let cases = "cases: [ { id: a, GET: /x, as: a } ]";
    check(
        &format!("suite: s\ncontract: c.yaml\ncredentials: {{ a: {{ {credential} }} }}\n{cases}\n"),
        expected,
    );
}

#[test]
fn a_credential_is_of_one_kind() {
    check_credential(
        "cookie: { s: a }, query: { k: { file: key.txt } }",
        &["bad-credential 3:39 the credential `a` has two kinds"],
    );
    check_credential("", &["bad-credential 3:19 the credential `a` is empty"]);
    check_credential(
        "cookie: { \"a b\": c }",
        &["bad-cookie 3:31 `a b` cannot be the name of a cookie"],
    );
    check_credential(
        "bearer: { path: x }",
        &[
            "unknown-key 3:31 a value in a file has no key `path`",
            "missing-key 3:29 a value in a file has no `file`",
        ],
    );
}

#[test]
fn a_grant_has_exactly_its_own_keys() {
    let check = |rest: &str, expected: &[&str]| {
        check_credential(&format!("oauth2: {{ client-id: a, token-url: {rest} }}"), expected);
    };
    check("/t, client-secret: b", &[]);
    check("\"${env.LOGIN}/t\", grant: password, user: a, password: b", &[]);
    check("/t", &["bad-grant 3:29 the grant `client_credentials` needs a `client-secret`"]);
    check(
        "/t, client-secret: b, user: c",
        &["bad-grant 3:78 the grant `client_credentials` has no `user`"],
    );
    check(
        "/t, grant: password, user: a",
        &["bad-grant 3:29 the grant `password` needs a `password`"],
    );
    check(
        "/t, client-secret: b, auth: header",
        &["wrong-type 3:84 `auth` must be one of: basic, body"],
    );
    check(
        "login/t, client-secret: b",
        &["bad-path 3:56 `token-url` is neither a path of the target nor a full URL"],
    );
}

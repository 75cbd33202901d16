//! Response content that is expensive to read.

use crate::row::{Right, Row, row};
use crate::script::{Script, json, with_fields};

/// Decodes hexadecimal digits.
fn hexadecimal(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16);
    pairs.map(|pair| byte(pair).expect("two digits")).collect()
}

/// Returns 10 GB of zeros in 10 MB: one block in which a match of 258 bytes takes two zero bits.
fn gzip_bomb() -> Vec<u8> {
    let mut bomb = hexadecimal("1f8b0800000000000203ecc101010000008090feafee080a");
    bomb.resize(10_400_000, 0);
    bomb
}

/// Returns 80 times 128 MB of zeros, as an encoder of quality 5 with a window of 16 MB writes them.
fn brotli_bomb() -> Vec<u8> {
    let rest = "effff9ffff0f8004401c1680eefd3fffffff01900088c302d0bdffe7ffff3f001200715800baf7fffcffff07\
                4002200e0b40f7fe9fffffff004800c46101e8defff3ffff1f000980382c00ddfb7ffeffff0320011087\
                05a07bff";
    let first = format!("cfffff7f002400e2b14072{rest}");
    let next = format!("cfffff7f002400e2b00074{rest}");
    hexadecimal(&(first + &next.repeat(79) + "3f"))
}

/// Returns blocks that each encode 128 KB as one repeated byte.
fn zstd_bomb() -> Vec<u8> {
    let head = hexadecimal("28b52ffd0038");
    let blocks = hexadecimal("02001000").repeat(81_919);
    [head, blocks, hexadecimal("03001000")].concat()
}

fn coded(coding: &str, bomb: Vec<u8>) -> Script {
    with_fields(&format!("content-encoding: {coding}\r\n"), bomb)
}

pub(crate) fn rows() -> Vec<Row> {
    [bombs(), texts(), large(), patterns()].into_iter().flatten().collect()
}

fn bombs() -> Vec<Row> {
    vec![
        row("gzip-bomb", Right::Fails("content coding gzip"), coded("gzip", gzip_bomb()))
            .large(140),
        row("brotli-bomb", Right::Fails("content coding br"), coded("br", brotli_bomb())),
        row("zstd-bomb", Right::Fails("content coding zstd"), coded("zstd", zstd_bomb())),
    ]
}

fn texts() -> Vec<Row> {
    vec![
        row("no-utf-8", Right::Fails("not JSON"), json(b"{\"id\":1,\"word\":\"caf\xe9\"}")),
        row(
            "utf-16",
            Right::Fails("not JSON"),
            json(b"\xff\xfe{\x00\"\x00i\x00d\x00\"\x00:\x001\x00}\x00"),
        ),
        row("byte-order-mark", Right::Fails("byte order mark"), json("\u{feff}{\"id\":1}")),
        row("lone-surrogate", Right::Fails("not JSON"), json(r#"{"id":1,"word":"\ud800"}"#)),
        row("nul", Right::Fails("not JSON"), json("{\"id\":1}\0")),
        row("two-values", Right::Fails("not JSON"), json("{\"id\":1}{\"id\":2}")),
        row("not-a-number", Right::Fails("not JSON"), json(r#"{"id":NaN}"#)),
        row("empty", Right::Fails("the body is empty"), json("")),
        row(
            "doubled-member",
            Right::Remarked("the member at $.id stands there more than once"),
            json(r#"{"id":1,"id":2}"#),
        ),
        row(
            "number-beyond-f64",
            Right::Fails("a number is beyond the range of a double"),
            json(r#"{"id":1e400}"#),
        ),
        row(
            "number-of-many-digits",
            Right::Passes,
            json(format!("{{\"id\":{}}}", "9".repeat(300))),
        ),
        row(
            "number-of-100000-digits",
            Right::Fails("a number is beyond the range of a double"),
            json(format!("{{\"id\":{}}}", "9".repeat(100_000))),
        ),
        row("html", Right::Fails("not JSON"), json("<html><body>502 Bad Gateway</body></html>")),
    ]
}

fn large() -> Vec<Row> {
    let million = 1_000_000;
    let list =
        |of: &str, count: usize| json(format!("[{of}{}]", format!(",{of}").repeat(count - 1)));
    vec![
        row("deep-lists", Right::Fails("deeper than 128 levels"), json("[".repeat(100_000))),
        row(
            "deep-objects",
            Right::Fails("deeper than 128 levels"),
            json("{\"a\":".repeat(100_000)),
        ),
        // A list of five million values is copied once more as it grows, because the allocator moves it and not the
        // kernel.
        row("many-elements", Right::Passes, list("1", 5 * million))
            .case("GET: /many-elements, expect: { status: 200, body: list }")
            .large(1000),
        row(
            "many-wrong-elements",
            Right::Fails("more places of the body may break `list`"),
            list("{}", 5 * million),
        )
        .case("GET: /many-wrong-elements, expect: { status: 200, body: list }")
        .large(1000),
        row("many-members", Right::Passes, json(many_members(million))).large(600),
        row(
            "one-long-line",
            Right::Passes,
            json(format!("{{\"id\":1,\"text\":\"{}\"}}", "x".repeat(15 << 20))),
        )
        .large(160),
    ]
}

fn many_members(count: usize) -> String {
    let mut object = "{\"id\":1".to_owned();
    for at in 0..count {
        object.extend([",\"a", &at.to_string(), "\":1"]);
    }
    object + "}"
}

fn patterns() -> Vec<Row> {
    let word = |member: &str, text: &str| json(format!("{{\"id\":1,\"{member}\":\"{text}\"}}"));
    let long = "a".repeat(100_000) + "!";
    vec![
        row("pattern-of-nested-repeats", Right::Fails("$.word"), word("word", &long)).large(140),
        row(
            "pattern-that-backtracks",
            Right::Fails("$.ahead"),
            word("ahead", &("a".repeat(5000) + "!")),
        )
        .large(140),
        row("pattern-that-backtracks-far", Right::Fails("$.ahead"), word("ahead", &long))
            .large(140),
    ]
}

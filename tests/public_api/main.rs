//! The public items of the library. A change of the list is a change of the API that semantic versioning covers.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Documents the library and returns the page that lists all public items.
fn all_items_page() -> String {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    // A separate folder, because the build that runs this test can hold the lock of the usual folder.
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| package.join("target"), PathBuf::from);
    let target = target.join("public-api");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(package)
        .args(["doc", "--quiet", "--locked", "--offline", "--no-deps", "--lib", "--target-dir"])
        .arg(&target)
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read_to_string(target.join("doc/statusquo/all.html")).expect("the page of all items exists")
}

/// Returns the items of the page as lines such as `struct record.Finding.html`.
fn items(page: &str) -> Vec<String> {
    let links = page.split("<a href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split_once('"').map(|(link, _)| link));
    let items = links.filter(|link| link.starts_with("record/") || link.starts_with("harness/"));
    let mut items: Vec<String> =
        items.map(|link| link.trim_end_matches(".html").to_owned()).collect();
    items.sort();
    items.dedup();
    items
}

#[test]
fn only_harness_and_record_have_public_items() {
    let page = all_items_page();
    let items = items(&page).join("\n") + "\n";
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/public_api/items.txt");
    if env::var_os("BLESS").is_some() {
        fs::write(&list, &items).expect("the list is writable");
    }
    let listed = fs::read_to_string(list).expect("the list is readable");
    assert_eq!(items, listed, "`BLESS=1 cargo test --test public_api` rewrites the list");
}

//! The reader of contracts and OpenAPI documents.

#![no_main]

#[path = "../../tests/fuzzing/readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = readers::contract(input);
});

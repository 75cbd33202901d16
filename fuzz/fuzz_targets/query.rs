//! The reader of queries.

#![no_main]

#[path = "../../tests/fuzzing/readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|input: &str| {
    readers::query(input);
});

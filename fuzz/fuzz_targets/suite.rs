//! The reader of suites, with their interpolation.

#![no_main]

#[path = "../../tests/fuzzing/readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    readers::suite(input);
});

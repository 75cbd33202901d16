//! The `statusquo` command.

fn main() {}

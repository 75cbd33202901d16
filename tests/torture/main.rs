//! Servers that misbehave, each path in a different way. Each row states the right report about its path. Every case
//! has one result, in time and in bounded memory, and the run continues.

#[path = "../servers/authority.rs"]
mod authority;

mod child;
#[cfg(unix)]
mod interruption;
#[cfg(unix)]
mod lost;
mod row;
mod rows;
mod script;
mod secrets;
mod server;
mod together;

/// Returns the number of runs of a randomized test: a hundred if `STATUSQUO_TORTURE` is set, `few` otherwise.
#[cfg(unix)]
fn cases(few: usize) -> usize {
    if std::env::var_os("STATUSQUO_TORTURE").is_some() { 100 } else { few }
}

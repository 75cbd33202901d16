//! Servers that misbehave, each path in one way of its own. For each it is written down what is right to say of
//! it; every case has one result, in its time and in bounded memory, and the run goes on.

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

/// How many runs a test of chance has: a hundred where `STATUSQUO_TORTURE` is set, else these few.
#[cfg(unix)]
fn cases(few: usize) -> usize {
    if std::env::var_os("STATUSQUO_TORTURE").is_some() { 100 } else { few }
}

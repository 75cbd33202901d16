//! Servers that misbehave, each path in one way of its own. For each it is written down what is right to say of
//! it; every case has one result, in its time and in bounded memory, and the run goes on.

#[path = "servers/authority.rs"]
mod authority;

mod torture {
    pub(crate) mod child;
    #[cfg(unix)]
    pub(crate) mod interruption;
    #[cfg(unix)]
    pub(crate) mod lost;
    pub(crate) mod row;
    pub(crate) mod rows;
    pub(crate) mod script;
    pub(crate) mod secrets;
    pub(crate) mod server;
    pub(crate) mod together;
}

/// How many runs a test of chance has: a hundred where `STATUSQUO_TORTURE` is set, else these few.
#[cfg(unix)]
fn cases(few: usize) -> usize {
    if std::env::var_os("STATUSQUO_TORTURE").is_some() { 100 } else { few }
}

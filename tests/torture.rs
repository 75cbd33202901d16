//! Servers that misbehave, each path in one way of its own. For each it is written down what is right to say of
//! it; every case has one result, in its time and in bounded memory, and the run goes on.

#[path = "servers/authority.rs"]
mod authority;

mod torture {
    pub(crate) mod child;
    pub(crate) mod row;
    pub(crate) mod rows;
    pub(crate) mod script;
    pub(crate) mod server;
    pub(crate) mod together;
}

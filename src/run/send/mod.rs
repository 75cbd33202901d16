//! Sends the request of a case: once, again, at once, from page to page, or until a condition holds.

mod burst;
mod dispatch;
mod pages;
mod poll;
mod retry;
mod token;

pub(super) use dispatch::{SendError, send};

//! Sends the request of a case: once, again, at once, from page to page, or until a condition holds.

mod answered;
mod broken_link;
mod burst;
mod dispatch;
mod pages;
mod poll;
mod repeat;
mod retry;
mod token;

pub(super) use answered::Answered;
pub(super) use broken_link::broken_link;
pub(super) use dispatch::{SendError, send};

//! Secrets are masked here, in one place, before an event is made.

mod decoded;
mod encoded_forms;
mod header_fields;
mod learned_secrets;
mod mask;
mod nested_escapes;
mod secret_members;
mod secrets;
mod transcript;

pub use mask::Mask;
pub use transcript::{Content, Header, Transcript, TranscriptRequest, TranscriptResponse};

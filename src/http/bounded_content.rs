//! The content of a response, read up to a limit.

use bytes::{Bytes, BytesMut};

use super::ExchangeError;

/// The content of a response while it arrives, up to a limit.
#[derive(Debug)]
pub(super) struct Content {
    bytes: BytesMut,
    limit_bytes: usize,
}

impl Content {
    /// Creates an empty content with room for the announced length.
    pub(super) fn announced(
        length: Option<u64>,
        limit_bytes: usize,
    ) -> Result<Self, ExchangeError> {
        if usize::try_from(length.unwrap_or(0)).map_or(true, |length| length > limit_bytes) {
            return Err(ExchangeError::BodyTooLarge { limit_bytes });
        }
        Ok(Self { bytes: BytesMut::new(), limit_bytes })
    }

    /// Appends a chunk.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), ExchangeError> {
        if self.bytes.len() + chunk.len() > self.limit_bytes {
            return Err(ExchangeError::BodyTooLarge { limit_bytes: self.limit_bytes });
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// Returns the complete content.
    pub(super) fn whole(self) -> Bytes {
        self.bytes.freeze()
    }
}

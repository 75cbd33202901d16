//! A digest that identifies plans and tables.

use twox_hash::XxHash3_128;

/// A digest of pieces in their order: XXH3, 128 bits.
///
/// The digest detects accidental differences. It is not cryptographic: nobody gains anything from two plans
/// with the same digest.
#[derive(Default)]
pub(crate) struct Digest(XxHash3_128);

impl Digest {
    /// Creates the digest of no bytes.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds bytes. Only the bytes matter, not how they are divided into calls.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// Adds a text with its length, so that `ab`, `c` and `a`, `bc` differ.
    pub(crate) fn text(&mut self, text: &str) {
        self.update(&(text.len() as u64).to_be_bytes());
        self.update(text.as_bytes());
    }

    /// Returns the digest of everything added so far.
    pub(crate) fn finish(&self) -> u128 {
        self.0.finish_128()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn of(texts: &[&str]) -> u128 {
        let mut digest = Digest::new();
        for text in texts {
            digest.text(text);
        }
        digest.finish()
    }

    #[test]
    fn the_digest_of_nothing_is_that_of_the_specification() {
        assert_eq!(Digest::new().finish(), 0x99aa_06d3_0147_98d8_6001_c324_468d_497f);
    }

    #[test]
    fn the_digest_does_not_depend_on_the_division_of_bytes() {
        let text = "0123456789".repeat(100);
        let mut pieces = Digest::new();
        for piece in text.as_bytes().chunks(7) {
            pieces.update(piece);
        }
        let mut whole = Digest::new();
        whole.update(text.as_bytes());
        assert_eq!(pieces.finish(), whole.finish());
    }

    #[test]
    fn texts_with_the_same_letters_have_different_digests() {
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab"]), of(&["ab", ""]));
    }
}

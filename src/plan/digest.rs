//! What tells one plan from another, and a table from what it was.

use twox_hash::XxHash3_128;

/// A digest of pieces in their order: XXH3, 128 bits.
///
/// It finds what differs by chance or by mistake. Nobody gains anything by two plans of one digest, so it
/// need not be hard to make them.
#[derive(Default)]
pub(crate) struct Digest(XxHash3_128);

impl Digest {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Takes in bytes; where they begin and end makes no difference.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// Takes in a text with its length, so that two texts are not taken for one.
    pub(crate) fn text(&mut self, text: &str) {
        self.update(&(text.len() as u64).to_be_bytes());
        self.update(text.as_bytes());
    }

    /// The digest of all that was taken in.
    pub(crate) fn end(&self) -> u128 {
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
        digest.end()
    }

    #[test]
    fn it_is_that_of_the_specification() {
        assert_eq!(Digest::new().end(), 0x99aa_06d3_0147_98d8_6001_c324_468d_497f);
    }

    #[test]
    fn bytes_are_the_same_in_pieces() {
        let text = "0123456789".repeat(100);
        let mut pieces = Digest::new();
        for piece in text.as_bytes().chunks(7) {
            pieces.update(piece);
        }
        let mut whole = Digest::new();
        whole.update(text.as_bytes());
        assert_eq!(pieces.end(), whole.end());
    }

    #[test]
    fn texts_are_told_apart_from_other_texts_of_the_same_letters() {
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab"]), of(&["ab", ""]));
    }
}

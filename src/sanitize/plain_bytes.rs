//! Finds quickly the texts that can be written without escaping. Most texts of a report are short and need none.

/// The number of bytes that are tested in one step.
const STEP: usize = 8;

/// A set of bytes that need no escaping: printable ASCII without some characters.
pub(crate) struct Plain([bool; 256]);

impl Plain {
    /// Returns the set of printable ASCII without these characters.
    pub(crate) const fn but<const N: usize>(others: [u8; N]) -> Self {
        let mut plain = [false; 256];
        let mut byte = b' ';
        while byte <= b'~' {
            plain[byte as usize] = true;
            byte += 1;
        }
        let mut at = 0;
        while at < N {
            plain[others[at] as usize] = false;
            at += 1;
        }
        Self(plain)
    }

    /// Returns the set with these bytes added.
    pub(crate) const fn and<const N: usize>(mut self, others: [u8; N]) -> Self {
        let mut at = 0;
        while at < N {
            self.0[others[at] as usize] = true;
            at += 1;
        }
        self
    }

    /// Returns `true` if a byte is in the set.
    fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Returns `true` if all bytes of a text are in the set.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.beginning(text) == text.len()
    }

    /// Returns the number of bytes at the beginning of a text that are in the set.
    pub(crate) fn beginning(&self, text: &str) -> usize {
        // Bytes are tested in groups, because one branch per byte is slower.
        let (steps, _) = text.as_bytes().as_chunks::<STEP>();
        let all = |step: &[u8; STEP]| step.iter().fold(true, |all, byte| all & self.has(*byte));
        let at = STEP * steps.iter().take_while(|step| all(step)).count();
        let rest = &text.as_bytes()[at..];
        at + rest.iter().position(|byte| !self.has(*byte)).unwrap_or(rest.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: Plain = Plain::but(*b"#\"");

    #[test]
    fn bytes_can_be_added() {
        let plain = Plain::but(*b"#").and(*b"\n");
        assert!(plain.is("a\n") && !PLAIN.is("a\n") && !plain.is("#"));
    }

    proptest! {
        #[test]
        fn a_text_is_plain_if_all_its_characters_are(text in "([ -~]|\\PC|\\p{Cc}){0,40}") {
            let each = |c: char| (' '..='~').contains(&c) && c != '#' && c != '"';
            prop_assert_eq!(PLAIN.is(&text), text.chars().all(each));
            let beginning = text.find(|c| !each(c)).unwrap_or(text.len());
            prop_assert_eq!(PLAIN.beginning(&text), beginning);
        }
    }
}

//! Whether a text can be written as it is: nearly every text of a report is short and can.

/// Printable ASCII without some characters.
pub(super) struct Plain([bool; 256]);

impl Plain {
    /// Printable ASCII without these characters.
    pub(super) const fn but<const N: usize>(others: [u8; N]) -> Self {
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

    /// Whether a byte is one of them.
    pub(super) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Whether a text has nothing else in it.
    pub(super) fn is(&self, text: &str) -> bool {
        text.bytes().all(|byte| self.has(byte))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: Plain = Plain::but(*b"#\"");

    proptest! {
        #[test]
        fn it_is_as_its_characters_say(text in "([ -~]|\\PC|\\p{Cc}){0,20}") {
            let each = |c: char| (' '..='~').contains(&c) && c != '#' && c != '"';
            prop_assert_eq!(PLAIN.is(&text), text.chars().all(each));
        }
    }
}

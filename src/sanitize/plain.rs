//! Whether a text can be written as it is: nearly every text of a report is short and can.

/// How many bytes are looked at in one step.
const STEP: usize = 8;

/// Printable ASCII without some characters.
pub(crate) struct Plain([bool; 256]);

impl Plain {
    /// Printable ASCII without these characters.
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

    /// The same with these bytes.
    pub(crate) const fn and<const N: usize>(mut self, others: [u8; N]) -> Self {
        let mut at = 0;
        while at < N {
            self.0[others[at] as usize] = true;
            at += 1;
        }
        self
    }

    /// Whether a byte is one of them.
    fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Whether a text has nothing else in it.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.beginning(text) == text.len()
    }

    /// How many bytes at the beginning of a text are nothing else.
    pub(crate) fn beginning(&self, text: &str) -> usize {
        // In steps, so that not every byte takes a branch.
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
        fn it_is_as_its_characters_say(text in "([ -~]|\\PC|\\p{Cc}){0,40}") {
            let each = |c: char| (' '..='~').contains(&c) && c != '#' && c != '"';
            prop_assert_eq!(PLAIN.is(&text), text.chars().all(each));
            let beginning = text.find(|c| !each(c)).unwrap_or(text.len());
            prop_assert_eq!(PLAIN.beginning(&text), beginning);
        }
    }
}

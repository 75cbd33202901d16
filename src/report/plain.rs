//! Whether a text can be written as it is: nearly every text of a report is short and can, so that looking is most
//! of what writing it costs. Eight bytes are looked at in one step.

/// Whether a text is printable ASCII without any of these characters.
pub(super) fn is_plain<const N: usize>(text: &str, but: [u8; N]) -> bool {
    let bytes = text.as_bytes();
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes.iter().all(|byte| matches!(byte, b' '..=b'~') && !but.contains(byte));
    };
    let (whole, _) = bytes.as_chunks::<8>();
    // The last eight are looked at again where they are no chunk of their own.
    whole.iter().chain([last]).fold(0, |found, eight| found | marked(*eight, but)) == 0
}

/// A word whose high bits say whether any of eight bytes is not printable ASCII, or is one of these characters.
fn marked<const N: usize>(eight: [u8; 8], but: [u8; N]) -> u64 {
    let word = u64::from_le_bytes(eight);
    let zero = |word: u64| word.wrapping_sub(each(1)) & !word;
    // Below a space, beyond `~`, outside of ASCII. A borrow or carry comes from such a byte alone.
    let strange = (word.wrapping_sub(each(b' ')) & !word) | word.wrapping_add(each(1)) | word;
    but.iter().fold(strange, |found, byte| found | zero(word ^ each(*byte))) & each(0x80)
}

/// A word of eight times this byte.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(is_plain(text, *b"#\""), expected, "{text:?}");
    }

    #[test]
    fn a_text_is_plain_whatever_its_length() {
        for text in ["", "a", "a b ~!$", "12345678", "123456789", "a text of more than eight"] {
            check(text, true);
        }
    }

    #[test]
    fn one_character_anywhere_is_enough() {
        for strange in ['\0', '\n', '\u{1f}', '\u{7f}', '\u{80}', 'é', '✓', '#', '"'] {
            for before in 0..20 {
                for behind in 0..10 {
                    let text = ["x".repeat(before), strange.into(), "~".repeat(behind)].concat();
                    check(&text, false);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn it_is_as_looking_at_each_byte_says(text in "([ -~]|\\PC|\\p{Cc}){0,40}") {
            let each = |c: char| (' '..='~').contains(&c) && c != '#' && c != '"';
            prop_assert_eq!(is_plain(&text, *b"#\""), text.chars().all(each));
        }
    }
}

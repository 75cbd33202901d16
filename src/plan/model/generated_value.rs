//! Generated values. They depend only on the seed, the suite, the case and the position in the case.

use uuid::Builder;

/// The characters of a random text.
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The seed of the generated values of one place in a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct PlaceSeed(u64);

impl PlaceSeed {
    /// Creates the seed of the call at this position in the case, variable or credential `owner`.
    pub(in crate::plan) fn new(seed: u64, suite: &str, owner: &str, position: usize) -> Self {
        Self(place_seed(seed, suite, owner, position))
    }

    /// Returns the seed of one of several values at this place.
    pub(in crate::plan) fn nth(self, position: usize) -> Self {
        Self(self.0.wrapping_add((position as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// Returns a version 4 UUID (RFC 9562, section 5.4).
    pub(in crate::plan) fn uuid(self) -> String {
        let mut bytes = [0; 16];
        self.random().fill(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// Returns a number from `min` to `max`, both inclusive. `min` must not be greater than `max`.
    pub(in crate::plan) fn integer(self, min: i64, max: i64) -> i64 {
        self.random().i64(min..=max)
    }

    /// Returns a text of this many letters and digits.
    pub(in crate::plan) fn text(self, length: usize) -> String {
        let mut random = self.random();
        (0..length).map(|_| char::from(LETTERS[random.usize(..LETTERS.len())])).collect()
    }

    fn random(self) -> fastrand::Rng {
        fastrand::Rng::with_seed(self.0)
    }
}

/// Returns the FNV-1a hash of all parts. The hash must be the same in every version of the tool, which the hasher
/// of the standard library does not guarantee.
fn place_seed(seed: u64, suite: &str, owner: &str, position: usize) -> u64 {
    let parts = [suite.as_bytes(), owner.as_bytes(), &(position as u64).to_le_bytes()];
    let bytes = parts.into_iter().flat_map(|part| part.iter().copied().chain([0]));
    seed.to_le_bytes().into_iter().chain(bytes).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_version_4_and_depends_only_on_its_place() {
        let uuid = |seed, suite, owner, at| PlaceSeed::new(seed, suite, owner, at).uuid();
        let one = uuid(1, "orders", "create", 0);
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert_eq!(one, uuid(1, "orders", "create", 0));
        for other in [uuid(2, "orders", "create", 0), uuid(1, "order", "screate", 0)] {
            assert_ne!(one, other);
        }
        assert_ne!(one, uuid(1, "orders", "create", 1));
    }

    #[test]
    fn numbers_reach_both_bounds_and_texts_have_their_length() {
        let numbers = |at| PlaceSeed::new(1, "s", "c", at).integer(-1, 1);
        let seen: std::collections::BTreeSet<i64> = (0..50).map(numbers).collect();
        assert_eq!(seen.into_iter().collect::<Vec<i64>>(), [-1, 0, 1]);
        let text = PlaceSeed::new(1, "s", "c", 0).text(12);
        assert_eq!((text.len(), text.bytes().all(|b| b.is_ascii_alphanumeric())), (12, true));
        assert_ne!(text, PlaceSeed::new(1, "s", "c", 1).text(12));
    }
}

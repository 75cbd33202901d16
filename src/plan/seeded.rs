//! Generated values: the same for the same seed, suite, case and position, whatever else is run.

use uuid::Builder;

/// A version 4 UUID (RFC 9562, section 5.4) for one place of one suite.
pub(super) fn uuid(seed: u64, suite: &str, owner: &str, position: usize) -> String {
    let mut random = fastrand::Rng::with_seed(place_seed(seed, suite, owner, position));
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// FNV-1a over all parts: stable over versions of the compiler, which the standard hasher is not.
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
    fn a_uuid_is_of_version_4_and_depends_on_its_place_only() {
        let one = uuid(1, "orders", "create", 0);
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert_eq!(one, uuid(1, "orders", "create", 0));
        for other in [uuid(2, "orders", "create", 0), uuid(1, "order", "screate", 0)] {
            assert_ne!(one, other);
        }
        assert_ne!(one, uuid(1, "orders", "create", 1));
    }
}

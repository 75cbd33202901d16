//! A map that forgets its oldest entry when it is full.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// At most `capacity` entries, in the order of insertion.
#[derive(Debug)]
pub(super) struct BoundedMap<K, V> {
    capacity: usize,
    entries: HashMap<K, V>,
    age: VecDeque<K>,
}

impl<K: Clone + Eq + Hash, V> BoundedMap<K, V> {
    /// Creates an empty map for `capacity` entries, which must be at least 1.
    pub(super) fn new(capacity: usize) -> BoundedMap<K, V> {
        BoundedMap { capacity, entries: HashMap::new(), age: VecDeque::new() }
    }

    /// Inserts an entry. If the key already exists, the entry keeps its age.
    pub(super) fn insert(&mut self, key: K, value: V) {
        if self.entries.insert(key.clone(), value).is_some() {
            return;
        }
        self.age.push_back(key);
        if self.age.len() > self.capacity
            && let Some(oldest) = self.age.pop_front()
        {
            self.entries.remove(&oldest);
        }
    }

    /// Returns the entry of a key, if the map still has one.
    pub(super) fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries.get(key)
    }

    /// Returns the entry of a key for changes in place.
    pub(super) fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.entries.get_mut(key)
    }

    /// Returns all entries, the newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = &V> {
        self.age.iter().rev().filter_map(|key| self.entries.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::BoundedMap;

    #[track_caller]
    fn check(inserted: &[u8], expected: &[u8]) {
        let mut bounded = BoundedMap::new(2);
        for number in inserted {
            bounded.insert(*number, *number);
        }
        let newest: Vec<u8> = bounded.newest().copied().collect();
        assert_eq!(newest, expected);
    }

    #[test]
    fn the_oldest_entry_is_forgotten_first() {
        check(&[1, 2], &[2, 1]);
        check(&[1, 2, 3], &[3, 2]);
    }

    #[test]
    fn a_known_key_is_not_counted_twice() {
        check(&[1, 2, 1], &[2, 1]);
        check(&[1, 2, 1, 3], &[3, 2]);
    }
}

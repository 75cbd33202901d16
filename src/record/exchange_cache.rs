//! Exchanges of the first cases that passed, held in memory for a report that shows them.

use super::case_map::CaseMap;
use crate::event::CaseFinished;
use crate::redact::Transcript;

/// The approximate size of an exchange without its texts, in bytes.
const BARE: usize = 300;

/// The exchanges of the first cases that passed, up to a number of bytes.
///
/// A report that shows these exchanges need not read them from the written record again.
#[derive(Debug, Clone, Default)]
pub(super) struct ExchangeCache {
    /// The bytes that are left, approximately.
    free: usize,
    exchanges: CaseMap<Transcript>,
}

impl ExchangeCache {
    /// Creates a cache of about this many bytes. A cache of zero bytes holds nothing.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { free: bytes, exchanges: CaseMap::default() }
    }

    /// Moves the exchange out of a case that passed. The exchange is dropped if the cache is full: then it is
    /// in the written record only.
    ///
    /// The exchange leaves the case in both situations, so that a case that passed looks the same in every
    /// report, however much memory the cache had.
    pub(super) fn take_from(&mut self, case: &mut CaseFinished) {
        let Some(exchange) = case.exchange.take() else { return };
        if self.free == 0 {
            return;
        }
        // The exchange that exceeds the limit is kept too. So a single large exchange fits into any cache that has
        // room.
        self.free = self.free.saturating_sub(BARE + exchange.bytes());
        self.exchanges.insert(&case.file, case.case.clone(), exchange);
    }

    /// Returns the exchange of a case, if the cache has it.
    pub(super) fn get(&self, case: &CaseFinished) -> Option<&Transcript> {
        self.exchanges.get(case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{case, exchange};

    fn ended(id: &str, body: &str) -> CaseFinished {
        let exchange = Some(exchange("GET", "/", None, 200, body));
        CaseFinished { exchange, ..case(id, "200", 1) }
    }

    fn is_held(cache: &mut ExchangeCache, mut case: CaseFinished) -> bool {
        cache.take_from(&mut case);
        assert!(case.exchange.is_none(), "the case keeps no exchange");
        cache.get(&case).is_some()
    }

    #[test]
    fn the_cache_holds_exchanges_until_it_is_full() {
        let mut cache = ExchangeCache::with_capacity(2000);
        assert!(is_held(&mut cache, ended("a", "")));
        assert!(is_held(&mut cache, ended("b", &"x".repeat(5000))), "there was room left");
        assert!(!is_held(&mut cache, ended("c", "")));
        assert!(!is_held(&mut ExchangeCache::default(), ended("a", "")));
    }

    #[test]
    fn the_cache_keeps_cases_of_two_files_with_one_name_apart() {
        let mut cache = ExchangeCache::with_capacity(2000);
        let of = |file: &str, body| CaseFinished { file: file.into(), ..ended("a", body) };
        let mut cases = [of("a/x.har", "1"), of("b/x.har", "22")];
        for case in &mut cases {
            cache.take_from(case);
        }
        for (case, bytes) in cases.iter().zip([1, 2]) {
            let response = cache.get(case).and_then(|exchange| exchange.response.as_ref());
            let body = response.and_then(|response| response.body.as_ref());
            assert_eq!(body.map(|body| body.bytes), Some(bytes));
        }
    }
}

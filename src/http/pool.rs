//! The pool of idle connections.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

/// The time for which an idle connection is kept.
///
/// It is below the shortest idle timeout of common servers (2 s), so a request is rarely sent on a connection that the
/// server is about to close.
pub(super) const IDLE: Duration = Duration::from_secs(1);

/// Idle connections to any number of origins.
#[derive(Debug)]
pub(super) struct Pool<T> {
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    /// Ordered by the time of their last use.
    idle: Vec<Idle<T>>,
    /// The task that closes old connections. It runs while any connection is idle.
    sweeper: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Idle<T> {
    origin: Box<str>,
    since: Instant,
    connection: T,
}

impl<T: Send + 'static> Pool<T> {
    /// Creates an empty pool.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State { idle: Vec::new(), sweeper: None }) })
    }

    /// Takes the most recently used connection to an origin, if it has not expired.
    pub(super) fn take(&self, origin: &str) -> Option<T> {
        let mut state = self.state();
        let at = state.idle.iter().rposition(|idle| *idle.origin == *origin)?;
        let found = state.idle.remove(at);
        drop(state);
        (found.since.elapsed() < IDLE).then_some(found.connection)
    }

    /// Returns a connection to the pool.
    pub(super) fn put(self: &Arc<Self>, origin: &str, connection: T) {
        let idle = Idle { origin: origin.into(), since: Instant::now(), connection };
        let mut state = self.state();
        state.idle.push(idle);
        // The task also ends with the runtime on which it was started, so it may have to be started again.
        if state.sweeper.as_ref().is_none_or(JoinHandle::is_finished) {
            state.sweeper = Some(tokio::spawn(sweep(Arc::downgrade(self))));
        }
    }

    /// Closes expired connections and returns true if any connection is left.
    ///
    /// A server that serves one connection at a time blocks until the idle one is closed.
    fn close_old(&self) -> bool {
        let mut state = self.state();
        let old = state.idle.partition_point(|idle| idle.since.elapsed() >= IDLE);
        let old: Vec<_> = state.idle.drain(..old).collect();
        let is_empty = state.idle.is_empty();
        if is_empty {
            state.sweeper = None;
        }
        drop(state);
        drop(old);
        !is_empty
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn sweep<T: Send + 'static>(pool: Weak<Pool<T>>) {
    loop {
        sleep(IDLE).await;
        let Some(pool) = pool.upgrade() else { return };
        if !pool.close_old() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_used_last_is_taken_first() {
        let pool = Pool::new();
        pool.put("a", 1);
        pool.put("b:81", 2);
        pool.put("a", 3);
        assert_eq!([pool.take("a"), pool.take("a"), pool.take("a")], [Some(3), Some(1), None]);
        assert_eq!([pool.take("b"), pool.take("b:81")], [None, Some(2)]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_idle_too_long_is_not_taken() {
        let pool = Pool::new();
        pool.put("a", 1);
        tokio::time::advance(IDLE / 2).await;
        assert_eq!(pool.take("a"), Some(1));
        pool.put("a", 1);
        tokio::time::advance(IDLE).await;
        assert_eq!(pool.take("a"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_takes_is_closed() {
        let (pool, connection) = (Pool::new(), Arc::new(()));
        for _ in 0..2 {
            pool.put("a", Arc::clone(&connection));
            sleep(IDLE * 2 + Duration::from_millis(1)).await;
            assert_eq!(Arc::strong_count(&connection), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_pool_that_is_dropped_closes_all_at_once() {
        let (pool, connection) = (Pool::new(), Arc::new(()));
        pool.put("a", Arc::clone(&connection));
        tokio::task::yield_now().await;
        drop(pool);
        assert_eq!(Arc::strong_count(&connection), 1);
    }
}

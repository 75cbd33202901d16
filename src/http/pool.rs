//! The pool of idle connections.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use super::keep_alive::{KeepAlive, SURVIVED};
use super::may_be_repeated::Opened;

/// The time for which an idle connection is kept.
///
/// It is below the shortest idle timeout of common servers (2 s), so a request is rarely sent on a connection that the
/// server is about to close.
const IDLE: Duration = Duration::from_secs(1);

/// The number of idle connections to an origin that has not shown that it keeps them.
///
/// Requests that must not be sent twice do not use these connections, so their number would grow with each request.
const UNPROVEN: usize = 32;

/// Idle connections to any number of origins.
#[derive(Debug)]
pub(super) struct Pool<T> {
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    origins: Vec<Origin<T>>,
    /// The task that closes old connections. It runs while any connection is idle.
    sweeper: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Origin<T> {
    name: Box<str>,
    /// Ordered by the time of their last use.
    idle: Vec<Idle<T>>,
    keep_alive: KeepAlive,
}

/// A connection without a request.
#[derive(Debug)]
pub(super) struct Idle<T> {
    since: Instant,
    pub(super) connection: T,
}

impl<T> Idle<T> {
    /// Returns true if an open connection is evidence that the target keeps idle connections.
    pub(super) fn has_survived(&self) -> bool {
        self.since.elapsed() >= SURVIVED
    }
}

impl<T> State<T> {
    fn origin(&mut self, name: &str) -> &mut Origin<T> {
        let at = self.origins.iter().position(|origin| *origin.name == *name);
        let at = at.unwrap_or_else(|| {
            let (idle, keep_alive) = (Vec::new(), KeepAlive::default());
            self.origins.push(Origin { name: name.into(), idle, keep_alive });
            self.origins.len() - 1
        });
        &mut self.origins[at]
    }
}

impl<T: Send + 'static> Pool<T> {
    /// Creates an empty pool.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State { origins: Vec::new(), sweeper: None }) })
    }

    /// Takes the most recently used connection to an origin, if it has not expired.
    pub(super) fn take(&self, origin: &str) -> Option<Idle<T>> {
        self.state().origin(origin).idle.pop().filter(|idle| idle.since.elapsed() < IDLE)
    }

    /// Takes a connection for a request that must not be sent twice.
    ///
    /// If the target has not shown that it keeps idle connections, only a connection is taken that shows it, should it
    /// still be open.
    pub(super) fn take_kept(&self, origin: &str) -> Option<Idle<T>> {
        let mut state = self.state();
        let origin = state.origin(origin);
        let idle = if origin.keep_alive.is_shown() {
            origin.idle.pop()?
        } else {
            let is_evidence = origin.idle.first().is_some_and(Idle::has_survived);
            is_evidence.then(|| origin.idle.remove(0))?
        };
        (idle.since.elapsed() < IDLE).then_some(idle)
    }

    /// Returns a connection to the pool after a response on it.
    pub(super) fn put(self: &Arc<Self>, origin: &str, connection: T, opened: Opened) {
        let mut state = self.state();
        let origin = state.origin(origin);
        if opened == Opened::Before {
            origin.keep_alive.note_reuse();
        }
        if origin.idle.len() >= UNPROVEN && !origin.keep_alive.is_shown() {
            return;
        }
        origin.idle.push(Idle { since: Instant::now(), connection });
        // The task also ends with the runtime on which it was started, so it may have to be started again.
        if state.sweeper.as_ref().is_none_or(JoinHandle::is_finished) {
            state.sweeper = Some(tokio::spawn(sweep(Arc::downgrade(self))));
        }
    }

    /// Notes that an idle connection was still open after some time.
    pub(super) fn note_survival(&self, origin: &str) {
        self.state().origin(origin).keep_alive.note_survival();
    }

    /// Notes that the target closed an idle connection.
    pub(super) fn note_close(&self, origin: &str) {
        self.state().origin(origin).keep_alive.note_close();
    }

    /// Closes expired connections and returns true if any connection is left.
    ///
    /// A server that serves one connection at a time blocks until the idle one is closed.
    fn close_old(&self) -> bool {
        let mut state = self.state();
        let mut closed = Vec::new();
        for origin in &mut state.origins {
            let old = origin.idle.partition_point(|idle| idle.since.elapsed() >= IDLE);
            closed.extend(origin.idle.drain(..old));
        }
        let is_empty = state.origins.iter().all(|origin| origin.idle.is_empty());
        if is_empty {
            state.sweeper = None;
        }
        drop(state);
        drop(closed);
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

    fn take<T: Send + 'static>(pool: &Pool<T>, origin: &str) -> Option<T> {
        pool.take(origin).map(|idle| idle.connection)
    }

    fn take_kept<T: Send + 'static>(pool: &Pool<T>, origin: &str) -> Option<T> {
        pool.take_kept(origin).map(|idle| idle.connection)
    }

    #[tokio::test]
    async fn what_was_used_last_is_taken_first() {
        let pool = Pool::new();
        pool.put("a", 1, Opened::New);
        pool.put("b:81", 2, Opened::New);
        pool.put("a", 3, Opened::New);
        assert_eq!(
            [take(&pool, "a"), take(&pool, "a"), take(&pool, "a")],
            [Some(3), Some(1), None]
        );
        assert_eq!([take(&pool, "b"), take(&pool, "b:81")], [None, Some(2)]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_idle_too_long_is_not_taken() {
        let pool = Pool::new();
        pool.put("a", 1, Opened::New);
        tokio::time::advance(IDLE / 2).await;
        assert_eq!(take(&pool, "a"), Some(1));
        pool.put("a", 1, Opened::New);
        tokio::time::advance(IDLE).await;
        assert_eq!(take(&pool, "a"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_takes_is_closed() {
        let (pool, connection) = (Pool::new(), Arc::new(()));
        for _ in 0..2 {
            pool.put("a", Arc::clone(&connection), Opened::New);
            sleep(IDLE * 2 + Duration::from_millis(1)).await;
            assert_eq!(Arc::strong_count(&connection), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_pool_that_is_dropped_closes_all_at_once() {
        let (pool, connection) = (Pool::new(), Arc::new(()));
        pool.put("a", Arc::clone(&connection), Opened::New);
        tokio::task::yield_now().await;
        drop(pool);
        assert_eq!(Arc::strong_count(&connection), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_must_not_be_sent_twice_takes_only_a_connection_that_is_kept() {
        let pool = Pool::new();
        pool.put("a", 1, Opened::New);
        pool.put("a", 2, Opened::New);
        assert_eq!(take_kept(&pool, "a"), None);
        tokio::time::advance(SURVIVED).await;
        pool.put("a", 3, Opened::New);
        assert_eq!([take_kept(&pool, "a"), take_kept(&pool, "a")], [Some(1), Some(2)]);
        assert_eq!(take_kept(&pool, "a"), None, "nothing was noted");
        pool.note_survival("a");
        assert_eq!(take_kept(&pool, "a"), Some(3));
        pool.put("a", 3, Opened::Before);
        pool.note_close("a");
        assert_eq!((take_kept(&pool, "a"), take(&pool, "a")), (None, Some(3)));
    }

    #[tokio::test]
    async fn few_connections_are_kept_to_an_origin_that_may_close_them() {
        let (pool, connection) = (Pool::new(), Arc::new(()));
        for _ in 0..UNPROVEN * 2 {
            pool.put("a", Arc::clone(&connection), Opened::New);
        }
        assert_eq!(Arc::strong_count(&connection), 1 + UNPROVEN);
        pool.note_survival("a");
        pool.put("a", Arc::clone(&connection), Opened::New);
        assert_eq!(Arc::strong_count(&connection), 2 + UNPROVEN);
    }
}

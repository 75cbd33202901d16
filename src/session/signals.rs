//! Ctrl-C and `SIGTERM`: the first ends the run in order, the second at once.

use tokio::sync::watch;

use crate::event::Signal;

use super::Exit;

/// Listens for signals; the receiver holds the first that came.
///
/// The second ends the process at once with the first one's exit code.
pub fn listen() -> watch::Receiver<Option<Signal>> {
    let (sender, receiver) = watch::channel(None);
    tokio::spawn(async move {
        let first = next().await;
        // If the run has ended already there is no one to tell.
        let _ = sender.send(Some(first));
        next().await;
        end_at_once(first);
    });
    receiver
}

#[expect(clippy::exit, reason = "a second signal asks for just that")]
fn end_at_once(signal: Signal) -> ! {
    std::process::exit(i32::from(Exit::from(signal).code()))
}

#[cfg(unix)]
async fn next() -> Signal {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return interrupt().await;
    };
    tokio::select! {
        signal = interrupt() => signal,
        _ = terminate.recv() => Signal::Terminate,
    }
}

#[cfg(not(unix))]
async fn next() -> Signal {
    interrupt().await
}

async fn interrupt() -> Signal {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler the system's own answer to Ctrl-C stays in force.
        std::future::pending::<()>().await;
    }
    Signal::Interrupt
}

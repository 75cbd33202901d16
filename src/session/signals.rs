//! Ctrl-C and `SIGTERM`: the first ends the run in order, the second at once.

use std::sync::mpsc;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::watch;

use crate::event::Signal;

use super::Exit;

/// Listens for signals, from this moment on; the receiver holds the first that came.
///
/// The second ends the process at once with the first one's exit code. That holds whatever the run is busy with,
/// so it is heard on a thread of its own: the run's may be waiting for a pipe that nobody reads.
pub fn listen() -> watch::Receiver<Option<Signal>> {
    let (sender, receiver) = watch::channel(None);
    let (ready, listens) = mpsc::channel();
    // Without a thread, or a runtime on it, the system's own answer to a signal stays in force.
    let _ = thread::Builder::new().spawn(move || {
        let Ok(runtime) = Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(hear(&sender, &ready));
    });
    // Whatever is sent after this must find someone who listens.
    let _ = listens.recv();
    receiver
}

async fn hear(sender: &watch::Sender<Option<Signal>>, ready: &mpsc::Sender<()>) {
    let mut signals = Signals::listen();
    let _ = ready.send(());
    let first = signals.next().await;
    // If the run has ended already there is no one to tell.
    let _ = sender.send(Some(first));
    signals.next().await;
    end_at_once(first);
}

#[expect(clippy::exit, reason = "a second signal asks for just that")]
fn end_at_once(signal: Signal) -> ! {
    std::process::exit(i32::from(Exit::from(signal).code()))
}

/// The signals that end a run. Where there is no handler, the system's own answer to one stays in force.
#[cfg(unix)]
struct Signals {
    interrupt: Option<tokio::signal::unix::Signal>,
    terminate: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
        }
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            () = came(self.interrupt.as_mut()) => Signal::Interrupt,
            () = came(self.terminate.as_mut()) => Signal::Terminate,
        }
    }
}

#[cfg(unix)]
async fn came(signal: Option<&mut tokio::signal::unix::Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Self {
        Self
    }

    async fn next(&mut self) -> Signal {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}

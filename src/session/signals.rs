//! Ctrl-C, `SIGTERM` and `SIGHUP`: the first signal ends the run in order, the second one at once.

use std::sync::mpsc;
use std::thread;

use tokio::runtime::Builder;
use tokio::sync::watch;

use crate::event::Signal;
use crate::settings::Exit;

/// Listens for signals from now on. The receiver gets the first signal.
///
/// The second signal ends the process at once, with the exit code of the first. Signals have a thread of their own,
/// because the thread of the run may be blocked, for example by a pipe that nobody reads.
pub fn listen_for_signals() -> watch::Receiver<Option<Signal>> {
    let (sender, receiver) = watch::channel(None);
    let (ready, is_ready) = mpsc::channel();
    // If the thread or its runtime cannot start, the default action of the system stays in force.
    let _ = thread::Builder::new().spawn(move || {
        let Ok(runtime) = Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(handle_signals(&sender, &ready));
    });
    // Returns only after the handlers are installed, so that no later signal is lost.
    let _ = is_ready.recv();
    receiver
}

async fn handle_signals(sender: &watch::Sender<Option<Signal>>, ready: &mpsc::Sender<()>) {
    let mut signals = Signals::listen();
    let _ = ready.send(());
    let first = signals.next().await;
    // If the run has already ended, nobody receives the signal.
    let _ = sender.send(Some(first));
    signals.next().await;
    // The user wants to leave now: teardown and reports are skipped.
    exit_at_once(first);
}

#[expect(clippy::exit, reason = "a second signal asks for exactly that")]
fn exit_at_once(signal: Signal) -> ! {
    std::process::exit(i32::from(Exit::from(signal).code()))
}

/// The signals that end a run. A signal without a handler keeps the default action of the system.
#[cfg(unix)]
struct Signals {
    interrupt: Option<tokio::signal::unix::Signal>,
    terminate: Option<tokio::signal::unix::Signal>,
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
            // `nohup statusquo run` starts with an ignored SIGHUP, and a handler would end the run with the terminal.
            hangup: if is_hangup_ignored() { None } else { signal(SignalKind::hangup()).ok() },
        }
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            () = received(self.interrupt.as_mut()) => Signal::Interrupt,
            () = received(self.terminate.as_mut()) => Signal::Terminate,
            () = received(self.hangup.as_mut()) => Signal::Hangup,
        }
    }
}

/// Returns `true` if the process was started with `SIGHUP` ignored, as far as the system tells it in a file. Reading the
/// action of a signal by a system call needs unsafe code.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return false };
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // The lowest bit is signal 1, which is SIGHUP.
    ignored.is_some_and(|mask| mask & 1 == 1)
}

#[cfg(unix)]
async fn received(signal: Option<&mut tokio::signal::unix::Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        // A handler that could not be installed never receives a signal, so it must never win the `select!`.
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

//! Ctrl-C, SIGTERM and SIGHUP: the first signal stops cleanly, the second one immediately.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::{messages, progress_terminal};

/// Receives stop signals.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    stopped: watch::Receiver<Option<Exit>>,
    immediate_stop_message: Arc<Mutex<String>>,
}

impl Interrupt {
    /// Listens from now on; `end` is called before a second signal ends the process. Must be
    /// called inside the runtime.
    pub(crate) fn listen(end: impl FnOnce(Exit) + Send + 'static) -> Result<Self> {
        let mut signals = Signals::new()?;
        let (sender, stopped) = watch::channel(None);
        let immediate_stop_message: Arc<Mutex<String>> = Arc::default();
        let message = Arc::clone(&immediate_stop_message);
        tokio::spawn(async move {
            let exit = signals.next().await;
            if sender.send(Some(exit)).is_err() {
                return;
            }
            let exit = signals.next().await;
            progress_terminal::clear();
            messages::warn(&format!("exiting immediately{}", lock(&message)));
            end(exit);
            std::process::exit(i32::from(exit.code()));
        });
        Ok(Self { stopped, immediate_stop_message })
    }

    /// Sets the message for a second signal: the state after it, and how to resume.
    pub(crate) fn set_immediate_stop_message(&self, message: String) {
        *lock(&self.immediate_stop_message) = message;
    }

    /// Waits for a stop signal, and returns its exit code.
    pub(crate) async fn stopped(&self) -> Exit {
        let mut receiver = self.stopped.clone();
        let stopped = receiver.wait_for(Option::is_some).await.ok().and_then(|exit| *exit);
        match stopped {
            Some(exit) => exit,
            None => std::future::pending().await,
        }
    }

    /// Runs work that can be abandoned at any time.
    pub(crate) async fn run_unless_stopped<T>(
        &self,
        work: impl Future<Output = Result<T>>,
        hint: impl FnOnce() -> String,
    ) -> Result<T> {
        tokio::select! {
            biased;
            exit = self.stopped() => {
                progress_terminal::clear();
                messages::warn(&format!("interrupted. {}", hint()));
                Err(Failure::AlreadyReported(exit))
            }
            done = work => done,
        }
    }
}

fn lock(message: &Mutex<String>) -> std::sync::MutexGuard<'_, String> {
    message.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// `None` if the process ignores SIGHUP, as under `nohup`.
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let hangup = if ignores_hangup() { None } else { Some(signal(SignalKind::hangup())?) };
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup,
        })
    }

    async fn next(&mut self) -> Exit {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => Exit::Interrupted,
            _ = self.terminate.recv() => Exit::Terminated,
            _ = hangup => Exit::HungUp,
        }
    }
}

/// Whether SIGHUP, which is number 1, is ignored. Only Linux exposes that without unsafe code.
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return !cfg!(target_os = "linux");
    };
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1 == 1)
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
impl Signals {
    fn new() -> Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Exit {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Exit::Interrupted,
            Err(_) => std::future::pending().await,
        }
    }
}

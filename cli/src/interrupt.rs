//! Ctrl-C and SIGTERM: the first stops cleanly, the second at once.

use std::future::Future;

use tokio::sync::watch;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::say;

/// Tells that the command is to stop.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt(watch::Receiver<Option<Exit>>);

impl Interrupt {
    /// Listens from now on. Has to be called inside the runtime.
    pub(crate) fn listen() -> Result<Self> {
        let mut signals = Signals::new()?;
        let (sender, receiver) = watch::channel(None);
        tokio::spawn(async move {
            let exit = signals.next().await;
            if sender.send(Some(exit)).is_err() {
                return;
            }
            let exit = signals.next().await;
            say::warn("stopped at once; what was under way is not written down");
            std::process::exit(i32::from(exit.code()));
        });
        Ok(Self(receiver))
    }

    /// Waits until the command is to stop; says how it ends then.
    pub(crate) async fn stopped(&self) -> Exit {
        let mut receiver = self.0.clone();
        let stopped = receiver.wait_for(Option::is_some).await.ok().and_then(|exit| *exit);
        match stopped {
            Some(exit) => exit,
            None => std::future::pending().await,
        }
    }

    /// Does something that can be given up at any time.
    pub(crate) async fn unless<T>(
        &self,
        work: impl Future<Output = Result<T>>,
        how_to_go_on: impl FnOnce() -> String,
    ) -> Result<T> {
        tokio::select! {
            biased;
            exit = self.stopped() => {
                say::warn(&format!("interrupted. {}", how_to_go_on()));
                Err(Failure::Said(exit))
            }
            done = work => done,
        }
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::Interrupted,
            _ = self.terminate.recv() => Exit::Terminated,
        }
    }
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

//! A loopback port and a thread that serves it, for both servers.

use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// A port that is bound but not served yet, so that a service can know its address.
pub(crate) struct Port {
    listener: std::net::TcpListener,
    address: SocketAddr,
}

impl Port {
    /// Binds a port on the loopback; 0 takes a free one.
    pub(crate) fn bind(port: u16) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .map_err(|error| unavailable(port, &error))?;
        listener.set_nonblocking(true)?;
        Ok(Self { address: listener.local_addr()?, listener })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The listener, for a task of a [`ServerThread`].
    pub(crate) fn listen(self) -> io::Result<TcpListener> {
        TcpListener::from_std(self.listener)
    }
}

/// Adds the port, which is missing in the system's error.
fn unavailable(port: u16, error: &io::Error) -> io::Error {
    let reason =
        format!("port {port} of 127.0.0.1 can't be used: {error}. Port 0 takes a free one");
    io::Error::new(error.kind(), reason)
}

/// The next connection.
pub(crate) async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // Probably out of file descriptors: some will become free.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// A thread that serves until it is stopped or dropped.
pub(crate) struct ServerThread {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// The process that has the thread. A forked child doesn't.
    process: u32,
}

impl ServerThread {
    /// Starts the thread and, on it, the tasks that `spawn` spawns.
    pub(crate) fn start(name: &str, spawn: impl FnOnce() -> io::Result<()>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        {
            let _context = runtime.enter();
            spawn()?;
        }
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            // Ends on a stop message, or when the sender is dropped.
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread), process: std::process::id() })
    }

    /// Stops serving and closes all connections. In a forked child, the parent goes on serving.
    pub(crate) fn stop(&mut self) {
        let (stop, thread) = (self.stop.take(), self.thread.take());
        if self.process != std::process::id() {
            return mem::forget((stop, thread));
        }
        drop(stop);
        if let Some(thread) = thread {
            // The panic hook has already reported a panic in the thread.
            let _ = thread.join();
        }
    }
}

impl Drop for ServerThread {
    fn drop(&mut self) {
        self.stop();
    }
}

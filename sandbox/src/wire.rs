//! A small HTTP/1.1 server that does what HTTP libraries refuse to: headers in the order and spelling
//! asked for, connections that end in mid-answer, answers that never come.

use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use crate::answer::{Answer, Cut, Dribble, Wait};
use crate::log::RequestLog;
pub(crate) use crate::request::Request;
use crate::request::{self, Parsed};

/// What stands behind a port.
pub(crate) trait Service: Send + Sync + 'static {
    /// Where requests are noted.
    fn log(&self) -> &RequestLog;
    /// The time that a request is noted with.
    fn now(&self) -> String;
    /// Answers one request.
    fn answer(&self, request: &Request) -> Answer;
}

/// A port that is bound but not served yet, so that a service can know its own address.
pub(crate) struct Port {
    listener: std::net::TcpListener,
    pub(crate) address: SocketAddr,
}

impl Port {
    /// Binds a port on the loopback; 0 takes a free one.
    pub(crate) fn bind(port: u16) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        Ok(Self { address: listener.local_addr()?, listener })
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A thread that serves until it is stopped or dropped.
pub(crate) struct ServerThread {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    released: watch::Sender<bool>,
}

impl ServerThread {
    pub(crate) fn serve(name: &str, ports: Vec<(Port, Arc<dyn Service>)>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let released = watch::Sender::new(false);
        {
            let _context = runtime.enter();
            for (port, service) in ports {
                let listener = TcpListener::from_std(port.listener)?;
                runtime.spawn(accept(listener, service, released.clone()));
            }
        }
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            // Ends when told to, and just as well when whoever could tell has gone.
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread), released })
    }

    /// Lets held answers go.
    pub(crate) fn release(&self) {
        self.released.send_replace(true);
    }

    pub(crate) fn stop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic in the thread has been reported by the panic hook already.
            let _ = thread.join();
        }
    }
}

impl Drop for ServerThread {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn accept(listener: TcpListener, service: Arc<dyn Service>, released: watch::Sender<bool>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let connection = Connection {
                    stream,
                    unread: Vec::with_capacity(8 * 1024),
                    service: Arc::clone(&service),
                    released: released.subscribe(),
                };
                // However a connection ends, the others go on.
                tokio::spawn(async { drop(connection.serve().await) });
            }
            // Out of file descriptors, most likely: some will come back.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
    service: Arc<dyn Service>,
    released: watch::Receiver<bool>,
}

impl Connection {
    async fn serve(mut self) -> io::Result<()> {
        self.stream.set_nodelay(true)?;
        while let Some(request) = self.read_request().await? {
            let service = Arc::clone(&self.service);
            let log = service.log();
            let ticket = log.arrived(request.logged(service.now()));
            let answer = service.answer(&request);
            if !self.wait(answer.delivery.wait).await {
                log.settled(ticket, None);
                log.disconnected();
                return Ok(());
            }
            // Settled before the first byte: whoever holds the answer finds its status in the log.
            log.settled(ticket, answer.delivery.cut.is_none().then_some(answer.status));
            self.write(&answer.bytes(), answer.delivery.dribble).await?;
            if let Some(cut) = answer.delivery.cut {
                return self.end(cut).await;
            }
            if answer.closes() || !request.keep_alive {
                return self.stream.shutdown().await;
            }
        }
        Ok(())
    }

    /// The next request, or none when the client is done.
    async fn read_request(&mut self) -> io::Result<Option<Request>> {
        let mut leave_given = false;
        loop {
            if !self.unread.is_empty() {
                match request::parse(&self.unread)? {
                    Parsed::Whole(request, length) => {
                        self.unread.drain(..length);
                        return Ok(Some(request));
                    }
                    Parsed::Partial(true) if !leave_given => {
                        leave_given = true;
                        self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
                    }
                    Parsed::Partial(_) => {}
                }
            }
            if self.stream.read_buf(&mut self.unread).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// Waits as told; false when the client went away meanwhile.
    async fn wait(&mut self, wait: Wait) -> bool {
        if matches!(wait, Wait::No) {
            return true;
        }
        let mut released = self.released.clone();
        tokio::select! {
            () = async {
                match wait {
                    Wait::No => {}
                    Wait::For(time) => tokio::time::sleep(time).await,
                    // An error would mean that the server is being stopped.
                    Wait::UntilReleased => drop(released.wait_for(|released| *released).await),
                    Wait::Forever => pending().await,
                }
            } => true,
            () = gone(&mut self.stream, &mut self.unread) => false,
        }
    }

    async fn write(&mut self, bytes: &[u8], dribble: Option<Dribble>) -> io::Result<()> {
        let Some(dribble) = dribble else {
            return self.stream.write_all(bytes).await;
        };
        for piece in bytes.chunks(dribble.bytes.max(1)) {
            self.stream.write_all(piece).await?;
            tokio::time::sleep(dribble.every).await;
        }
        Ok(())
    }

    async fn end(mut self, cut: Cut) -> io::Result<()> {
        if cut.reset { self.stream.set_zero_linger() } else { self.stream.shutdown().await }
    }
}

/// Returns once the client has closed the connection; what it sends before that is kept.
async fn gone(stream: &mut TcpStream, unread: &mut Vec<u8>) {
    while let Ok(read) = stream.read_buf(unread).await
        && read > 0
    {}
}

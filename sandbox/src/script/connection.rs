//! A minimal HTTP/1.1 implementation for scripts. Libraries refuse unusual spellings of headers,
//! wrong lengths, and incomplete heads.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::answer_queue::AnswerQueue;
use super::request::{self, Parsed, Request};
use crate::disconnect::Disconnect;
use crate::server::accept;

/// Serves a script on a port. Held answers wait until `released` says so.
pub(super) async fn serve(
    listener: TcpListener,
    script: Arc<AnswerQueue>,
    released: watch::Receiver<bool>,
) {
    loop {
        let stream = accept(&listener).await;
        let unread = Vec::with_capacity(8 * 1024);
        let (script, released) = (Arc::clone(&script), released.clone());
        // The end of one connection doesn't affect the others.
        let serve = async { drop(Connection { stream, unread, script, released }.serve().await) };
        tokio::spawn(serve);
    }
}

struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
    script: Arc<AnswerQueue>,
    released: watch::Receiver<bool>,
}

impl Connection {
    async fn serve(mut self) -> io::Result<()> {
        self.stream.set_nodelay(true)?;
        while let Some(request) = self.read_request().await? {
            let script = Arc::clone(&self.script);
            let number = script.log.record_arrival(request.logged());
            let answer = script.answer(&request);
            if answer.held && !self.wait().await {
                script.log.record_status(number, None);
                script.log.record_disconnect();
                return Ok(());
            }
            // Logged before the first byte, so that a client with the answer finds its status in
            // the log.
            script.log.record_status(number, answer.cut.is_none().then_some(answer.status));
            self.stream.write_all(&answer.bytes()).await?;
            if let Some(cut) = answer.cut {
                return self.end(cut).await;
            }
            if answer.closes() || !request.keep_alive {
                return self.stream.shutdown().await;
            }
        }
        Ok(())
    }

    /// The next request; `None` if the client is done.
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

    /// Waits for the release; false when the client disconnected first.
    async fn wait(&mut self) -> bool {
        let Self { stream, unread, released, .. } = self;
        tokio::select! {
            // An error means that the server is being stopped.
            _ = released.wait_for(|released| *released) => true,
            () = gone(stream, unread) => false,
        }
    }

    async fn end(mut self, cut: Disconnect) -> io::Result<()> {
        if cut.reset { self.stream.set_zero_linger() } else { self.stream.shutdown().await }
    }
}

/// Returns after the client has closed the connection. What it sends before is kept.
async fn gone(stream: &mut TcpStream, unread: &mut Vec<u8>) {
    while let Ok(read) = stream.read_buf(unread).await
        && read > 0
    {}
}

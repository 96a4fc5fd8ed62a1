//! Connections that a handler can end anywhere, for faults.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::extract::Request;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tower::ServiceExt as _;

use super::connection_control::ConnectionControl;
use super::service::Shared;
use crate::generated::options::DisconnectAt;
use crate::server::accept;

const MAX_HEADERS: usize = 128;
const BACKLOG: u32 = 1024;

/// Serves a router of the sandbox on a port.
pub(crate) async fn serve(
    mut listener: TcpListener,
    service: Shared,
    router: Router,
) -> io::Result<()> {
    loop {
        let stream = accept(&listener).await;
        let Some(outage) = service.refuses_connection() else {
            tokio::spawn(serve_connection(stream, router.clone()));
            continue;
        };
        // This fails if the client has already disconnected, which is fine.
        let _ = stream.set_zero_linger();
        if outage.is_zero() {
            continue;
        }
        let closed = close(listener)?;
        // Resets the connection only now, so that a client that reconnects immediately is refused.
        drop(stream);
        tokio::time::sleep(outage).await;
        listener = closed.listen(BACKLOG)?;
    }
}

/// Stops listening, and keeps the port reserved.
fn close(listener: TcpListener) -> io::Result<TcpSocket> {
    let address = listener.local_addr()?;
    drop(listener);
    let socket = TcpSocket::new_v4()?;
    // Earlier connections still use the address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn serve_connection(stream: TcpStream, router: Router) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let control = ConnectionControl::default();
    let connection = Connection { stream, control: control.clone(), left: None };
    let service = service_fn(move |request| {
        let mut request: Request<hyper::body::Incoming> = request;
        request.extensions_mut().insert(control.clone());
        router.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.max_headers(MAX_HEADERS);
    // The end of one connection doesn't affect the others.
    let _ = http.serve_connection(TokioIo::new(connection), service).await;
    Ok(())
}

/// A stream that follows its [`ConnectionControl`].
struct Connection {
    stream: TcpStream,
    control: ConnectionControl,
    /// How many bytes may still be sent, if the end is known.
    left: Option<usize>,
}

impl Connection {
    /// How many bytes may still be sent; `None` without an end. `next` is what hyper sends next.
    /// The first part of an answer contains the whole head.
    fn bytes_allowed(&mut self, next: &[u8]) -> Option<usize> {
        let end = self.control.end()?;
        Some(*self.left.get_or_insert_with(|| {
            let blank_line = next.windows(4).position(|bytes| bytes == b"\r\n\r\n");
            let head = blank_line.map_or(next.len(), |at| at + 4);
            match end.cut.at {
                DisconnectAt::BeforeHead => 0,
                DisconnectAt::InHead => head / 2,
                DisconnectAt::InBody => head + end.body,
            }
        }))
    }

    /// Ends the connection. The error makes hyper drop the stream.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        let by_reset = self.control.end().is_some_and(|end| end.cut.reset);
        let ended = if by_reset {
            self.stream.set_zero_linger()
        } else {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))
        };
        let cut = || io::ErrorKind::ConnectionAborted.into();
        Poll::Ready(ended.err().unwrap_or_else(cut))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match this.bytes_allowed(bytes) {
            None => Pin::new(&mut this.stream).poll_write(context, bytes),
            Some(0) => this.poll_end(context).map(Err),
            Some(left) => {
                let bytes = &bytes[..left.min(bytes.len())];
                let sent = ready!(Pin::new(&mut this.stream).poll_write(context, bytes))?;
                this.left = Some(left - sent);
                Poll::Ready(Ok(sent))
            }
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.control.is_cut() {
            let first = slices.iter().find(|slice| !slice.is_empty());
            return self.poll_write(context, first.map_or(&[], |slice| slice));
        }
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match this.left {
            Some(0) => this.poll_end(context).map(Err),
            _ => Pin::new(&mut this.stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

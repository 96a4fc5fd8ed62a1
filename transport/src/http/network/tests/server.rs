//! Servers on this machine that misbehave as real ones do.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use http::{Request, Response};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::NamedTempFile;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What a server does with a request.
pub(crate) enum Reply {
    RawResponse,
    /// A response whose headers have this many bytes.
    Headers(usize),
    /// Nothing, while the connection is kept alive.
    Silence,
    /// Nothing on the whole connection from now on, not even the response to a ping.
    Freeze,
    Reset(Reason),
    /// The connection ends.
    Hangup,
}

/// A TLS server that speaks HTTP/2.
pub(crate) struct Http2Server {
    pub(crate) port: u16,
    /// The file of the authority that signed its certificate.
    pub(crate) authority: NamedTempFile,
    /// How many requests came in each session.
    sessions: Arc<Mutex<Vec<usize>>>,
}

impl Http2Server {
    /// Asks `reply` for each request: the numbers of its session and of it in that, from 1.
    pub(crate) async fn start(
        name: &str,
        reply: impl Fn(usize, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let (config, authority) = certified(name);
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let (listener, port) = listen().await;
        let sessions = Arc::<Mutex<Vec<usize>>>::default();
        let (counted, reply) = (Arc::clone(&sessions), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, reply) = (acceptor.clone(), Arc::clone(&reply));
                let counted = Arc::clone(&counted);
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(socket).await {
                        serve(stream, &counted, &*reply).await;
                    }
                });
            }
        });
        Self { port, authority, sessions }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://127.0.0.1:{}/v1", self.port)
    }

    /// How many requests came in each session.
    pub(crate) fn sessions(&self) -> Vec<usize> {
        self.sessions.lock().unwrap().clone()
    }
}

async fn serve(
    stream: TlsStream<TcpStream>,
    sessions: &Mutex<Vec<usize>>,
    reply: &(dyn Fn(usize, usize) -> Reply + Send + Sync),
) {
    let session = {
        let mut sessions = sessions.lock().unwrap();
        sessions.push(0);
        sessions.len()
    };
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    let mut silent = Vec::new();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let number = {
            let mut sessions = sessions.lock().unwrap();
            sessions[session - 1] += 1;
            sessions[session - 1]
        };
        match reply(session, number) {
            Reply::RawResponse => drop(tokio::spawn(answer(request, respond, 0))),
            Reply::Headers(bytes) => drop(tokio::spawn(answer(request, respond, bytes))),
            Reply::Silence => silent.push((request, respond)),
            Reply::Freeze => std::future::pending().await,
            Reply::Reset(reason) => respond.send_reset(reason),
            Reply::Hangup => return,
        }
    }
}

async fn answer(
    request: Request<h2::RecvStream>,
    mut respond: SendResponse<Bytes>,
    header_bytes: usize,
) {
    let mut body = request.into_body();
    while let Some(Ok(_)) = body.data().await {}
    let response = Response::builder().header("x-much", "x".repeat(header_bytes));
    let Ok(mut stream) = respond.send_response(response.body(()).unwrap(), false) else { return };
    let _ = stream.send_data(Bytes::from_static(b"{\"enableDirSync\":true}"), true);
}

/// A server's configuration, and the file of the authority that signed its certificate.
fn certified(name: &str) -> (ServerConfig, NamedTempFile) {
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &ca).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(leaf.der().to_vec())],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let authority = NamedTempFile::new().unwrap();
    std::fs::write(authority.path(), ca.pem()).unwrap();
    (config, authority)
}

pub(crate) async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

//! What really happens on a socket: refused connections, bad certificates, proxies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;
use webex_broadworks::{Client, ClientBuilder, ErrorKind, Result, snake_case};

/// A TLS server that counts the connections it got.
struct TlsServer {
    url: String,
    connections: Arc<AtomicUsize>,
    ca_pem: String,
}

/// The server's configuration, and the authority that signed its certificate.
fn tls_config(name: &str, expired: bool) -> (ServerConfig, String) {
    let mut ca = CertificateParams::new(Vec::new()).expect("parameters");
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate().expect("a key"))
        .expect("an authority");
    let key = KeyPair::generate().expect("a key");
    let mut leaf = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
    if expired {
        leaf.not_before = rcgen::date_time_ymd(2020, 1, 1);
        leaf.not_after = rcgen::date_time_ymd(2021, 1, 1);
    }
    let leaf = leaf.signed_by(&key, &ca).expect("a certificate");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(leaf.der().to_vec())],
            PrivateKeyDer::try_from(key.serialize_der()).expect("a key"),
        )
        .expect("a server");
    (config, ca.pem())
}

/// A server that answers every request with `{}`.
async fn tls_server(name: &str, expired: bool) -> TlsServer {
    tls_server_that(name, expired, answer).await
}

async fn tls_server_that<F>(
    name: &str,
    expired: bool,
    serve: fn(TlsStream<TcpStream>) -> F,
) -> TlsServer
where
    F: Future<Output = ()> + Send + 'static,
{
    let (config, ca_pem) = tls_config(name, expired);
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (listener, port) = listen().await;
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(socket).await {
                    serve(stream).await;
                }
            });
        }
    });
    TlsServer { url: format!("https://127.0.0.1:{port}/v1"), connections, ca_pem }
}

async fn answer(mut stream: TlsStream<TcpStream>) {
    let _ = stream.read(&mut [0; 4096]).await;
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
    let _ = stream.shutdown().await;
}

/// Reads a trigger to its end, then breaks the connection off with a fatal alert.
async fn alert(mut stream: TlsStream<TcpStream>) {
    let mut request = Vec::new();
    while !request.ends_with(br#"{"syncStatus":"SYNC_NOW"}"#) {
        assert_ne!(stream.read_buf(&mut request).await.expect("a request"), 0, "all of it");
    }
    let (mut socket, mut tls) = stream.into_inner();
    // An unencrypted record, to which the TLS side responds with the alert.
    let record = [&[0x17, 3, 3, 0, 32][..], &[0; 32]].concat();
    tls.read_tls(&mut &record[..]).expect("a record");
    tls.process_new_packets().expect_err("no sense in it");
    let mut alert = Vec::new();
    tls.write_tls(&mut alert).expect("an alert");
    let _ = socket.write_all(&alert).await;
    // Closing before the client does could take the alert back.
    let _ = socket.read(&mut [0]).await;
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    (listener, port)
}

/// Answers the first connection with fixed bytes and returns what it was sent.
fn answer_once(listener: TcpListener, answer: &'static [u8]) -> JoinHandle<String> {
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a connection");
        let mut bytes = vec![0; 4096];
        let read = socket.read(&mut bytes).await.expect("some bytes");
        let _ = socket.write_all(answer).await;
        String::from_utf8_lossy(&bytes[..read]).into_owned()
    })
}

fn builder(url: &str) -> ClientBuilder {
    Client::builder().token("canary-token").base_url(url).timeout(Some(Duration::from_secs(20)))
}

/// A client that trusts the authority of this server.
fn trusting(server: &TlsServer, name: &str) -> Client {
    let file = std::env::temp_dir().join(format!("webex-broadworks-{name}-{}", std::process::id()));
    std::fs::write(&file, &server.ca_pem).expect("a file");
    let client = builder(&server.url).ca_file(&file).build();
    std::fs::remove_file(file).expect("the file");
    client.expect("a client")
}

async fn status(client: &Client) -> Result<()> {
    client.directory_sync().get_status("E1").await.map(drop)
}

#[tokio::test]
async fn an_extra_authority_is_trusted() {
    let server = tls_server("127.0.0.1", false).await;
    status(&trusting(&server, "good")).await.expect("an answer");
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_is_refused_once_and_nothing_is_sent() {
    let unknown = tls_server("127.0.0.1", false).await;
    let other_name = tls_server("webexapis.com", false).await;
    let expired = tls_server("127.0.0.1", true).await;
    for (server, trusted, code) in [
        (unknown, false, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        (other_name, true, "ERR_TLS_CERT_ALTNAME_INVALID"),
        (expired, true, "CERT_HAS_EXPIRED"),
    ] {
        let client = if trusted {
            trusting(&server, "bad")
        } else {
            builder(&server.url).build().expect("a client")
        };
        let error = status(&client).await.expect_err("a refused certificate");
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
        assert_eq!((error.details().attempts, error.details().request_sent), (1, false), "{error}");
        assert_eq!(server.connections.load(Ordering::SeqCst), 1);
        assert!(error.to_string().contains("certificate"), "{error}");
        assert_eq!(error.causes(snake_case)[0].code, Some(code), "{:?}", error.causes(snake_case));
    }
}

#[tokio::test]
async fn a_post_that_was_read_before_a_fatal_alert_is_ambiguous_and_sent_once() {
    let server = tls_server_that("127.0.0.1", false, alert).await;
    let error = trusting(&server, "alert")
        .directory_sync()
        .trigger("E1")
        .await
        .expect_err("an alert in place of an answer");
    assert_eq!(error.kind(), ErrorKind::AmbiguousOutcome, "{error}");
    assert_eq!((error.details().attempts, error.details().request_sent), (1, true), "{error}");
    assert!(!error.details().safe_to_retry, "{error}");
    // It was the alert that ended it.
    assert!(error.to_string().contains("fatal alert"), "{error}");
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_gets_no_request() {
    let (listener, port) = listen().await;
    let seen = answer_once(listener, b"HTTP/1.1 400 Bad Request\r\n\r\n");
    let client = builder(&format!("https://127.0.0.1:{port}/v1")).build().expect("a client");
    let error = status(&client).await.expect_err("no TLS");
    assert!(!error.details().request_sent, "{error}");
    assert!(!seen.await.expect("the greeting").contains("canary"));
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_also_for_a_post() {
    let (listener, port) = listen().await;
    drop(listener);
    let client = builder(&format!("http://127.0.0.1:{port}/v1")).build().expect("a client");
    let error = client.directory_sync().trigger("E1").await.expect_err("no server");
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert_eq!((error.details().attempts, error.details().request_sent), (4, false));
    assert!(error.to_string().contains("You can retry safely"), "{error}");
    assert!(error.to_string().contains(&format!("to 127.0.0.1:{port}")), "{error}");
    assert_eq!(
        error.causes(snake_case)[0].code,
        Some("ECONNREFUSED"),
        "{:?}",
        error.causes(snake_case)
    );
}

#[tokio::test]
async fn a_host_name_that_does_not_exist_is_named() {
    let client = builder("https://webex.invalid/v1").timeout(Some(Duration::from_secs(1)));
    let error = status(&client.build().expect("a client")).await.expect_err("no such host");
    assert!(error.to_string().contains("webex.invalid:443"), "{error}");
    // Where there is no name server at all it may come later.
    let code = error.causes(snake_case)[0].code;
    assert!(matches!(code, Some("ENOTFOUND" | "EAI_AGAIN")), "{:?}", error.causes(snake_case));
}

#[tokio::test]
async fn a_proxy_sees_neither_token_nor_path() {
    let (listener, port) = listen().await;
    let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
    let seen = answer_once(listener, refusal);
    let client = Client::builder()
        .token("canary-token")
        .proxy(format!("http://user:SECRET@127.0.0.1:{port}"))
        .build()
        .expect("a client");
    let error = status(&client).await.expect_err("a proxy that wants another login");
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::Connection, 1), "{error}");
    assert!(!format!("{error} {error:?} {client:?}").contains("SECRET"));
    let route = format!("webexapis.com:443 through the proxy http://127.0.0.1:{port}");
    assert!(error.to_string().contains(&route), "{error}");
    let request = seen.await.expect("the request");
    assert!(request.starts_with("CONNECT webexapis.com:443"), "{request}");
    assert!(!request.contains("canary") && !request.contains("enterprises"), "{request}");
}

const SIGNED: &str = "/files/2?Signature=s1gned-l1nk-secret";

/// Answers one request for a billing report, for its link, which redirects, or for its file. Both
/// links lead to `files.test.invalid` if the client asked `api.test.invalid`, or else back here.
async fn answer_report(mut stream: TlsStream<TcpStream>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut head).await.unwrap_or_default() == 0 {
            return;
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let host = head.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let host = host.replace("api.", "files.");
    let has_token = head.to_lowercase().contains("authorization: bearer");
    let (more, body) = match head.split(' ').nth(1).expect("a target") {
        "/v1/broadworks/billing/reports/R1" if has_token => {
            let link = format!("https://{host}/files/1");
            (
                String::new(),
                format!(r#"{{"id":"R1","status":"COMPLETED","tempDownloadURL":"{link}"}}"#),
            )
        }
        "/files/1" if !has_token => {
            (format!("location: https://{host}{SIGNED}\r\n"), String::new())
        }
        SIGNED if !has_token => (String::new(), "a,b\n1,2\n".to_owned()),
        _ => ("x-wrong: token\r\n".to_owned(), "wrong".to_owned()),
    };
    let status = if more.starts_with("location") { "302 Found" } else { "200 OK" };
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\n{more}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

#[tokio::test]
async fn a_download_trusts_the_authorities_of_the_client_as_they_were_when_it_was_built() {
    let server = tls_server_that("127.0.0.1", false, answer_report).await;
    // The file of the authority is gone by then.
    let client = trusting(&server, "download");
    let content = client.billing_reports().download("R1").bytes().await.expect("the file");
    assert_eq!(content, "a,b\n1,2\n");
}

#[tokio::test]
async fn a_download_goes_through_the_proxy_of_the_client() {
    let server = tls_server_that("*.test.invalid", false, answer_report).await;
    let port: u16 = server.url.rsplit(':').next().expect("a port")[..]
        .trim_end_matches("/v1")
        .parse()
        .expect("a port");
    let (listener, proxy) = listen().await;
    let tunnels = Arc::<std::sync::Mutex<Vec<String>>>::default();
    let opened = Arc::clone(&tunnels);
    tokio::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            let opened = Arc::clone(&opened);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    if here.read_buf(&mut head).await.unwrap_or_default() == 0 {
                        return;
                    }
                }
                opened.lock().expect("no panic").push(String::from_utf8_lossy(&head).into_owned());
                let _ = here.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                let mut there = TcpStream::connect(("127.0.0.1", port)).await.expect("a server");
                let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
            });
        }
    });
    let folder = tempfile::tempdir().expect("a folder");
    let authority = folder.path().join("ca.pem");
    std::fs::write(&authority, &server.ca_pem).expect("a file");
    let client = builder("https://api.test.invalid/v1")
        .ca_file(&authority)
        .proxy(format!("http://user:SECRET@127.0.0.1:{proxy}"))
        .build()
        .expect("a client");
    let content = client.billing_reports().download("R1").bytes().await.expect("the file");
    assert_eq!(content, "a,b\n1,2\n");
    let tunnels = tunnels.lock().expect("no panic");
    let hosts: Vec<_> = tunnels.iter().filter_map(|head| head.split(' ').nth(1)).collect();
    assert_eq!(hosts.first(), Some(&"api.test.invalid:443"));
    assert!(hosts.len() > 1 && hosts[1..].iter().all(|host| *host == "files.test.invalid:443"));
    assert!(tunnels.iter().all(|head| !head.contains("Signature") && !head.contains("canary")));
}

//! Whole calls over real sockets: dead connections, new ones, and what goes between.

mod server;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use h2::Reason;
use http::{HeaderMap, Method};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use url::Url;

use crate::call::{Call, Target, Transport};
use crate::error::ErrorKind;
use crate::http::network::options::{KeepAlive, RedactedUrl};
use crate::http::network::tests::server::{Http2Server, Reply, listen};
use crate::http::network::*;
use crate::http::response_validation::ExpectedBody;
use crate::operation::Operation;
use crate::options::{CallOptions, Limits};
use crate::test_util::{status, transport};

const SHORT: Duration = Duration::from_millis(1_500);
const LONG: Duration = Duration::from_secs(60);

/// A client that waits for no answer longer than [`SHORT`].
fn impatient(url: &str, server: Option<&Http2Server>) -> Arc<Transport> {
    client(url, server, SHORT, HttpOptions { read_timeout: SHORT, ..options() })
}

/// A client that waits for as long as any test may take.
fn patient(url: &str, server: Option<&Http2Server>) -> Arc<Transport> {
    client(url, server, LONG, options())
}

fn options() -> HttpOptions {
    HttpOptions { connect_timeout: LONG, read_timeout: LONG, ..HttpOptions::default() }
}

fn client(
    url: &str,
    server: Option<&Http2Server>,
    attempt_timeout: Duration,
    options: HttpOptions,
) -> Arc<Transport> {
    let ca_files = server.map(|server| server.authority.path().to_owned()).into_iter().collect();
    let network = network(url, &HttpOptions { ca_files, ..options });
    let mut transport = transport(network, Limits { timeout: Some(LONG), attempt_timeout });
    Arc::make_mut(&mut transport.http).base = BaseUrl::parse(url).unwrap();
    Arc::new(transport)
}

async fn trigger(client: &Arc<Transport>) -> Result<()> {
    let call = Call {
        operation: Operation::DirectorySyncTrigger,
        method: Method::POST,
        target: Target::Fixed(client.http.base.join(&["broadworks"]).unwrap()),
        body: None,
        shape: ExpectedBody::Anything,
        subject: None,
        options: CallOptions::default(),
    };
    client.execute(call).await.map(drop)
}

/// A network without a client around it.
fn network(base: &str, options: &HttpOptions) -> ReqwestBackend {
    let base = BaseUrl::parse(base).unwrap();
    ReqwestBackend::build_in(options, &base, &Variables::given(&[])).unwrap().0
}

fn trusting(server: &Http2Server) -> HttpOptions {
    HttpOptions { ca_files: vec![server.authority.path().to_owned()], ..options() }
}

fn request(method: Method, base: &str) -> HttpRequest {
    let url = Url::parse(&format!("{base}/broadworks")).unwrap();
    HttpRequest { method, url, headers: HeaderMap::new(), body: None }
}

/// Answers one request in its first session, and none after that.
fn first_session_dies(session: usize, number: usize) -> Reply {
    if session == 1 && number > 1 { Reply::Silence } else { Reply::RawResponse }
}

#[tokio::test]
async fn what_follows_a_timeout_uses_a_session_that_was_opened_later() {
    let server = Http2Server::start("127.0.0.1", first_session_dies).await;
    let client = impatient(&server.url(), Some(&server));
    for _ in 0..3 {
        status(&client).await.unwrap();
    }
    trigger(&client).await.unwrap();
    assert_eq!(server.sessions(), [2, 3]);
}

#[tokio::test]
async fn any_time_limit_is_one_that_the_clock_can_hold() {
    let server = Http2Server::start("127.0.0.1", |_, _| Reply::RawResponse).await;
    let longest = Duration::MAX;
    let options = HttpOptions { connect_timeout: longest, read_timeout: longest, ..options() };
    let client = client(&server.url(), Some(&server), longest, options);
    status(&client).await.unwrap();
}

#[tokio::test]
async fn calls_that_time_out_together_open_one_session_together() {
    let server = Http2Server::start("127.0.0.1", first_session_dies).await;
    let client = impatient(&server.url(), Some(&server));
    status(&client).await.unwrap();
    for result in join_all((0..8).map(|_| status(&client))).await {
        result.unwrap();
    }
    assert_eq!(server.sessions(), [9, 8]);
}

#[tokio::test]
async fn calls_of_a_new_client_open_one_session_together() {
    let server = Http2Server::start("127.0.0.1", |_, _| Reply::RawResponse).await;
    let client = patient(&server.url(), Some(&server));
    for result in join_all((0..8).map(|_| status(&client))).await {
        result.unwrap();
    }
    assert_eq!(server.sessions(), [8]);
}

#[tokio::test]
async fn a_session_that_was_cut_is_replaced() {
    let hangs_up = |session, _| if session == 1 { Reply::Hangup } else { Reply::RawResponse };
    let server = Http2Server::start("127.0.0.1", hangs_up).await;
    let client = patient(&server.url(), Some(&server));
    status(&client).await.unwrap();
    assert_eq!(server.sessions(), [1, 1]);
}

#[tokio::test]
async fn a_session_that_misses_a_ping_is_closed_long_before_a_time_limit() {
    let freezes = |session, _| if session == 1 { Reply::Freeze } else { Reply::RawResponse };
    let server = Http2Server::start("127.0.0.1", freezes).await;
    let keep_alive =
        KeepAlive { ping_interval: SHORT, ping_timeout: SHORT, ..KeepAlive::default() };
    let network = network(&server.url(), &HttpOptions { keep_alive, ..trusting(&server) });
    let failure = network.execute(request(Method::GET, &server.url()), LONG).await.unwrap_err();
    assert_eq!((failure.phase, failure.timed_out), (FailurePhase::Written, false), "{failure:?}");
    network.execute(request(Method::GET, &server.url()), LONG).await.unwrap();
    assert_eq!(server.sessions(), [1, 1]);
}

#[tokio::test]
async fn a_relay_that_stops_forwarding_one_connection_is_passed_by_another() {
    let server = Http2Server::start("127.0.0.1", |_, _| Reply::RawResponse).await;
    let (listener, port) = listen().await;
    let target = server.port;
    let connections = Arc::new(AtomicUsize::new(0));
    let stop = Arc::new(tokio::sync::Notify::new());
    let (counted, stopped) = (Arc::clone(&connections), Arc::clone(&stop));
    tokio::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
            let stopped = Arc::clone(&stopped);
            tokio::spawn(async move {
                let mut there = TcpStream::connect(("127.0.0.1", target)).await.unwrap();
                tokio::select! {
                    _ = copy_bidirectional(&mut here, &mut there) => {}
                    () = stopped.notified(), if number == 1 => std::future::pending().await,
                }
            });
        }
    });
    let client = impatient(&format!("https://127.0.0.1:{port}/v1"), Some(&server));
    status(&client).await.unwrap();
    stop.notify_one();
    status(&client).await.unwrap();
    status(&client).await.unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

/// An HTTP/1.1 server that answers this many requests per connection and then stays silent. It
/// counts the requests of each connection.
async fn http1_server(
    answers: impl Fn(usize) -> usize + Send + Sync + 'static,
) -> (String, Arc<Mutex<Vec<usize>>>) {
    let (listener, port) = listen().await;
    let connections = Arc::<Mutex<Vec<usize>>>::default();
    let (counted, answers) = (Arc::clone(&connections), Arc::new(answers));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (counted, answers) = (Arc::clone(&counted), Arc::clone(&answers));
            let index = {
                let mut counted = counted.lock().unwrap();
                counted.push(0);
                counted.len() - 1
            };
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                while socket.read_buf(&mut bytes).await.is_ok_and(|read| read > 0) {
                    if !bytes.ends_with(b"\r\n\r\n") {
                        continue;
                    }
                    bytes.clear();
                    let number = {
                        let mut counted = counted.lock().unwrap();
                        counted[index] += 1;
                        counted[index]
                    };
                    if number <= answers(index + 1) {
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
                        socket.write_all(answer).await.unwrap();
                    }
                }
            });
        }
    });
    (format!("http://127.0.0.1:{port}/v1"), connections)
}

#[tokio::test]
async fn over_http1_connections_are_used_again_until_one_of_their_age_is_dead() {
    // Two connections that answer twice, and later ones that go on answering.
    let (url, connections) = http1_server(|number| if number <= 2 { 2 } else { 9 }).await;
    let client = impatient(&url, None);
    let both = || join_all((0..2).map(|_| status(&client)));
    for result in both().await {
        result.unwrap();
    }
    status(&client).await.unwrap();
    // One of the two is dead now, and the retry does not try the other.
    status(&client).await.unwrap();
    status(&client).await.unwrap();
    let connections = connections.lock().unwrap().clone();
    assert_eq!(connections.len(), 3, "{connections:?}");
    assert_eq!(connections[2], 2, "{connections:?}");
}

#[tokio::test]
async fn a_request_takes_no_connection_that_was_idle_for_long() {
    let server = Http2Server::start("127.0.0.1", |_, _| Reply::RawResponse).await;
    let (http1, connections) = http1_server(|_| 9).await;
    for (url, options) in [(server.url(), trusting(&server)), (http1, options())] {
        let usual = network(&url, &options);
        usual.execute(request(Method::GET, &url), LONG).await.unwrap();
        usual.execute(request(Method::POST, &url), LONG).await.unwrap();
        // More time than this has passed when the second request is sent.
        let max_idle = Duration::from_nanos(1);
        let keep_alive = KeepAlive { max_idle, ..KeepAlive::default() };
        let wary = network(&url, &HttpOptions { keep_alive, ..options });
        wary.execute(request(Method::GET, &url), LONG).await.unwrap();
        wary.execute(request(Method::POST, &url), LONG).await.unwrap();
    }
    assert_eq!(KeepAlive::default().max_idle, Duration::from_secs(5));
    assert_eq!(server.sessions(), [2, 1, 1]);
    assert_eq!(*connections.lock().unwrap(), [2, 1, 1]);
}

#[tokio::test]
async fn a_connection_that_was_closed_while_it_was_idle_costs_no_attempt() {
    let (listener, port) = listen().await;
    let url = format!("http://127.0.0.1:{port}/v1");
    let network = network(&url, &options());
    let request = request(Method::POST, &url);
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    for _ in 0..20 {
        let serve = async {
            let (mut socket, _) = listener.accept().await.unwrap();
            assert_ne!(socket.read(&mut [0; 4096]).await.unwrap(), 0);
            socket.write_all(answer).await.unwrap();
            // Here the socket is closed.
        };
        let (served, ()) = tokio::join!(network.execute(request.clone(), LONG), serve);
        served.unwrap();
    }
}

#[tokio::test]
async fn a_trigger_that_the_server_refused_before_any_work_is_sent_again() {
    let refuses = |_, number| match number {
        1 => Reply::Reset(Reason::REFUSED_STREAM),
        _ => Reply::RawResponse,
    };
    let server = Http2Server::start("127.0.0.1", refuses).await;
    trigger(&patient(&server.url(), Some(&server))).await.unwrap();
    // The session is sound, and stays.
    assert_eq!(server.sessions(), [2]);
    let breaks = |_, number| match number {
        1 => Reply::Reset(Reason::INTERNAL_ERROR),
        _ => Reply::RawResponse,
    };
    let server = Http2Server::start("127.0.0.1", breaks).await;
    let error = trigger(&patient(&server.url(), Some(&server))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AmbiguousOutcome, "{error}");
}

#[tokio::test]
async fn headers_that_are_too_large_are_read_once_and_said_to_be_that() {
    let server = Http2Server::start("127.0.0.1", |_, _| Reply::Headers(100_000)).await;
    let error = status(&patient(&server.url(), Some(&server))).await.unwrap_err();
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::ResponseDecode, 1), "{error}");
    assert!(error.to_string().contains("headers are too large"), "{error}");
    // More than curl and browsers have by default, and yet no more than this client reads.
    let server = Http2Server::start("127.0.0.1", |_, _| Reply::Headers(60_000)).await;
    status(&patient(&server.url(), Some(&server))).await.unwrap();
}

/// Forwards every connection to a port once `greet` is done with it.
async fn forwarder<F>(port: u16, greet: impl Fn(TcpStream) -> F + Send + 'static) -> u16
where
    F: Future<Output = TcpStream> + Send + 'static,
{
    let (listener, own) = listen().await;
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let greeted = greet(socket);
            tokio::spawn(async move {
                let mut here = greeted.await;
                let mut there = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let _ = copy_bidirectional(&mut here, &mut there).await;
            });
        }
    });
    own
}

async fn greet_connect(mut socket: TcpStream) -> TcpStream {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        assert_ne!(socket.read_buf(&mut head).await.unwrap(), 0);
    }
    let head = String::from_utf8(head).unwrap();
    assert!(head.starts_with("CONNECT webex.test:443 HTTP/1.1\r\n"), "{head}");
    // jane:p@ss
    assert!(head.contains("proxy-authorization: Basic amFuZTpwQHNz"), "{head}");
    socket.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
    socket
}

async fn greet_socks5(mut socket: TcpStream) -> TcpStream {
    let mut greeting = [0; 3];
    socket.read_exact(&mut greeting).await.unwrap();
    assert_eq!(greeting, [5, 1, 0]);
    socket.write_all(&[5, 0]).await.unwrap();
    let mut wanted = [0; 17];
    socket.read_exact(&mut wanted).await.unwrap();
    assert_eq!(wanted, *b"\x05\x01\x00\x03\x0Awebex.test\x01\xBB");
    socket.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
    socket
}

#[tokio::test]
async fn proxies_carry_requests_and_never_see_them() {
    let server = Http2Server::start("webex.test", |_, _| Reply::RawResponse).await;
    let connect = forwarder(server.port, greet_connect).await;
    let socks = forwarder(server.port, greet_socks5).await;
    let base = "https://webex.test/v1";
    for proxy in
        [format!("http://jane:p@ss@127.0.0.1:{connect}"), format!("socks5h://127.0.0.1:{socks}")]
    {
        let options = HttpOptions { proxy: Some(RedactedUrl(proxy.clone())), ..trusting(&server) };
        let answer = network(base, &options).execute(request(Method::GET, base), LONG).await;
        assert_eq!(answer.unwrap().body, "{\"enableDirSync\":true}", "{proxy}");
    }
    assert_eq!(server.sessions(), [1, 1]);
}

#[tokio::test]
async fn a_failure_names_the_host_and_the_proxy_and_no_login() {
    let (listener, port) = listen().await;
    drop(listener);
    let base = "https://webex.test/v1";
    let proxy = format!("http://jane:SECRET@127.0.0.1:{port}");
    let options = HttpOptions { proxy: Some(RedactedUrl(proxy)), ..options() };
    let failure = network(base, &options).execute(request(Method::GET, base), LONG).await;
    let failure = failure.unwrap_err();
    let expected = format!("webex.test:443 through the proxy http://127.0.0.1:{port}");
    assert_eq!(failure.route.as_deref(), Some(&*expected));
    assert!(!format!("{failure:?}").contains("SECRET"));
}

#[tokio::test]
async fn a_server_without_a_common_cipher_suite_is_told_apart_from_a_broken_one() {
    let (listener, port) = listen().await;
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        assert_ne!(socket.read(&mut [0; 4096]).await.unwrap(), 0);
        // The alert of a server that shares no cipher suite: fatal, handshake_failure.
        socket.write_all(&[0x15, 3, 3, 0, 2, 2, 40]).await.unwrap();
    });
    let error = status(&patient(&format!("https://127.0.0.1:{port}/v1"), None)).await.unwrap_err();
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::Connection, 1), "{error}");
    assert!(error.to_string().contains("RSA key exchange"), "{error}");
}

#[test]
fn plain_http_needs_no_authorities_of_the_environment() {
    let variables = Variables::given(&[("SSL_CERT_FILE", "/nonexistent/ca.pem")]);
    let options = HttpOptions { trust_env: true, ..HttpOptions::default() };
    let build = |base: &str| {
        ReqwestBackend::build_in(&options, &BaseUrl::parse(base).unwrap(), &variables).map(drop)
    };
    build("http://127.0.0.1:1/v1").unwrap();
    build("https://127.0.0.1:1/v1").unwrap_err();
}

#[test]
fn a_suffix_that_is_no_header_is_refused() {
    assert_eq!(
        user_agent(Some("nightly/1")).unwrap(),
        concat!("webex-broadworks/", env!("CARGO_PKG_VERSION"), " nightly/1")
    );
    for bad in ["x\r\nEvil: 1", "é", "\u{7F}"] {
        assert!(user_agent(Some(bad)).is_err(), "{bad:?}");
    }
}

#[test]
fn a_proxy_s_password_is_never_shown() {
    let url = RedactedUrl("http://user:SECRET@proxy.example:3128".to_owned());
    assert_eq!(format!("{url:?}"), "proxy.example");
}

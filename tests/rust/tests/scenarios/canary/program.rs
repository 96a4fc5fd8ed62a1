//! Goes through every success and failure that the servers can make, and shows all there is to see.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;
use webex_broadworks::{
    CallOptions, Client, ClientBuilder, EnterpriseKey, EnterpriseRef, Error, ListEnterprises,
    ScaledClock, TokenSource,
};
use webex_broadworks_sandbox::{Sandbox, ScriptedServer};

use super::bulk::go_through_a_ledger;
use super::show::{Everything, Recorder, SEEN, Seen, show, show_error, show_result};
use super::tokens::{Store, oauth, oauth_in, sources};
use crate::play::{Scenario, call, load};
use crate::server::Server;

pub(super) const STATUS: &str = r#"{"enableDirSync": true}"#;

pub(super) fn secret(name: &str) -> String {
    std::env::var(name).expect("a secret in the environment")
}

/// Writes a file that those can read whom `mode` lets.
pub(super) fn write(path: &Path, text: &str, mode: u32) -> PathBuf {
    std::fs::write(path, text).expect("a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path, permissions).expect("a mode");
    }
    path.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the tests of this module, in a process of its own"]
async fn goes_through_everything() {
    Recorder::install();
    let leak = std::env::var("CANARY_LEAK").unwrap_or_default();
    give_away(&leak);
    let part = if leak.is_empty() { usize::MAX } else { 10 };
    play_scenarios(part).await;
    if leak.is_empty() {
        let folder = std::env::temp_dir().join(format!("canary-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).expect("a folder");
        go_through_sources(&folder).await;
        go_through_refreshes(&folder).await;
        go_through_a_sandbox().await;
        go_through_a_ledger(&folder).await;
        go_through_mistakes().await;
        go_through_proxies().await;
        std::fs::remove_dir_all(&folder).expect("a folder");
        show_command_line();
    }
    show("summary", SEEN.summary());
}

/// Gives a secret away, to see that this is noticed.
fn give_away(leak: &str) {
    match leak {
        "tracing" => tracing::trace!(token = secret("CANARY_TOKEN"), "x"),
        "log" => log::trace!("{:?}", secret("CANARY_REFRESH_TOKEN").as_bytes()),
        "error" => {
            let hidden = Error::configuration(secret("CANARY_CLIENT_SECRET"));
            let error = std::io::Error::other(hidden);
            show("error", format!("{error:?}"));
        }
        "header" => {
            let encoded = STANDARD.encode(format!("user:{}", secret("CANARY_PROXY_PASSWORD")));
            show("header", format!("{:?}", http::HeaderValue::from_str(&encoded)));
        }
        "standard error" => eprintln!("{}", secret("CANARY_TOKEN")),
        _ => {}
    }
}

pub(super) fn builder(base_url: &str) -> ClientBuilder {
    let password = secret("CANARY_PROXY_PASSWORD");
    Client::builder()
        .token(secret("CANARY_TOKEN"))
        .base_url(base_url)
        .proxy(format!("http://user:{password}@127.0.0.1:9"))
        .clock(ScaledClock::new(50.0))
        .partner("East")
        .observer(Everything)
}

pub(super) fn client(builder: ClientBuilder) -> Option<Client> {
    show("builder", format!("{builder:?}"));
    match builder.build() {
        Ok(client) => {
            show("client", format!("{client:?} {client:#?}"));
            Some(client)
        }
        Err(error) => {
            show_error(&error);
            None
        }
    }
}

pub(super) fn server(responses: &Value) -> ScriptedServer {
    let responses = serde_json::from_value(responses.clone()).expect("responses");
    ScriptedServer::start(responses).expect("a server")
}

async fn status(builder: ClientBuilder) {
    if let Some(client) = client(builder) {
        show_result(client.directory_sync().get_status("E1").await);
    }
}

async fn play_scenarios(part: usize) {
    let play = |scenario: Scenario| async move {
        let server = Server::start(&scenario, &secret("CANARY_TOKEN")).expect("a server");
        let builder = builder(&server.base_url()).clock(server.clock(&scenario, 50.0));
        match call(&scenario, builder).await {
            Ok(outcome) => show_result(outcome.result),
            Err(unplayable) => panic!("{unplayable}"),
        }
        show("elsewhere", format!("{:?}", server.elsewhere_requests()));
        Seen::count(&SEEN.scenarios);
    };
    let all = load().into_iter().map(|(_, scenario)| scenario).take(part);
    futures_util::stream::iter(all).map(play).buffer_unordered(16).collect::<Vec<()>>().await;
}

async fn go_through_sources(folder: &Path) {
    for answer in [json!({"text": STATUS}), json!({"status": 401, "json": {"message": "no"}})] {
        for source in sources(folder) {
            show("source", format!("{source:?}"));
            match source {
                Ok(source) => {
                    let server = server(&json!([answer, answer]));
                    status(builder(&server.base_url()).token_source(source)).await;
                }
                Err(error) => show_error(&error),
            }
        }
    }
    // The one of the environment.
    status(Client::builder().base_url("http://127.0.0.1:9/v1").clock(ScaledClock::new(50.0))).await;
}

async fn go_through_refreshes(folder: &Path) {
    let granted = json!({"json": {
        "access_token": secret("CANARY_TOKEN"),
        "refresh_token": secret("CANARY_REFRESH_TOKEN"),
        "expires_in": 3600,
    }});
    let answered = json!({"text": STATUS});
    let refused =
        json!({"status": 400, "json": {"error": "invalid_grant", "error_description": "revoked"}});
    // A token endpoint that returns the secrets of the request, in plaintext and form-encoded.
    let [client_secret, refresh_token] =
        ["CANARY_CLIENT_SECRET", "CANARY_REFRESH_TOKEN"].map(secret);
    let encoded: String = byte_serialize(client_secret.as_bytes()).collect();
    let quoting = json!({"status": 400, "json": {
        "message": format!("{client_secret} or {refresh_token}: client_secret={encoded}"),
    }});
    let away = json!({"status": 302, "headers": {"Location": "{{elsewhere}}/x"}});
    let unauthorized = json!({"status": 401});
    let [out_of_order, cut] = [json!({"status": 500}), json!({"cut": "before_head"})];
    for (store, script) in [
        (Store::Forgets, json!([granted, answered])),
        (Store::Forgets, json!([refused])),
        (Store::Forgets, json!([quoting])),
        (Store::Forgets, json!([{"text": secret("CANARY_TOKEN")}])),
        (Store::Forgets, json!([out_of_order, out_of_order, out_of_order])),
        (Store::Forgets, json!([cut, cut, cut])),
        (Store::Forgets, json!([away, away, away])),
        (Store::Forgets, json!([granted, unauthorized, granted, unauthorized])),
        (Store::CannotLoad, json!([])),
        (Store::CannotSave, json!([granted])),
        (Store::CannotLock, json!([])),
    ] {
        let server = server(&script);
        status(builder(&server.base_url()).token_source(oauth(store))).await;
        show("elsewhere", format!("{:?}", server.elsewhere_requests()));
    }
    let file = folder.join("cache.json");
    let server = server(&json!([granted, answered]));
    status(builder(&server.base_url()).token_source(oauth_in(&file))).await;
    write(&file, &std::fs::read_to_string(&file).expect("a cache"), 0o644);
    status(builder(&server.base_url()).token_source(oauth_in(&file))).await;
}

async fn go_through_a_sandbox() {
    let faults = json!([
        {"name": "throttle", "retry_after": "1", "every": 5},
        {"name": "status", "status": 503, "every": 7},
    ]);
    let options = json!({
        "enterprises": 40, "clamp_max": 10, "speed": 3600.0, "token": secret("CANARY_TOKEN"),
        "faults": faults,
    });
    let options = serde_json::from_value(options).expect("options");
    let sandbox = Sandbox::start(options).expect("a sandbox");
    let builder = builder(&sandbox.base_url()).clock(ScaledClock::new(3600.0));
    let client = client(builder.clone()).expect("a client");
    // On this clock the deadline of a call is a twentieth of a second.
    let patiently = ListEnterprises::default().page_size(10).timeout(Duration::MAX);
    let list = client.enterprises().list(patiently);
    let all = list.expect("a list").all().await.expect("enterprises");
    for enterprise in all.iter().take(10) {
        let options = CallOptions::default();
        let enterprise = &EnterpriseRef::try_from(enterprise).expect("an id");
        show_result(client.directory_sync().update(enterprise, true).options(options).await);
        show_result(client.directory_sync().trigger(enterprise).options(options).await);
        show_result(client.directory_sync().trigger_user(enterprise, "u@x").options(options).await);
    }
    let key = EnterpriseKey::OrgId("no such".to_owned());
    show_result(client.enterprises().get(key).await);
    sandbox.set_token("another");
    status(builder.clone()).await;
    sandbox.stop();
    status(builder.timeout(Some(Duration::from_secs(2)))).await;
    show("counted", SEEN.events.load(Ordering::Relaxed));
}

async fn go_through_mistakes() {
    let (token, password) = (secret("CANARY_TOKEN"), secret("CANARY_PROXY_PASSWORD"));
    let elsewhere = || builder("https://webex.invalid/v1");
    for proxy in [
        format!("http://user:{password}@"),
        format!("ftp://user:{password}@h"),
        format!("http://user:{password}@:x"),
        password,
    ] {
        client(elsewhere().proxy(proxy));
    }
    client(builder(&format!("https://u:{token}@h.example")));
    client(builder("http://plain.example"));
    client(elsewhere().timeout(Some(Duration::ZERO)));
    client(elsewhere().ca_file("/no/such"));
    client(elsewhere().user_agent_suffix("a\nb"));
    client(elsewhere().token(format!("{token}\n")));
    let held = server(&json!([{"text": STATUS, "hold": true}]));
    status(builder(&held.base_url()).timeout(Some(Duration::from_secs(5)))).await;
    let closed = client(builder(&held.base_url())).expect("a client");
    closed.close();
    show_result(closed.directory_sync().get_status("E1").await);
    show_error(&Error::internal("as if by a defect"));
    // A service that writes back what it was sent.
    let echo = server(&json!([{"status": 400, "json": {"message": format!("Bearer {token}")}}]));
    status(builder(&echo.base_url())).await;
}

/// Requests to loopback never reach a proxy; those to elsewhere do, without the token.
async fn go_through_proxies() {
    let (port, seen) = proxy();
    let password = secret("CANARY_PROXY_PASSWORD");
    let elsewhere = || builder("https://webex.invalid/v1").timeout(Some(Duration::from_secs(100)));
    for scheme in ["http", "socks5h"] {
        status(elsewhere().proxy(format!("{scheme}://user:{password}@127.0.0.1:{port}"))).await;
        let received = seen.recv_timeout(Duration::from_secs(60)).expect("a request to the proxy");
        assert!(!received.contains(&secret("CANARY_TOKEN")));
    }
    // The one of the environment, to which no connection can be made.
    let source = TokenSource::environment("CANARY_TOKEN").expect("a token");
    let client = Client::builder().base_url("https://webex.invalid/v1").token_source(source);
    status(client.clock(ScaledClock::new(50.0)).observer(Everything)).await;
}

/// A proxy that refuses every request, and passes on what it read.
fn proxy() -> (u16, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.expect("a connection");
            let mut bytes = [0; 4096];
            let read = connection.read(&mut bytes).unwrap_or_default();
            let _ = sender.send(String::from_utf8_lossy(&bytes[..read]).into_owned());
            let _ = connection.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        }
    });
    (port, receiver)
}

fn show_command_line() {
    for file in ["/proc/self/cmdline", "/proc/self/task/self/cmdline"] {
        if let Ok(bytes) = std::fs::read(file) {
            show("command line", String::from_utf8_lossy(&bytes).replace(char::from(0), " "));
        }
    }
}

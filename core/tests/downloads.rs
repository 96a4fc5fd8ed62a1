//! Billing reports downloaded: into files and memory, from hosts that behave and that do not.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use webex_broadworks::{
    BillingReportDownload, BillingReportRef, Client, ErrorKind, Event, EventKind, Observer,
    ScaledClock,
};
use webex_broadworks_sandbox::{LoggedRequest, Sandbox, SandboxOptions, ScriptedServer, Switches};

const SIGNATURE: &str = "s1gned-l1nk-secret";
const CSV: &str = "spEnterpriseId,userId\nA,1\nB,2\n";

/// A server whose first answer is a complete report, and then whatever is given.
fn server<const N: usize>(files: [Value; N]) -> ScriptedServer {
    let link = format!("{{{{origin}}}}/report.csv?Signature={SIGNATURE}");
    let report = json!({"json": {"id": "R1", "status": "COMPLETED", "tempDownloadURL": link}});
    let mut responses = vec![report.clone()];
    responses
        .extend(files.into_iter().map(|file| if file == "report" { report.clone() } else { file }));
    let responses = serde_json::from_value(responses.into()).expect("responses");
    ScriptedServer::start(responses).expect("a server")
}

/// Keeps all events as text.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Observer for Log {
    fn on_event(&self, kind: EventKind, event: &Event) {
        self.0.lock().expect("no panic").push(kind.describe(event));
    }
}

fn client(base_url: &str, log: &Log) -> Client {
    let client = Client::builder().base_url(base_url).token("token").observer(log.clone());
    client.clock(ScaledClock::new(1_000.0)).timeout(None).build().expect("a client")
}

/// On a fast clock a deadline would come too soon.
fn download(server: &ScriptedServer, log: &Log) -> BillingReportDownload {
    let client = client(&server.base_url(), log);
    client.billing_reports().download("R1").timeout(Duration::MAX)
}

fn targets(requests: &[LoggedRequest]) -> Vec<&str> {
    let path = |request: &LoggedRequest| request.target.starts_with("/v1").then_some("report");
    requests.iter().map(|it| path(it).unwrap_or("file")).collect()
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.csv");
    (folder, file)
}

fn names(folder: &Path) -> usize {
    fs::read_dir(folder).expect("a folder").count()
}

#[tokio::test]
async fn a_file_is_written_by_requests_without_token_and_cookies() {
    let cookie = json!({"text": CSV, "headers": {"Set-Cookie": "session=1"}});
    let server = server([cookie, json!("report"), json!({"text": CSV, "gzip": true})]);
    let (folder, file) = folder();
    let download = download(&server, &Log::default());
    assert_eq!(download.save(&file).await.expect("saved"), CSV.len() as u64);
    assert_eq!(fs::read_to_string(&file).expect("a file"), CSV);
    assert_eq!(names(folder.path()), 1);
    assert_eq!(download.bytes().await.expect("the same once more"), CSV);
    let requests = server.requests();
    assert_eq!(targets(&requests), ["report", "file", "report", "file"]);
    for (request, has_token) in requests.iter().zip([true, false, true, false]) {
        assert_eq!(request.header("authorization").is_some(), has_token);
        assert_eq!(request.header("trackingid").is_some(), has_token);
        assert_eq!(request.header("cookie"), None);
    }
}

#[tokio::test]
async fn a_cut_body_is_fetched_again_and_leaves_no_half_file() {
    let cut = json!({"text": CSV.repeat(10_000), "cut": "in_body"});
    let (folder, file) = folder();
    fs::write(&file, "old").expect("a file");
    let log = Log::default();
    let once = server([cut.clone(), json!({"text": CSV})]);
    download(&once, &log).save(&file).await.expect("the second try succeeds");
    assert_eq!(fs::read_to_string(&file).expect("a file"), CSV);
    let often = server([(); 5].map(|()| cut.clone()));
    let error = download(&often, &log).save(&file).await.expect_err("every body is cut");
    assert_eq!((error.kind(), often.requests().len()), (ErrorKind::Connection, 5));
    assert_eq!(fs::read_to_string(&file).expect("a file"), CSV, "the old file stays");
    assert_eq!(names(folder.path()), 1, "and nothing lies beside it");
    assert_secret(&format!("{error} {error:?}"), &log);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_given_up() {
    for file in [
        json!({"text": CSV}),
        json!({"text": CSV, "chunked": true}),
        json!({"text": CSV, "gzip": true}),
    ] {
        let (folder, path) = folder();
        let log = Log::default();
        let server = server([file.clone(), json!("report"), file]);
        let download = download(&server, &log).max_bytes(CSV.len() - 1);
        let error = download.save(&path).await.expect_err("it is too large");
        assert_eq!((error.kind(), server.requests().len()), (ErrorKind::ResponseDecode, 2));
        let message = error.to_string();
        assert!(
            message.contains("larger than 29 bytes") && message.contains("`max_bytes`"),
            "{message}"
        );
        assert_eq!(names(folder.path()), 0);
        assert_eq!(download.max_bytes(CSV.len()).bytes().await.expect("it is not now"), CSV);
        assert_secret(&message, &log);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_refused_before_anything_is_sent() {
    let server = server([]);
    let (folder, _) = folder();
    for path in [folder.path().to_owned(), folder.path().join("no/such/report.csv")] {
        let error = download(&server, &Log::default()).save(path).await.expect_err("no file");
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
        assert!(error.to_string().contains("can't be written. Nothing was sent."), "{error}");
    }
    let error =
        download(&server, &Log::default()).max_bytes(0).bytes().await.expect_err("no bytes");
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_host_that_quotes_the_link_shows_it_in_no_error() {
    let quoting =
        json!({"status": 403, "text": format!("<StringToSign>{SIGNATURE}</StringToSign>")});
    let log = Log::default();
    let server = server([quoting.clone(), json!("report"), quoting]);
    let error = download(&server, &log).bytes().await.expect_err("refused twice");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(403)));
    assert_eq!(targets(&server.requests()), ["report", "file", "report", "file"]);
    let record = error.to_record(webex_broadworks::snake_case);
    assert_secret(&format!("{error} {error:?} {record} {:?}", error.details()), &log);
}

#[tokio::test]
async fn a_report_that_is_no_json_does_not_show_its_link() {
    let text = format!("{{\"tempDownloadURL\": \"https://h.example/f?Signature={SIGNATURE}");
    let responses = serde_json::from_value(json!([{"text": text}])).expect("responses");
    let server = ScriptedServer::start(responses).expect("a server");
    let log = Log::default();
    let error = download(&server, &log).bytes().await.expect_err("half a report");
    assert_eq!(error.kind(), ErrorKind::ResponseDecode);
    assert_secret(&format!("{error} {error:?} {:?}", error.details()), &log);
}

#[tokio::test]
async fn the_sandbox_serves_a_report_until_its_link_expires() {
    let options = SandboxOptions {
        enterprises: 2,
        switches: Switches { signed_link_seconds: 0.0, ..Switches::default() },
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::start(options).expect("a sandbox");
    let client = Client::builder().base_url(sandbox.base_url()).token(sandbox.token());
    let client = client.build().expect("a client");
    let created = client.billing_reports().create("2026-10").await.expect("a report");
    let created = BillingReportRef::try_from(&created).expect("an id");
    let early = client.billing_reports().download(&created).bytes().await.expect_err("too early");
    assert_eq!(early.kind(), ErrorKind::BillingReportNotCompleted);
    assert!(early.to_string().contains("`billing_reports.wait`"), "{early}");
    sandbox.advance(Duration::from_secs(600));
    let download = client.billing_reports().download(&created);
    let expired = download.bytes().await.expect_err("its links never work");
    assert_eq!(expired.status(), Some(403));
    let requests = sandbox.requests();
    let of_files = requests.iter().filter(|it| !it.target.starts_with("/v1"));
    let statuses: Vec<_> =
        of_files.map(|it| (it.header("authorization").is_some(), it.status)).collect();
    assert_eq!(statuses, [(false, Some(403)), (false, Some(403))]);
}

/// Checks that neither a text nor an event shows the link.
fn assert_secret(text: &str, log: &Log) {
    let events = log.0.lock().expect("no panic").join("\n");
    assert!(events.contains("request GET (signed link)") || !events.contains("download"));
    for shown in [text, &events] {
        assert!(!shown.contains(SIGNATURE) && !shown.contains("report.csv"), "{shown}");
    }
}

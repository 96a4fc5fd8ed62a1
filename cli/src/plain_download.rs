//! Commands that download a file: into a file, or to standard output.

use std::borrow::Cow;
use std::io::{IsTerminal as _, stdout};
use std::path::{Path, PathBuf};

use webex_broadworks::internals::download_of;
use webex_broadworks::{BillingReportDownload, BillingReportRef, Client};

use crate::arguments::PlainCall;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::output::sanitize::escape_terminal;
use crate::output::{write, write_bytes};
use crate::output_file::{OutputFile, STDOUT};
use crate::progress::Progress;
use crate::session::Session;
use crate::token;

/// Downloads a file to where `--to` says. Without it, the file goes to standard output, or into a new
/// file if that is a terminal.
pub(crate) async fn run(call: PlainCall, session: &Session) -> Result<Exit> {
    let file = match &call.to {
        Some(path) if path == Path::new(STDOUT) => None,
        Some(path) => Some(OutputFile::check(path)?),
        None => None,
    };
    let client = token::client(session)?;
    let hint = || "The download wrote no file.".to_owned();
    let work = download(call, file, &client, session);
    session.interrupt.run_unless_stopped(Box::pin(work), hint).await
}

async fn download(
    call: PlainCall,
    file: Option<OutputFile>,
    client: &Client,
    session: &Session,
) -> Result<Exit> {
    let PlainCall { command, arguments, subjects, timeout, to, .. } = call;
    let file = match subjects.into_iter().next() {
        Some(report) if to.is_none() && stdout().is_terminal() => {
            Some(new_file(client, BillingReportRef::new(report.id)).await?)
        }
        _ => file,
    };
    let download = download_of(client, command.operation, arguments)?;
    let download = download.given(timeout, BillingReportDownload::timeout);
    let progress = Progress::waiting(session, "downloading");
    let Some(file) = file else {
        let content = download.bytes().await?;
        drop(progress);
        print(&content)?;
        return Ok(Exit::Done);
    };
    let size = if let Some(path) = file.replaced() {
        download.save(path).await?
    } else {
        let content = download.bytes().await?;
        file.write(&content)?;
        content.len() as u64
    };
    drop(progress);
    session.note(&format!("Saved {size} bytes to {}.", file.path().display()));
    Ok(Exit::Done)
}

/// A file that is named after the report's month, and that isn't there yet.
async fn new_file(client: &Client, report: BillingReportRef) -> Result<OutputFile> {
    let report = client.billing_reports().get(report).await?;
    let is_plain = |month: &String| month.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let month = report.billing_period.filter(is_plain);
    let path = PathBuf::from(match month {
        Some(month) => format!("billing-report-{month}.csv"),
        None => "billing-report.csv".to_owned(),
    });
    if path.exists() {
        let path = path.display();
        return Err(Failure::usage(format!("{path} exists already. Name a file by --to")));
    }
    OutputFile::check(&path)
}

/// Prints the content as it is; to a terminal as text in which nothing moves it.
fn print(content: &[u8]) -> Result<()> {
    if !stdout().is_terminal() {
        return write_bytes(content);
    }
    let text = String::from_utf8_lossy(content);
    let lines: Vec<Cow<'_, str>> = text.lines().map(escape_terminal).collect();
    write(&format!("{}\n", lines.join("\n")))
}

//! The download of a billing report.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::CONTENT_TYPE;
use serde_json::Value;
use webex_broadworks_transport::call::{Call, Target, Transport};
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::http::body_decoder::BodyError;
use webex_broadworks_transport::http::body_sink::{BodySink, WriteError};
use webex_broadworks_transport::http::error_body::service_errors;
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::http::response_validation::ExpectedBody;
use webex_broadworks_transport::http::signed_link::{LinkError, SignedLink};
use webex_broadworks_transport::message::{Name, message};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::subject::Subject;
use webex_broadworks_transport::options::CallOptions;
use webex_broadworks_transport::redact::secret_keys::remove_secret_keys;

use crate::client::Client;
use crate::client::request::Request;
use crate::generated::models::{BillingReport, BillingReportStatus};
use crate::generated::resources::BillingReportsResource;
use crate::generated::subjects::BillingReportRef;

/// How long a download may take unless it says otherwise.
pub const DEFAULT_DOWNLOAD_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// How large a downloaded file may be unless the download says otherwise, in bytes.
pub const DEFAULT_MAX_DOWNLOAD_BYTES: usize = 512 * 1024 * 1024;

/// The statuses with which hosts answer a signed link that has expired.
const EXPIRED: [u16; 5] = [400, 401, 403, 404, 410];

/// A billing report that is still to be downloaded.
///
/// Sends nothing before [`save`](Self::save) or [`bytes`](Self::bytes); each of them downloads the
/// report once more. The link to the file is a secret, which no error, event or log shows.
#[must_use = "nothing is sent before it is saved or read"]
#[derive(Clone, Debug)]
pub struct BillingReportDownload {
    client: Client,
    report: Subject,
    max_bytes: usize,
    timeout: Duration,
}

impl BillingReportsResource {
    /// Downloads the file of a billing report that is complete.
    ///
    /// `GET /broadworks/billing/reports/{id}`, then `GET` of the link that it shows. That request has
    /// neither the access token nor cookies. It goes to https only, and follows up to three redirects.
    /// If the host answers that the link has expired, the client reads the report once more and tries
    /// the new link once.
    pub fn download(&self, report: impl Into<BillingReportRef>) -> BillingReportDownload {
        BillingReportDownload {
            client: self.client.clone(),
            report: report.into().into(),
            max_bytes: DEFAULT_MAX_DOWNLOAD_BYTES,
            timeout: DEFAULT_DOWNLOAD_TIMEOUT,
        }
    }
}

impl BillingReportDownload {
    /// Sets how large the file may be, in bytes, at least 1. Default:
    /// [`DEFAULT_MAX_DOWNLOAD_BYTES`].
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets how long the download may take, retries included, more than zero. [`Duration::MAX`] sets
    /// no deadline. Default: [`DEFAULT_DOWNLOAD_TIMEOUT`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Downloads the report to a file; returns its size in bytes.
    ///
    /// The file is written under another name in the same folder, and renamed when it is complete. Until
    /// then, and after an error, a file at `path` stays as it is.
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::BillingReportNotCompleted`]: the report is still in progress, or failed.
    /// * [`ErrorKind::UntrustedLink`]: the link doesn't lead to https, or redirects too often.
    /// * [`ErrorKind::ResponseDecode`]: the file is larger than the limit, or the report has no link.
    /// * [`ErrorKind::InvalidArgument`]: the file can't be written.
    /// * Any error of [`BillingReportsResource::get`].
    pub async fn save(&self, path: impl AsRef<Path>) -> Result<u64> {
        let sink = BodySink::file(path.as_ref())
            .map_err(|error| self.attach_context(cannot_write(&error)))?;
        let sink = Arc::new(sink);
        self.fetch(&sink).await?;
        sink.persist().await.map_err(|error| {
            let error = self.attach_context(cannot_write(&error));
            error.with(|details| details.request_sent = true)
        })
    }

    /// Downloads the report into memory.
    ///
    /// # Errors
    ///
    /// Those of [`Self::save`].
    pub async fn bytes(&self) -> Result<Bytes> {
        let sink = Arc::new(BodySink::memory());
        self.fetch(&sink).await?;
        Ok(sink.take_bytes())
    }

    async fn fetch(&self, sink: &Arc<BodySink>) -> Result<()> {
        if self.max_bytes == 0 {
            let error = Error::of_argument("max_bytes", "must be at least 1");
            return Err(self.attach_context(error));
        }
        let transport = &self.client.transport;
        let options = CallOptions::default().timeout(self.timeout);
        let deadline = transport.deadline(options).map_err(|error| self.attach_context(error))?;
        let download = transport.for_signed_links(Arc::clone(sink), self.max_bytes, self.timeout);
        let download = Arc::new(download);
        let mut is_renewed = false;
        loop {
            let link = self.link(transport, transport.until(deadline, options)).await?;
            let call = self.call(link, transport.until(deadline, options));
            match download.execute(call).await {
                Ok(answer) => {
                    return match other_than_file(&answer) {
                        None => Ok(()),
                        Some(reason) => Err(answer.decode_error(&reason).with(|details| {
                            (details.accepted, details.tracking_id) = (None, None);
                        })),
                    };
                }
                Err(error) if !is_renewed && is_expired(&error) => is_renewed = true,
                Err(error) => return Err(explain(error, self.max_bytes)),
            }
        }
    }

    /// Reads the report, and returns the link that it shows.
    async fn link(&self, transport: &Transport, options: CallOptions) -> Result<SignedLink> {
        let report = vec![Some(self.report.clone().into())];
        let request: Request<Value> =
            Request::of_call(&self.client, Operation::BillingReportsGet, report);
        let answer = request.options(options).bytes().await?;
        let report: BillingReport = answer.decode()?;
        let link = match (report.status, report.temp_download_url) {
            (None | Some(BillingReportStatus::Completed), Some(link)) => link,
            (None | Some(BillingReportStatus::Completed), None) => {
                let error =
                    answer.decode_error("the report is complete and has no tempDownloadURL");
                return Err(self.attach_context(error));
            }
            (Some(status), _) => {
                return Err(self.attach_context(not_completed(&status, answer.decode()?)));
            }
        };
        SignedLink::parse(&link, transport.http.is_local()).map_err(|why| {
            let error = Error::new(ErrorKind::UntrustedLink, why.to_string());
            self.attach_context(error.with(|details| details.request_sent = true))
        })
    }

    fn call(&self, link: SignedLink, options: CallOptions) -> Call {
        Call {
            operation: Operation::BillingReportsDownload,
            method: Method::GET,
            target: Target::Link(link),
            body: None,
            shape: ExpectedBody::Anything,
            subject: Some(self.report.clone()),
            options,
        }
    }

    fn attach_context(&self, error: Error) -> Error {
        error.with(|details| {
            details.operation = Some(Operation::BillingReportsDownload);
            details.subject = Some(self.report.clone());
        })
    }
}

/// The error of a report without a file. `shown` is the report as Webex shows it.
fn not_completed(status: &BillingReportStatus, mut shown: Value) -> Error {
    let reason = format!("the report's status is {status}, and only a COMPLETED report has a file");
    remove_secret_keys(&mut shown);
    Error::new(ErrorKind::BillingReportNotCompleted, reason).with(|details| {
        details.request_sent = true;
        details.errors = service_errors(&shown);
        details.last_status = Some(shown);
    })
}

fn cannot_write(error: &WriteError) -> Error {
    Error::invalid_argument(error.to_string()).with_source(Arc::clone(&error.source))
}

/// Why a success of the download host isn't the file, if it isn't.
fn other_than_file(answer: &RawResponse) -> Option<String> {
    let metadata = answer.metadata();
    if metadata.status != 200 {
        return Some(format!("the download host answered {}, not 200 OK", metadata.status));
    }
    let kind = metadata.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let other = [("html", "a page of HTML"), ("xml", "XML")];
    let other = other.into_iter().find(|(word, _)| kind.contains(word)).map(|(_, name)| name);
    other.map(|other| {
        format!(
            "the download host answered with {other}. A proxy or a login page may have answered in \
             its place"
        )
    })
}

fn is_expired(error: &Error) -> bool {
    error.status().is_some_and(|status| EXPIRED.contains(&status))
}

/// The error of a download whose body, file or link can't be used.
fn explain(error: Error, max_bytes: usize) -> Error {
    let Some(source) = error.details().source.clone() else { return error };
    if let Some(BodyError::TooLarge(_)) = source.downcast_ref() {
        let larger = Name::Argument("max_bytes");
        let reason =
            message!("the file is larger than {max_bytes} bytes. Pass a larger {}", larger);
        return error.with(|details| {
            (details.reason, details.accepted, details.source) = (reason, None, None);
        });
    }
    if let Some(why) = source.downcast_ref::<LinkError>() {
        let reason = why.to_string().into();
        return error.with(|details| {
            details.kind = ErrorKind::UntrustedLink;
            details.request_sent = true;
            (details.reason, details.source) = (reason, None);
        });
    }
    if let Some(unwritten) = source.downcast_ref::<WriteError>() {
        let unwritten = cannot_write(unwritten);
        return error.with(|details| {
            (details.kind, details.status) = (ErrorKind::InvalidArgument, None);
            details.reason.clone_from(&unwritten.details().reason);
            details.source.clone_from(&unwritten.details().source);
        });
    }
    error
}

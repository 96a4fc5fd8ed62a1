//! Turns directory sync on or off if it isn't already in that state.

use bytes::Bytes;
use webex_broadworks_transport::error::Result;
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::options::CallOptions;

use crate::client::Client;
use crate::client::request::Request;
use crate::directory_sync::status_snapshot::StatusSnapshot;
use crate::generated::models::EnsuredDirectorySync;
use crate::generated::resources::DirectorySyncResource;
use crate::generated::subjects::EnterpriseRef;

/// Reads the switch, and changes it if it differs.
///
/// The answer is `{"changed", "before", "after"}`: whether it differed, the response to the GET,
/// and the response to the PUT. `after` equals `before` if no change is needed. It is null in a dry
/// run if a change is needed.
async fn ensure_directory_sync(
    client: &Client,
    enterprise: EnterpriseRef,
    enable: bool,
    dry_run: bool,
    options: CallOptions,
) -> Result<RawResponse> {
    let transport = &client.transport;
    // One deadline for both requests, because they are one call to the caller.
    let deadline = transport.deadline(options)?;
    let status = client.directory_sync().get_status(enterprise.clone());
    let before = status.options(transport.until(deadline, options)).bytes().await?;
    match plan(before, enable)? {
        Plan::Nothing(answer) => Ok(answer),
        Plan::Change(change) if dry_run => Ok(change.only_planned()),
        Plan::Change(change) => {
            let options = transport.until(deadline, options);
            let update = client.directory_sync().update(enterprise, enable);
            change.done(update.options(options).bytes().await?)
        }
    }
}

/// The change that the switch needs, if any.
#[expect(clippy::large_enum_variant, reason = "there is one for a call, and not for long")]
pub enum Plan {
    /// No change is needed; this is the report.
    Nothing(RawResponse),
    /// A request that sets the requested state.
    Change(Change),
}

/// A change that the switch needs, and the status before it.
pub struct Change {
    answer: RawResponse,
    seen: StatusSnapshot,
    enable: bool,
}

/// Compares the status from the GET with the requested state.
///
/// # Errors
/// [`ErrorKind::ResponseDecode`](crate::ErrorKind::ResponseDecode) if the status is not JSON.
pub fn plan(before: RawResponse, enable: bool) -> Result<Plan> {
    let seen = StatusSnapshot::of(&before.decode()?);
    // If Webex doesn't report the state, only a PUT ensures it.
    if seen.enable_dir_sync != Some(enable) {
        return Ok(Plan::Change(Change { answer: before, seen, enable }));
    }
    let shown = before.body().clone();
    Ok(Plan::Nothing(report(before, false, &shown, &shown)))
}

impl Change {
    /// What the switch showed before.
    pub fn before(&self) -> &StatusSnapshot {
        &self.seen
    }

    /// The report of a dry run.
    pub fn only_planned(self) -> RawResponse {
        let shown = self.answer.body().clone();
        report(self.answer, true, &shown, b"null")
    }

    /// The report after the PUT was answered.
    ///
    /// # Errors
    /// [`ErrorKind::ResponseDecode`](crate::ErrorKind::ResponseDecode) if the answer shows the other state.
    pub fn done(self, put: RawResponse) -> Result<RawResponse> {
        let after = StatusSnapshot::of(&put.decode()?).enable_dir_sync;
        if after == Some(!self.enable) {
            let (wanted, shown) = if self.enable { ("on", "off") } else { ("off", "on") };
            return Err(put.decode_error(&format!(
                "Webex answered the request to turn directory sync {wanted}, but shows that it is \
                 {shown}"
            )));
        }
        let answered = put.body().clone();
        let mut answer = report(put, true, self.answer.body(), &answered);
        answer.metadata.attempts += self.answer.metadata.attempts;
        answer.metadata.elapsed += self.answer.metadata.elapsed;
        Ok(answer)
    }
}

/// Combines both responses, each as it was sent.
fn report(answer: RawResponse, changed: bool, before: &[u8], after: &[u8]) -> RawResponse {
    let changed: &[u8] = if changed { b"true" } else { b"false" };
    let parts: [&[u8]; 7] =
        [b"{\"changed\":", changed, b",\"before\":", before, b",\"after\":", after, b"}"];
    let about = (Operation::DirectorySyncEnsure, answer.about.1.clone());
    RawResponse { body: Bytes::from(parts.concat()), about, repeatable: true, ..answer }
}

impl DirectorySyncResource {
    /// Turns directory sync on or off for an enterprise if it isn't already in that state.
    ///
    /// `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use webex_broadworks::*;
    /// # async fn example(webex: Client, enterprise: &str) -> Result<(), Error> {
    /// let report = webex.directory_sync().ensure(enterprise, true).await?;
    /// println!("{}", if report.changed { "changed" } else { "was on already" });
    /// # Ok(())
    /// # }
    /// ```
    pub fn ensure(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        enable_dir_sync: bool,
    ) -> Request<EnsuredDirectorySync> {
        self.ensure_with(enterprise.into(), enable_dir_sync, false)
    }

    /// Reads what [`Self::ensure`] would change, and changes nothing:
    /// [`EnsuredDirectorySync::after`] is `None` if it would.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    pub fn ensure_dry_run(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        enable_dir_sync: bool,
    ) -> Request<EnsuredDirectorySync> {
        self.ensure_with(enterprise.into(), enable_dir_sync, true)
    }

    /// Either of both.
    #[doc(hidden)]
    pub fn ensure_with(
        &self,
        enterprise: EnterpriseRef,
        enable: bool,
        dry_run: bool,
    ) -> Request<EnsuredDirectorySync> {
        Request::of_steps(&self.client, move |client, options| async move {
            ensure_directory_sync(&client, enterprise, enable, dry_run, options).await
        })
    }
}

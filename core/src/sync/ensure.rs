//! Directory sync switched as wanted, and left alone where it is.

use bytes::Bytes;

use super::sighting::Sighting;
use crate::answer::Answer;
use crate::client::{CallOptions, RawClient};
use crate::error::Result;
use crate::id::EnterpriseRef;
use crate::operation::Operation;

/// Reads the switch and changes it where it differs.
///
/// The answer is `{"changed", "before", "after"}`: whether it differed, what the GET showed, and
/// what the PUT answered; `after` is `before` where nothing had to be done, and null in a dry run
/// where something has.
pub(crate) async fn ensure_directory_sync(
    client: &RawClient,
    enterprise: EnterpriseRef,
    enable: bool,
    dry_run: bool,
    options: CallOptions,
) -> Result<Answer> {
    let transport = &client.transport;
    // One deadline for both requests: to the caller it is one call.
    let deadline = transport.deadline(options);
    let before =
        client.get_directory_sync_status(enterprise.clone(), transport.until(deadline)).await?;
    let shown = before.body().clone();
    // Where the service does not say, only a PUT makes sure.
    if Sighting::of(&before.decode()?).enable_dir_sync == Some(enable) {
        return Ok(report(before, false, &shown, &shown));
    }
    if dry_run {
        return Ok(report(before, true, &shown, b"null"));
    }
    let put = client.update_directory_sync(enterprise, enable, transport.until(deadline)).await?;
    let answered = put.body().clone();
    let mut answer = report(put, true, &shown, &answered);
    answer.metadata.attempts += before.metadata.attempts;
    answer.metadata.elapsed += before.metadata.elapsed;
    Ok(answer)
}

/// Both answers in one, each as it was sent.
fn report(answer: Answer, changed: bool, before: &[u8], after: &[u8]) -> Answer {
    let changed: &[u8] = if changed { b"true" } else { b"false" };
    let parts: [&[u8]; 7] =
        [b"{\"changed\":", changed, b",\"before\":", before, b",\"after\":", after, b"}"];
    let about = (Operation::EnsureDirectorySync, answer.about.1.clone());
    Answer { body: Bytes::from(parts.concat()), about, repeatable: true, ..answer }
}

//! The outcome of one item of a bulk run, as plain data.

use std::time::SystemTime;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::item::BulkItem;
use webex_broadworks::internals::timestamp_of;
use webex_broadworks::{
    Error, ErrorKind, Name, Operation, RawResponse, Result, Spelling, Timestamp, message,
};

/// The outcome of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum OutcomeKind {
    /// It was done.
    Ok,
    /// It was already in the requested state.
    Unchanged,
    /// Part of it was done.
    Partial,
    /// It was not done, or the sync failed.
    Failed,
    /// It may have been done. The client can't tell.
    Ambiguous,
    /// It was left out.
    Skipped,
    /// It would be done if this weren't a dry run.
    Planned,
    /// It was not started or could not be started. Rerunning it starts it.
    NotStarted,
}

impl OutcomeKind {
    /// Every kind, in the order of summaries.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The word.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }

    /// The kinds that the option `retry` names.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if there is no
    /// such kind.
    pub fn retried<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Result<Vec<Self>> {
        let kind = |name: N| {
            let name = name.as_ref();
            Self::from_name(name).ok_or_else(|| {
                let known: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
                let known = known.join(", ");
                let retry = Name::Argument("retry");
                Error::invalid_argument(message!("{}: expected {known}, got {name:?}", retry))
            })
        };
        names.into_iter().map(kind).collect()
    }

    /// Whether it needs attention: at least part of it failed, or the client can't tell.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Partial | Self::Failed | Self::Ambiguous)
    }
}

/// The outcome of one item.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Outcome {
    /// The item's position in the input, from 0.
    pub index: u64,
    /// The enterprise.
    pub enterprise_id: String,
    /// Its `spEnterpriseId`; `None` if it was not given.
    pub sp_enterprise_id: Option<String>,
    /// The user, if users are synced.
    pub user_id: Option<String>,
    /// The partner label of the client.
    pub partner: Option<String>,
    /// The outcome.
    pub outcome: OutcomeKind,
    /// The reason, in one word that programs can compare; `None` if there is none.
    pub reason: Option<String>,
    /// The result of the operation for one enterprise, or the last state.
    pub result: Option<Value>,
    /// What went wrong.
    pub error: Option<OutcomeError>,
    /// How many requests it took.
    pub attempts: u32,
    /// When it was started, in UTC; `None` if it wasn't.
    pub started_at: Option<Timestamp>,
    /// When the outcome was determined, in UTC.
    pub ended_at: Timestamp,
}

/// The error of an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OutcomeError {
    /// The stable code of the error's kind.
    pub code: String,
    /// What failed, whether it was sent, and what to do.
    pub message: String,
    /// The HTTP status; `None` without a response.
    pub status_code: Option<u16>,
    /// The tracking id for Webex support.
    pub tracking_id: Option<String>,
    /// The directory sync codes, of the refusal or of the sync.
    pub directory_sync_codes: Vec<Value>,
    /// What to do.
    pub remedy: Option<String>,
    /// Whether a request might have reached Webex.
    pub request_sent: bool,
    /// Whether the item can be repeated without doing anything twice.
    pub safe_to_retry: bool,
}

impl OutcomeError {
    fn of(error: &Error, spelling: Spelling) -> Self {
        let details = error.details();
        let codes = details.errors.iter().filter_map(|error| error.error_code.as_ref());
        Self {
            code: error.kind().code().to_owned(),
            message: error.message(spelling),
            status_code: details.status,
            tracking_id: details.tracking_id.clone(),
            directory_sync_codes: codes
                .filter_map(|code| serde_json::to_value(code).ok())
                .collect(),
            remedy: error.remedy().map(|remedy| remedy.render(spelling)),
            request_sent: details.request_sent,
            safe_to_retry: details.safe_to_retry,
        }
    }
}

/// An outcome and its error. The outcome is JSON, which is the same in every language and in the
/// ledger.
#[derive(Debug)]
pub struct RawOutcome {
    pub(crate) json: Bytes,
    pub(crate) kind: OutcomeKind,
    pub(crate) error: Option<Error>,
}

impl RawOutcome {
    /// One JSON object on one line.
    pub fn json(&self) -> &Bytes {
        &self.json
    }

    /// The outcome of the item.
    pub fn kind(&self) -> OutcomeKind {
        self.kind
    }

    /// The error, if any. `None` also for outcomes from a ledger, which records only the text of the
    /// error.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The outcome as a model.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if it does not fit.
    pub fn decode(&self) -> Result<Outcome> {
        serde_json::from_slice(&self.json).map_err(|error| {
            Error::internal("an outcome does not fit its own model").with_source(error)
        })
    }

    /// An outcome from a ledger.
    pub(crate) fn recorded(json: String) -> Result<Self> {
        #[derive(Deserialize)]
        struct Kind {
            outcome: OutcomeKind,
        }
        let Kind { outcome: kind } = serde_json::from_str(&json).map_err(|error| {
            let reason = "an outcome in the ledger cannot be read. Restore a copy of the ledger";
            Error::new(ErrorKind::Ledger, reason).with_source(error)
        })?;
        Ok(Self { json: Bytes::from(json), kind, error: None })
    }
}

/// An outcome in the making.
#[derive(Debug)]
pub(crate) struct ItemResult {
    pub(crate) kind: OutcomeKind,
    pub(crate) reason: Option<String>,
    pub(crate) result: Option<Bytes>,
    pub(crate) error: Option<Error>,
    pub(crate) attempts: u32,
    pub(crate) started_at: Option<SystemTime>,
}

/// Whether an error leaves open what Webex did for the item. An idempotent request that a server failed
/// to answer is simply repeated.
pub(crate) fn is_ambiguous(error: &Error) -> bool {
    let is_repeatable = error.kind() == ErrorKind::Server && error.is_safe_to_retry();
    error.may_have_been_executed() && !is_repeatable
}

impl ItemResult {
    /// The result of an item that was skipped.
    pub(crate) fn skipped(reason: &str) -> Self {
        Self::new(OutcomeKind::Skipped).with_reason(reason)
    }

    pub(crate) fn new(kind: OutcomeKind) -> Self {
        Self { kind, reason: None, result: None, error: None, attempts: 0, started_at: None }
    }

    pub(crate) fn with_reason(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// The response is the item's result.
    pub(crate) fn with_answer(mut self, answer: &RawResponse) -> Self {
        self.result = Some(answer.body().clone());
        self
    }

    /// Sets the outcome for an error of the item. The reason is the error's code in lower case.
    pub(crate) fn of_error(error: Error) -> Self {
        let kind = if is_ambiguous(&error) { OutcomeKind::Ambiguous } else { OutcomeKind::Failed };
        Self::new(kind).with_reason(&error.kind().code().to_ascii_lowercase()).with_error(error)
    }

    pub(crate) fn with_error(mut self, error: Error) -> Self {
        self.error = Some(error);
        self
    }

    /// Whether an earlier attempt at the run sent a request for the item.
    pub(crate) fn is_of_something_sent(&self) -> bool {
        matches!(self.reason.as_deref(), Some("watched" | "interrupted"))
    }

    /// The number of requests for the item before its verdict.
    pub(crate) fn after(mut self, attempts: u32, started_at: SystemTime) -> Self {
        self.attempts += attempts;
        self.started_at = Some(started_at);
        self
    }

    /// Builds the outcome of the item.
    pub(crate) fn into_outcome(
        self,
        index: u64,
        item: &BulkItem,
        about: OutcomeContext<'_>,
        now: SystemTime,
    ) -> RawOutcome {
        let error = self.error.map(|error| about.complete(error, item));
        let json = serde_json::to_vec(&OutcomeJson {
            index,
            enterprise_id: &item.enterprise.id,
            sp_enterprise_id: item.enterprise.sp_enterprise_id.as_deref(),
            user_id: item.user_id.as_deref(),
            partner: about.partner,
            outcome: self.kind,
            reason: self.reason.as_deref(),
            result: self.result.as_deref().and_then(|body| serde_json::from_slice(body).ok()),
            error: error.as_ref().map(|error| OutcomeError::of(error, about.spelling)),
            attempts: self.attempts,
            started_at: self.started_at.map(iso),
            ended_at: iso(now),
        });
        // It consists of texts, numbers and checked JSON.
        let json = Bytes::from(json.unwrap_or_default());
        RawOutcome { json, kind: self.kind, error }
    }
}

/// Data that all outcomes of a run share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutcomeContext<'a> {
    pub(crate) partner: Option<&'a str>,
    pub(crate) spelling: Spelling,
    pub(crate) operation: Operation,
}

impl OutcomeContext<'_> {
    /// Adds the subject of the item to its error.
    fn complete(self, error: Error, item: &BulkItem) -> Error {
        error.with(|details| {
            details.is_of_one_item = true;
            details.operation.get_or_insert(self.operation);
            let known = details.subject.as_ref().is_some_and(|subject| subject.name.is_some());
            if !known && !item.enterprise.id.is_empty() {
                details.subject = Some((&item.enterprise).into());
            }
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OutcomeJson<'a> {
    index: u64,
    enterprise_id: &'a str,
    sp_enterprise_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner: Option<&'a str>,
    outcome: OutcomeKind,
    reason: Option<&'a str>,
    result: Option<&'a RawValue>,
    error: Option<OutcomeError>,
    attempts: u32,
    started_at: Option<String>,
    ended_at: String,
}

/// A time in UTC, in the format of all JSON.
pub(crate) fn iso(moment: SystemTime) -> String {
    format!("{:.6}", timestamp_of(moment))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const ABOUT: OutcomeContext<'static> = OutcomeContext {
        partner: None,
        spelling: webex_broadworks::snake_case,
        operation: Operation::DirectorySyncRun,
    };

    #[test]
    fn an_outcome_is_one_line_with_these_keys() {
        let item = BulkItem::new("E1");
        let moment = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
        let verdict = ItemResult::new(OutcomeKind::Ok).after(2, moment);
        let outcome = verdict.into_outcome(3, &item, ABOUT, moment);
        assert_eq!(
            outcome.json,
            concat!(
                r#"{"index":3,"enterpriseId":"E1","spEnterpriseId":null,"outcome":"ok","#,
                r#""reason":null,"result":null,"error":null,"attempts":2,"#,
                r#""startedAt":"1970-01-01T00:00:01.500000Z","endedAt":"1970-01-01T00:00:01.500000Z"}"#,
            )
        );
        let read = outcome.decode().unwrap();
        assert_eq!((read.index, read.outcome, read.attempts), (3, OutcomeKind::Ok, 2));
    }

    #[test]
    fn an_error_tells_its_codes_and_what_to_do() {
        let error =
            Error::new(ErrorKind::DirectorySyncFailed, "the sync ended as FAILED").with(|it| {
                it.errors = vec![webex_broadworks::ServiceError {
                    error_code: Some(webex_broadworks::ServiceCode::Number(600_014)),
                    ..Default::default()
                }];
                it.request_sent = true;
            });
        let item = BulkItem::new("E1").user_id("jane@acme.example");
        let outcome =
            ItemResult::of_error(error).into_outcome(0, &item, ABOUT, SystemTime::UNIX_EPOCH);
        let read = outcome.decode().unwrap();
        assert_eq!(
            (read.outcome, read.reason.as_deref()),
            (OutcomeKind::Failed, Some("directory_sync_failed"))
        );
        let error = read.error.unwrap();
        assert_eq!(error.directory_sync_codes, [600_014]);
        assert!(error.safe_to_retry && error.remedy.is_some());
        assert_eq!(read.user_id.as_deref(), Some("jane@acme.example"));
    }
}

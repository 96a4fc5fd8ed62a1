//! The message of an error: what happened, why, what to do, and what Webex said.

use std::fmt::Write as _;

use crate::error::{Error, ErrorKind, wrong_subject_hint};
use crate::generated::operations::Operation;
use crate::message::{Message, Name, Spelling, message};
use crate::operation::{error_codes, subscriber_error_codes};

/// The cause of a 403 if the token has scope and role.
const NOT_ON_THE_LIST: &str = "If the token has both, the customer may be missing from the \
     customers that its owner manages. Calling GET /organizations/{orgId} once with the same token \
     can add it.";

impl Error {
    /// Returns the message in one line, with methods and arguments in the spelling of a language.
    pub fn message(&self, spelling: Spelling) -> String {
        let mut text = self.summary(spelling);
        push_sentence(&mut text, &self.advice(spelling));
        for sentence in self.service_sentences() {
            push_sentence(&mut text, &sentence);
        }
        if let Some(tracking_id) = &self.0.tracking_id {
            push_sentence(&mut text, &format!("Tracking id for Webex support: {tracking_id}."));
        }
        for cause in self.causes(spelling) {
            push_sentence(&mut text, &format!("Caused by: {}.", cause.message));
        }
        end_sentence(&mut text);
        text
    }

    /// Returns the message in labeled lines, for a terminal.
    pub fn labeled_message(&self, spelling: Spelling) -> String {
        let mut text = self.summary(spelling);
        end_sentence(&mut text);
        let mut line = |label: &str, value: &str| {
            if !value.is_empty() {
                let _ = write!(text, "\n  {label:<13}{value}");
            }
        };
        line("What to do:", &self.advice(spelling));
        for sentence in self.service_sentences() {
            line("Webex:", &sentence);
        }
        for cause in self.causes(spelling) {
            line("Caused by:", &cause.message);
        }
        line("Tracking id:", self.0.tracking_id.as_deref().unwrap_or_default());
        text
    }

    /// What happened, and why.
    fn summary(&self, spelling: Spelling) -> String {
        let details = &*self.0;
        let mut text = String::new();
        if let Some(operation) = details.operation {
            let about =
                details.subject.as_ref().map(|subject| format!(" ({})", subject.describe()));
            text.push_str(operation.title());
            text.push_str(&about.unwrap_or_default());
            text.push_str(": ");
        }
        text.push_str(&details.reason.render(spelling));
        text
    }

    /// What to do, and whether the call can be repeated.
    fn advice(&self, spelling: Spelling) -> String {
        let mut text = self.remedy().unwrap_or_default().render(spelling);
        push_sentence(&mut text, &self.retry_advice().render(spelling));
        text
    }

    /// Returns Webex's own text, and the meaning of its codes.
    fn service_sentences(&self) -> Vec<String> {
        let details = &*self.0;
        let mut sentences = Vec::new();
        if let Some(message) = &details.service_message {
            sentences.push(format!("Webex says: \"{message}\""));
        }
        for error in &details.errors {
            match (&error.error_code, &error.description) {
                (Some(code), description) => {
                    let known = code.number().and_then(meaning_of);
                    let text = known.or(description.as_deref()).unwrap_or("no description");
                    sentences.push(format!("Code {code}: {}.", text.trim_end_matches('.')));
                    let own = description.as_ref().filter(|_| known.is_some());
                    let own = own.filter(|own| Some(*own) != details.service_message.as_ref());
                    sentences.extend(own.map(|own| format!("Webex describes it: \"{own}\"")));
                }
                (None, Some(description))
                    if Some(description) != details.service_message.as_ref() =>
                {
                    sentences.push(format!("Webex also says: \"{description}\""));
                }
                _ => {}
            }
            if let Some(field) = &error.field_name {
                sentences.push(format!("Invalid field: {field}."));
            }
        }
        sentences
    }

    /// Returns the meaning of the first known directory sync code.
    pub fn meaning(&self) -> Option<&'static str> {
        self.catalogued().map(|entry| entry.meaning)
    }

    /// Returns what to do.
    pub fn remedy(&self) -> Option<Message> {
        if let Some(entry) = self.catalogued() {
            return Some(match entry.operation {
                Some(named) => message!("{} ({}).", entry.remedy.trim_end_matches('.'), named),
                None => entry.remedy.into(),
            });
        }
        Some(match self.0.kind {
            ErrorKind::Authentication if self.is_of_the_access_token() => {
                "The access token is wrong, has expired or was revoked. Get a new one from a partner \
                 administrator. A personal token from developer.webex.com lasts 12 hours."
                    .into()
            }
            ErrorKind::PermissionDenied => {
                let operation = self.0.operation;
                let scope = operation.and_then(Operation::scope)?;
                let role = operation.and_then(Operation::role)?;
                format!(
                    "The token is missing the scope `{scope}`, or its owner is not a {role}. Use a \
                     token that has both. {NOT_ON_THE_LIST}"
                )
                .into()
            }
            ErrorKind::NotFound => {
                let subject = self.0.subject.as_ref()?;
                self.id_hint().unwrap_or_else(|| subject.kind.missing_remedy())
            }
            ErrorKind::BadRequest => return self.id_hint(),
            ErrorKind::AmbiguousOutcome => self
                .0
                .operation
                .and_then(Operation::unconfirmed_remedy)
                .unwrap_or_else(|| "Check the current state before you retry.".into()),
            ErrorKind::Locked => "Another client has locked the resource. Retry later.".into(),
            ErrorKind::RateLimit => message!(
                "Wait for the requested time, or set a longer {}. If this happens often, set a \
                 lower {} or {}.",
                Name::Argument("timeout"),
                Name::Argument("max_in_flight"),
                Name::Argument("max_requests_per_second"),
            ),
            ErrorKind::DirectorySyncBusy => message!(
                "Each BroadWorks cluster runs one on-demand sync at a time. Use {}, which waits for \
                 the cluster, or retry when the running sync has ended.",
                Operation::DirectorySyncRun,
            ),
            ErrorKind::WaitTimeout if self.0.accepted == Some(false) => message!(
                "Set a longer timeout, or wait for the running sync first, with {}.",
                Operation::DirectorySyncWait,
            ),
            ErrorKind::WaitTimeout => return self.0.operation.and_then(Operation::late_remedy),
            ErrorKind::BillingReportNotCompleted => self.report_remedy(),
            ErrorKind::UntrustedLink
                if self.0.operation == Some(Operation::BillingReportsDownload) =>
            {
                "If a gateway or proxy rewrites Webex's links, configure it to keep them.".into()
            }
            ErrorKind::UntrustedLink => message!(
                "If a gateway or proxy rewrites Webex's links, configure it to keep host and path, or \
                 set {} to their address. Shorter lists, by {}, may have no next page.",
                Name::Argument("base_url"),
                self.list_filters(),
            ),
            ErrorKind::IncompleteList => message!(
                "The {} that were listed are valid. List smaller parts with {}, or pass {} to accept \
                 the partial list.",
                self.listed_items(),
                self.list_filters(),
                Name::Argument("allow_incomplete"),
            ),
            ErrorKind::PaginationLoop => message!(
                "The {} that were listed are valid, and others may be missing. List smaller parts \
                 with {}, and report it to Webex support.",
                self.listed_items(),
                self.list_filters(),
            ),
            _ => return None,
        })
    }

    /// The kind of the listed items.
    fn listed_items(&self) -> String {
        let list = self.0.operation.filter(|operation| operation.is_list());
        list.unwrap_or(Operation::EnterprisesList).items()
    }

    /// What lists smaller parts.
    fn list_filters(&self) -> Message {
        match self.0.operation {
            Some(list) if list.is_list() && !list.is_completed_by_prefix() => "filters".into(),
            _ => Name::Argument("starts_with").into(),
        }
    }

    /// What to do about a billing report without a file.
    fn report_remedy(&self) -> Message {
        let status = self.0.last_status.as_ref().and_then(|report| report["status"].as_str());
        if status.is_some_and(|status| status.eq_ignore_ascii_case("FAILED")) {
            return message!("Create the report again with {}.", Operation::BillingReportsCreate);
        }
        message!("Wait for the report with {}.", Operation::BillingReportsWait)
    }

    /// Whether Webex refused the access token itself, not its source or its refresh.
    fn is_of_the_access_token(&self) -> bool {
        self.0.status.is_some() && self.0.operation != Some(Operation::AccessTokenRefresh)
    }

    fn id_hint(&self) -> Option<Message> {
        let subject = self.0.subject.as_ref()?;
        wrong_subject_hint(subject.kind, &subject.id)
    }

    fn catalogued(&self) -> Option<&'static error_codes::ErrorCode> {
        self.0
            .errors
            .iter()
            .find_map(|error| error_codes::find(error.error_code.as_ref()?.number()?))
    }

    /// Whether the request was sent, and whether the call can be repeated.
    fn retry_advice(&self) -> Message {
        let details = &*self.0;
        let requests = match details.attempts {
            0 | 1 => String::new(),
            n => format!(" after {n} attempts"),
        };
        match details.kind {
            ErrorKind::InvalidArgument
            | ErrorKind::Configuration
            | ErrorKind::ClientClosed
            | ErrorKind::LedgerInUse
                if !details.request_sent =>
            {
                if details.is_of_one_item {
                    "Nothing was sent for this item.".into()
                } else {
                    "Nothing was sent.".into()
                }
            }
            // The first four are errors of a bulk run that had sent requests.
            ErrorKind::InvalidArgument
            | ErrorKind::Configuration
            | ErrorKind::ClientClosed
            | ErrorKind::LedgerInUse
            | ErrorKind::IncompleteList
            | ErrorKind::PaginationLoop
            | ErrorKind::UntrustedLink
            | ErrorKind::BillingReportNotCompleted
            | ErrorKind::Ledger
            | ErrorKind::Internal => Message::default(),
            ErrorKind::AmbiguousOutcome => details
                .operation
                .and_then(Operation::unconfirmed)
                .unwrap_or("Webex may have executed the request.")
                .into(),
            ErrorKind::DirectorySyncFailed => "You can retry safely.".into(),
            ErrorKind::WaitTimeout if details.accepted == Some(false) => {
                "You can retry safely.".into()
            }
            ErrorKind::WaitTimeout if details.safe_to_retry => "You can wait again.".into(),
            ErrorKind::WaitTimeout => match details.operation {
                Some(Operation::DirectorySyncRun) => {
                    message!("Another {} would start another sync.", Operation::DirectorySyncRun)
                }
                _ => Message::default(),
            },
            _ if details.accepted == Some(true) && details.safe_to_retry => {
                "Webex accepted the request. You can retry safely.".into()
            }
            _ if details.accepted == Some(true) => {
                "Webex accepted the request. Check the current state before you retry.".into()
            }
            ErrorKind::EnterpriseNotFound | ErrorKind::MultipleEnterprisesFound => {
                "Nothing was changed.".into()
            }
            ErrorKind::Authentication if self.is_of_the_access_token() => {
                self.retry_after_change("with a valid token", &requests)
            }
            ErrorKind::PermissionDenied => self.retry_after_change("with such a token", &requests),
            ErrorKind::NotFound if details.subject.is_some() => {
                self.retry_after_change("with the correct id", &requests)
            }
            // The token source may have sent requests.
            _ if !details.request_sent && details.attempts == 0 => {
                "The request was not sent. You can retry safely.".into()
            }
            _ if !details.request_sent => {
                format!("The request did not reach Webex{requests}. You can retry safely.").into()
            }
            _ if details.safe_to_retry && !details.kind.is_transient() => {
                "Retrying is safe, but fails again unless something changes.".into()
            }
            _ if details.safe_to_retry && details.attempts > 1 => {
                format!("It failed{requests}. You can retry safely.").into()
            }
            _ if details.safe_to_retry => "You can retry safely.".into(),
            _ => "Check the current state before you retry.".into(),
        }
    }

    /// The advice for a refusal that only a change resolves.
    fn retry_after_change(&self, changed: &str, requests: &str) -> Message {
        let done = if self.0.status.is_some() && self.0.accepted.is_none() {
            "Webex may have executed an earlier attempt".to_owned()
        } else {
            format!("Nothing was changed{requests}")
        };
        format!("{done}. You can retry {changed}.").into()
    }
}

/// The meaning of a known code of a directory sync or of a subscriber.
fn meaning_of(code: i64) -> Option<&'static str> {
    let of_subscribers = || subscriber_error_codes::find(code).map(|entry| entry.meaning);
    error_codes::find(code).map(|entry| entry.meaning).or_else(of_subscribers)
}

fn push_sentence(text: &mut String, sentence: &str) {
    let sentence = sentence.trim();
    if sentence.is_empty() {
        return;
    }
    if !text.is_empty() {
        end_sentence(text);
        text.push(' ');
    }
    text.push_str(sentence);
}

/// Adds a full stop, unless the text or its quotation has one.
fn end_sentence(text: &mut String) {
    let end = text.strip_suffix('"').unwrap_or(text);
    if !text.is_empty() && !end.ends_with(['.', '!', '?']) {
        text.push('.');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::subject_kind::SubjectKind;
    use crate::message::snake_case;
    use crate::operation::subject::Subject;

    fn upper_case(name: &Name) -> String {
        snake_case(name).to_uppercase()
    }

    #[test]
    fn text_from_outside_is_never_taken_for_a_name() {
        let outside = "`page_size` or `enterprises.get(org_id=\"X\")`";
        let reason = message!("{} is {outside}", Name::Argument("cursor"));
        let error = Error::invalid_argument(reason)
            .with(|details| details.service_message = Some(outside.to_owned()))
            .with_source(Error::configuration(outside));
        assert_eq!(
            error.message(upper_case),
            format!(
                "`CURSOR` is {outside}. Nothing was sent. Webex says: \"{outside}\". Caused by: {outside}."
            )
        );
    }

    #[test]
    fn what_webex_says_is_shown_also_where_its_code_is_known() {
        let told = |code: i64, description: Option<&str>, message: Option<&str>| {
            let error = Error::new(ErrorKind::Conflict, "Webex answered 409 Conflict");
            error
                .with(|details| {
                    details.service_message = message.map(str::to_owned);
                    details.errors = vec![crate::error::ServiceError {
                        error_code: Some(crate::error::ServiceCode::Number(code)),
                        description: description.map(str::to_owned),
                        field_name: None,
                    }];
                })
                .message(snake_case)
        };
        let text = told(600_014, Some("Error from Broadworks - 503."), None);
        assert!(text.contains("Code 600014: the sync could not connect"), "{text}");
        assert!(text.contains("Webex describes it: \"Error from Broadworks - 503.\""), "{text}");
        assert!(told(17, Some("seventeen"), None).contains("Code 17: seventeen."));
        assert!(told(17, None, None).contains("Code 17: no description."));
        // The same text appears once.
        let text = told(600_014, Some("broken"), Some("broken"));
        assert_eq!(text.matches("broken").count(), 1, "{text}");
    }

    #[test]
    fn every_sentence_has_one_end() {
        for (reason, expected) in [
            ("`x` is empty", "`x` is empty. Nothing was sent."),
            ("no time: \"noon\"", "no time: \"noon\". Nothing was sent."),
            ("it says \"No.\"", "it says \"No.\" Nothing was sent."),
            ("Name a file.", "Name a file. Nothing was sent."),
        ] {
            let text = Error::invalid_argument(reason).message(snake_case);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn an_ambiguous_trigger_tells_to_look_first() {
        let error = Error::new(ErrorKind::AmbiguousOutcome, "no answer came").with(|details| {
            details.operation = Some(Operation::DirectorySyncTrigger);
            details.subject = Some(Subject::new(SubjectKind::Enterprise, "E1"));
        });
        let text = error.message(upper_case);
        assert!(text.contains("`DIRECTORY_SYNC.GET_STATUS`"), "{text}");
        assert!(text.contains("enterprise E1"), "{text}");
    }
}

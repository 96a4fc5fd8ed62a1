//! The message of an error: what happened, why, what to do, and what Webex said.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::error::identifier_style::restyle;
use crate::error::{Error, ErrorKind, IdentifierStyle, wrong_subject_hint};
use crate::generated::operations::Operation;
use crate::models::error_codes;

/// The cause of a 403 if the token has scope and role.
const NOT_ON_THE_LIST: &str = "If the token has both, the customer may be missing from the \
     customers that its owner manages. Calling GET /organizations/{orgId} once with the same token \
     can add it.";

impl Error {
    /// Returns the message in one line, with methods and arguments in the spelling of a language.
    pub fn message(&self, style: IdentifierStyle) -> String {
        let mut text = self.summary(style);
        push_sentence(&mut text, &self.advice(style));
        for sentence in self.service_sentences() {
            push_sentence(&mut text, &sentence);
        }
        if let Some(tracking_id) = &self.0.tracking_id {
            push_sentence(&mut text, &format!("Tracking id for Webex support: {tracking_id}."));
        }
        for cause in self.causes() {
            push_sentence(&mut text, &format!("Caused by: {}.", restyle(&cause.message, style)));
        }
        end_sentence(&mut text);
        text
    }

    /// Returns the message in labeled lines, for a terminal.
    pub fn labeled_message(&self, style: IdentifierStyle) -> String {
        let mut text = self.summary(style);
        end_sentence(&mut text);
        let mut line = |label: &str, value: &str| {
            if !value.is_empty() {
                let _ = write!(text, "\n  {label:<13}{value}");
            }
        };
        line("What to do:", &self.advice(style));
        for sentence in self.service_sentences() {
            line("Webex:", &sentence);
        }
        for cause in self.causes() {
            line("Caused by:", &restyle(&cause.message, style));
        }
        line("Tracking id:", self.0.tracking_id.as_deref().unwrap_or_default());
        text
    }

    /// What happened, and why.
    fn summary(&self, style: IdentifierStyle) -> String {
        let details = &*self.0;
        let mut text = String::new();
        if let Some(operation) = details.operation {
            let about =
                details.subject.as_ref().map(|subject| format!(" ({})", subject.describe()));
            text.push_str(operation.title());
            text.push_str(&about.unwrap_or_default());
            text.push_str(": ");
        }
        text.push_str(&restyle(&details.reason, style));
        text
    }

    /// What to do, and whether the call can be repeated.
    fn advice(&self, style: IdentifierStyle) -> String {
        let mut text = self.remedy().map(|it| restyle(&it, style)).unwrap_or_default();
        push_sentence(&mut text, &restyle(&self.retry_advice(), style));
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
                    let known =
                        code.number().and_then(error_codes::find).map(|entry| entry.meaning);
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
    pub fn remedy(&self) -> Option<Cow<'static, str>> {
        if let Some(entry) = self.catalogued() {
            return Some(Cow::Borrowed(entry.remedy));
        }
        Some(Cow::Borrowed(match self.0.kind {
            ErrorKind::Authentication if self.is_of_the_access_token() => {
                "The access token is wrong, has expired or was revoked. Get a new one of a partner \
                 administrator. A personal token from developer.webex.com lasts 12 hours."
            }
            ErrorKind::PermissionDenied => {
                let operation = self.0.operation;
                let scope = operation.and_then(Operation::scope)?;
                let role = operation.and_then(Operation::role)?;
                return Some(Cow::Owned(format!(
                    "The token is missing the scope `{scope}`, or its owner is not a {role}. Use a \
                     token that has both. {NOT_ON_THE_LIST}"
                )));
            }
            ErrorKind::NotFound => {
                let subject = self.0.subject.as_ref()?;
                return Some(
                    self.id_hint().map_or(Cow::Borrowed(subject.kind.missing_remedy()), Cow::Owned),
                );
            }
            ErrorKind::BadRequest => {
                return self.id_hint().map(Cow::Owned);
            }
            ErrorKind::WaitTimeout if !self.0.safe_to_retry => {
                "The sync is still running at Webex. To keep waiting, use `directory_sync.wait`; to \
                 check it, use `directory_sync.get_status`."
            }
            ErrorKind::AmbiguousOutcome => self
                .0
                .operation
                .and_then(Operation::unconfirmed_remedy)
                .unwrap_or("Check the current state before you retry."),
            ErrorKind::Locked => "Another client locks the resource. Retry later.",
            ErrorKind::RateLimit => {
                "Wait for the requested time, or set a longer `timeout`. If this happens often, set a \
                 lower `max_in_flight` or `max_requests_per_second`."
            }
            ErrorKind::DirectorySyncBusy => {
                "Each BroadWorks cluster runs one on-demand sync at a time. Use `directory_sync.run`, \
                 which waits for the cluster, or retry when the running sync has ended."
            }
            ErrorKind::WaitTimeout if self.0.accepted == Some(false) => {
                "Set a longer timeout, or wait for the running sync first, with \
                 `directory_sync.wait`."
            }
            ErrorKind::WaitTimeout => "To keep waiting, use `directory_sync.wait`.",
            ErrorKind::UntrustedLink => {
                "If a gateway or proxy rewrites Webex's links, configure it to keep host and path, or \
                 set `base_url` to their address. Shorter lists, by `starts_with`, may have no next \
                 page."
            }
            ErrorKind::IncompleteList => {
                "The enterprises that were listed are valid. List smaller parts with `starts_with`, or \
                 pass `allow_incomplete` to accept the partial list."
            }
            ErrorKind::PaginationLoop => {
                "The enterprises that were listed are valid, and others may be missing. List smaller \
                 parts with `starts_with`, and report it to Webex support."
            }
            _ => return None,
        }))
    }

    /// Returns what to do, in the spelling of a language.
    #[doc(hidden)]
    pub fn remedy_in(&self, style: IdentifierStyle) -> Option<String> {
        self.remedy().map(|remedy| restyle(&remedy, style))
    }

    /// Whether Webex refused the access token itself; not what brings it, nor what renews it.
    fn is_of_the_access_token(&self) -> bool {
        self.0.status.is_some() && self.0.operation != Some(Operation::AccessTokenRefresh)
    }

    fn id_hint(&self) -> Option<String> {
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
    fn retry_advice(&self) -> String {
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
                    "Nothing was sent for this item.".to_owned()
                } else {
                    "Nothing was sent.".to_owned()
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
            | ErrorKind::Ledger
            | ErrorKind::Internal => String::new(),
            ErrorKind::AmbiguousOutcome => details
                .operation
                .and_then(Operation::unconfirmed)
                .unwrap_or("Webex may have executed the request.")
                .to_owned(),
            ErrorKind::ResponseDecode if details.accepted == Some(true) => {
                if details.safe_to_retry {
                    "Webex accepted the request. You can retry safely.".to_owned()
                } else {
                    "Webex accepted the request. Check the current state before you retry."
                        .to_owned()
                }
            }
            ErrorKind::EnterpriseNotFound | ErrorKind::MultipleEnterprisesFound => {
                "Nothing was changed.".to_owned()
            }
            ErrorKind::Authentication if self.is_of_the_access_token() => {
                retry_after_change("with a valid token", &requests)
            }
            ErrorKind::PermissionDenied => retry_after_change("with such a token", &requests),
            ErrorKind::NotFound if details.subject.is_some() => {
                retry_after_change("with the correct id", &requests)
            }
            ErrorKind::DirectorySyncFailed => "You can retry safely.".to_owned(),
            ErrorKind::WaitTimeout if details.accepted == Some(false) => {
                "You can retry safely.".to_owned()
            }
            ErrorKind::WaitTimeout if details.safe_to_retry => "You can wait again.".to_owned(),
            ErrorKind::WaitTimeout => {
                "Another `directory_sync.run` would start another sync.".to_owned()
            }
            // The token source may have sent requests.
            _ if !details.request_sent && details.attempts == 0 => {
                "The request was not sent. You can retry safely.".to_owned()
            }
            _ if !details.request_sent => {
                format!("The request did not reach Webex{requests}. You can retry safely.")
            }
            _ if details.safe_to_retry && !details.kind.is_transient() => {
                "Retrying is safe, but fails again unless something changes.".to_owned()
            }
            _ if details.safe_to_retry && details.attempts > 1 => {
                format!("It failed{requests}. You can retry safely.")
            }
            _ if details.safe_to_retry => "You can retry safely.".to_owned(),
            _ => "Check the current state before you retry.".to_owned(),
        }
    }
}

/// The advice for a refusal that only a change resolves.
fn retry_after_change(changed: &str, requests: &str) -> String {
    format!("Nothing was changed{requests}. You can retry {changed}.")
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
    use crate::models::subject::Subject;

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
                .message(IdentifierStyle::Snake)
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
            let text = Error::invalid_argument(reason).message(IdentifierStyle::Snake);
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn an_ambiguous_trigger_tells_to_look_first() {
        let error = Error::new(ErrorKind::AmbiguousOutcome, "no answer came").with(|details| {
            details.operation = Some(Operation::DirectorySyncTrigger);
            details.subject = Some(Subject::new(SubjectKind::Enterprise, "E1"));
        });
        let text = error.message(IdentifierStyle::Camel);
        assert!(text.contains("`directorySync.getStatus`"), "{text}");
        assert!(text.contains("enterprise E1"), "{text}");
    }
}

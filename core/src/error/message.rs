//! An error in words that a person can act on: what, where, whether it was sent, what to do.

use std::borrow::Cow;

use crate::error::identifier_style::restyle;
use crate::error::{Error, ErrorKind, IdentifierStyle, wrong_subject_hint};
use crate::generated::operations::Operation;
use crate::models::error_codes;

/// What a 403 may still be where the token has all that it needs.
const NOT_ON_THE_LIST: &str = "If it has both already, the customer may be missing among those \
     that its owner manages: asking for it once, GET /organizations/{orgId} with the same token, can \
     add it.";

impl Error {
    /// The whole message, naming methods and arguments in the spelling of the caller's language.
    pub fn message(&self, style: IdentifierStyle) -> String {
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
        for sentence in self.service_sentences() {
            push_sentence(&mut text, &sentence);
        }
        if let Some(remedy) = self.remedy() {
            push_sentence(&mut text, &restyle(&remedy, style));
        }
        push_sentence(&mut text, &restyle(&self.retry_advice(), style));
        if let Some(tracking_id) = &details.tracking_id {
            push_sentence(&mut text, &format!("Tracking id for Webex support: {tracking_id}."));
        }
        for cause in self.causes() {
            push_sentence(&mut text, &format!("Caused by: {}.", restyle(&cause.message, style)));
        }
        end_sentence(&mut text);
        text
    }

    /// What Webex itself said, followed by what its codes mean.
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
                    sentences.push(format!("It adds: \"{description}\""));
                }
                _ => {}
            }
            if let Some(field) = &error.field_name {
                sentences.push(format!("It names the field {field}."));
            }
        }
        sentences
    }

    /// What a code of the catalogue means, for the first code of the error that it knows.
    pub fn meaning(&self) -> Option<&'static str> {
        self.catalogued().map(|entry| entry.meaning)
    }

    /// What to do about it.
    pub fn remedy(&self) -> Option<Cow<'static, str>> {
        if let Some(entry) = self.catalogued() {
            return Some(Cow::Borrowed(entry.remedy));
        }
        Some(Cow::Borrowed(match self.0.kind {
            ErrorKind::Authentication if self.is_of_the_access_token() => {
                "The access token is wrong, has expired or was revoked: get a new one. It must belong \
                 to a partner administrator; a personal token from developer.webex.com lasts 12 hours."
            }
            ErrorKind::PermissionDenied => {
                let operation = self.0.operation;
                let scope = operation.and_then(Operation::scope)?;
                let role = operation.and_then(Operation::role)?;
                return Some(Cow::Owned(format!(
                    "The token lacks the scope `{scope}`, or its owner is no {role}: get a token that \
                     has both. {NOT_ON_THE_LIST}"
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
                "Look at `directory_sync.get_status`, or go on waiting with \
                 `directory_sync.wait`."
            }
            ErrorKind::AmbiguousOutcome => self
                .0
                .operation
                .and_then(Operation::unconfirmed_remedy)
                .unwrap_or("Check before you run it again."),
            ErrorKind::Locked => "Something else holds it: try again later.",
            ErrorKind::RateLimit => {
                "Wait as long as asked, or give the call a longer `timeout`, and send fewer \
                 requests at once."
            }
            ErrorKind::DirectorySyncBusy => {
                "Each BroadWorks cluster runs one on-demand directory sync at a time: wait until \
                 the one that is running has ended, then trigger this one."
            }
            ErrorKind::WaitTimeout if self.0.accepted == Some(false) => {
                "Give the call a longer `timeout`, or wait first for the sync that is running, with \
                 `directory_sync.wait`."
            }
            ErrorKind::WaitTimeout => {
                "Go on waiting with `directory_sync.wait`, or check `directory_sync.get_status`."
            }
            ErrorKind::UntrustedLink => {
                "If a gateway or proxy rewrites the service's links, have it keep host and path, or \
                 set `base_url` to the address that they name. Shorter lists, by `starts_with`, may \
                 need no next page."
            }
            ErrorKind::IncompleteList => {
                "What was listed is right; list by `starts_with` in smaller parts, or pass \
                 `allow_incomplete` to end without this error."
            }
            ErrorKind::PaginationLoop => {
                "What was listed before is right, and more may be missing: list in smaller parts by \
                 `starts_with`, and report it to Webex support."
            }
            _ => return None,
        }))
    }

    /// What to do about it, in the spelling of the caller's language.
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

    /// Whether it was sent, and whether the call can be made again.
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
                .unwrap_or("It may have been carried out.")
                .to_owned(),
            ErrorKind::ResponseDecode if details.accepted == Some(true) => {
                if details.safe_to_retry {
                    "Webex accepted the request; it is safe to run it again.".to_owned()
                } else {
                    "Webex accepted the request and has acted on it: look before you run it again."
                        .to_owned()
                }
            }
            ErrorKind::EnterpriseNotFound | ErrorKind::MultipleEnterprisesFound => {
                "Nothing was changed.".to_owned()
            }
            ErrorKind::Authentication if self.is_of_the_access_token() => {
                retry_after_change("with a good token", &requests)
            }
            ErrorKind::PermissionDenied => retry_after_change("with such a token", &requests),
            ErrorKind::NotFound if details.subject.is_some() => {
                retry_after_change("with the right id", &requests)
            }
            ErrorKind::DirectorySyncFailed => "It is safe to run it again.".to_owned(),
            ErrorKind::WaitTimeout if details.accepted == Some(false) => {
                "It is safe to run it again.".to_owned()
            }
            ErrorKind::WaitTimeout if details.safe_to_retry => {
                "It is safe to wait again.".to_owned()
            }
            ErrorKind::WaitTimeout => "Running it again would start another sync.".to_owned(),
            // What brings the token may have sent requests of its own.
            _ if !details.request_sent && details.attempts == 0 => {
                "The call itself was not sent; it is safe to run it again.".to_owned()
            }
            _ if !details.request_sent => {
                format!("The request did not reach Webex{requests}; it is safe to run it again.")
            }
            _ if details.safe_to_retry && !details.kind.is_transient() => {
                "Repeating the call does no harm, but won't help by itself.".to_owned()
            }
            _ if details.safe_to_retry && details.attempts > 1 => {
                format!("It failed{requests}; it is safe to run it again.")
            }
            _ if details.safe_to_retry => "It is safe to run it again.".to_owned(),
            _ => "Look before you run it again.".to_owned(),
        }
    }
}

/// It would end the same again, unless something is changed.
fn retry_after_change(changed: &str, requests: &str) -> String {
    format!("Webex refused the request{requests}; {changed} it is safe to run it again.")
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

/// Ends with a full stop what has no end yet; a quotation may bring its own.
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
        // Once is enough.
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

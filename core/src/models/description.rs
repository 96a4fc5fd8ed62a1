//! The form of what is known about an operation. The operations themselves are generated.

use http::Method;

use crate::generated::subject_kind::SubjectKind;
use crate::message::Message;

/// What is known about an operation.
#[derive(Debug)]
pub(crate) struct Description {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) kind: OperationKind,
    pub(crate) method: Method,
    /// The path, with the name of an argument in braces in the place of each id.
    pub(crate) path: &'static str,
    /// The path as logs show it, with `{id}` instead of an id.
    pub(crate) route: &'static str,
    pub(crate) scope: Option<&'static str>,
    pub(crate) role: Option<&'static str>,
    pub(crate) is_write: bool,
    pub(crate) is_idempotent: bool,
    pub(crate) repeat_is_safe: bool,
    /// What may have happened if no answer says so.
    pub(crate) unconfirmed: Option<&'static str>,
    /// What to do then.
    pub(crate) unconfirmed_remedy: Option<fn() -> Message>,
    pub(crate) parameters: &'static [Parameter],
    /// What of the body is the same in every call, as JSON.
    pub(crate) fixed_body: &'static str,
    pub(crate) result: ResultKind,
}

impl Description {
    /// A request beside the API's operations, which errors and logs name like one.
    const fn of_request(
        id: &'static str,
        title: &'static str,
        method: Method,
        route: &'static str,
    ) -> Self {
        Self {
            id,
            title,
            summary: title,
            kind: OperationKind::Own,
            method,
            path: route,
            route,
            scope: None,
            role: None,
            is_write: false,
            is_idempotent: false,
            repeat_is_safe: false,
            unconfirmed: None,
            unconfirmed_remedy: None,
            parameters: &[],
            fixed_body: "{}",
            result: ResultKind::Anything,
        }
    }
}

/// The refresh of an access token.
pub(crate) const ACCESS_TOKEN_REFRESH: &Description = &Description::of_request(
    "access_token.refresh",
    "Refresh of the access token",
    Method::POST,
    "/access_token",
);

/// Whatever else is sent.
pub(crate) const REQUEST: &Description =
    &Description::of_request("request", "Request", Method::GET, "(request)");

/// How an operation is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperationKind {
    /// One request.
    Call,
    /// A list, page by page.
    List {
        /// The largest `max`; `None` where the list has none.
        max_page_size: Option<u32>,
        /// Whether a list that names no next page may be cut, and is completed by prefixes then.
        is_completed_by_prefix: bool,
    },
    /// One thing, polled until it has ended.
    Wait,
    /// Other code of its own that sends requests.
    Own,
}

/// What the success of an operation holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResultKind {
    /// Nothing.
    Nothing,
    /// An object that has at least one of these keys, unless it reports an error.
    Object(&'static [ResultKey]),
    /// Whatever is sent.
    Anything,
}

/// A key that a result has and an error doesn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResultKey {
    pub(crate) key: &'static str,
    /// Whether a result has text there, as opposed to a number that an error might have.
    pub(crate) is_text: bool,
}

/// What kind of value an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterKind {
    /// What the call is about.
    Subject(SubjectKind),
    /// Text.
    Text,
    /// True or false.
    Flag,
    /// A whole number.
    Count,
    /// A moment: text as in RFC 3339, or milliseconds since 1970.
    Time,
    /// One text or several.
    Texts,
    /// The names of other arguments, whose values Webex is to delete.
    Clear {
        /// Those that can be deleted.
        names: &'static [&'static str],
        /// Those of which one must remain.
        keep_one_of: &'static [&'static str],
    },
    /// An object with keys that the body gets too.
    ExtraBody,
}

/// Where a request has an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterPlace {
    Path,
    Query,
    Body,
    /// Not in the request: it says what the client does.
    Client,
}

/// One argument of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// Webex's name of it; the path to it, with dots, in objects within the body.
    pub key: &'static str,
    /// What kind of value it is.
    pub kind: ParameterKind,
    /// Where it is sent.
    pub(crate) place: ParameterPlace,
    /// Whether the call can't do without it.
    pub is_required: bool,
    /// A value of it, for messages.
    pub example: &'static str,
    /// What it means, in a sentence.
    pub about: &'static str,
}

impl Parameter {
    /// Whether it is an id within the path.
    pub fn is_in_path(&self) -> bool {
        self.place == ParameterPlace::Path
    }

    /// Whether it isn't sent, but says what the client does.
    pub fn is_local(&self) -> bool {
        self.place == ParameterPlace::Client
    }
}

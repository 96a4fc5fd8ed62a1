//! The description of an operation. The operations are generated.

use http::Method;

use crate::generated::subject_kind::SubjectKind;
use crate::message::Message;

/// The description of an operation.
#[derive(Debug)]
pub struct Description {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) summary: &'static str,
    /// How it is executed.
    pub kind: OperationKind,
    /// The HTTP method of its request.
    pub method: Method,
    /// The path, with the name of an argument in braces for each id.
    pub path: &'static str,
    /// The path in logs, with `{id}` instead of an id.
    pub(crate) route: &'static str,
    pub(crate) scope: Option<&'static str>,
    pub(crate) role: Option<&'static str>,
    pub(crate) is_write: bool,
    pub(crate) is_idempotent: bool,
    pub(crate) repeat_is_safe: bool,
    /// What may have happened without a response.
    pub(crate) unconfirmed: Option<&'static str>,
    /// What to do then.
    pub(crate) unconfirmed_remedy: Option<fn() -> Message>,
    /// What to do after a wait that did not end in time.
    pub(crate) late_remedy: Option<fn() -> Message>,
    pub(crate) parameters: &'static [Parameter],
    /// The constant part of the body, as JSON.
    pub fixed_body: &'static str,
    /// What its success holds.
    pub result: ResultKind,
}

impl Description {
    /// A request that isn't one of the API's operations, but has a name in errors and logs.
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
            late_remedy: None,
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

/// All other values.
pub(crate) const REQUEST: &Description =
    &Description::of_request("request", "Request", Method::GET, "(request)");

/// How an operation is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// One request.
    Call,
    /// A list, page by page.
    List {
        /// The largest `max`; `None` if the list has none.
        max_page_size: Option<u32>,
        /// Whether a list without a link to a next page may be truncated, and is then completed by
        /// prefixes.
        is_completed_by_prefix: bool,
    },
    /// An object that is polled until it has reached a final state.
    Wait,
    /// A file under a link, on another host.
    Download,
    /// Own code that sends requests.
    Own,
}

/// The content of a successful response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    /// Nothing.
    Nothing,
    /// An object that has at least one of these keys, unless it reports an error.
    Object(&'static [ResultKey]),
    /// Any value.
    Anything,
}

/// A key that a result has and an error doesn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultKey {
    pub(crate) key: &'static str,
    /// Whether a result has text there, unlike an error, which might have a number.
    pub(crate) is_text: bool,
}

/// The type of an argument.
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
    /// A time: text as in RFC 3339, or milliseconds since 1970.
    Time,
    /// One text or several.
    Texts,
    /// The names of other arguments, whose values Webex must delete.
    Clear {
        /// Those that can be deleted.
        names: &'static [&'static str],
        /// Those of which one must remain.
        keep_one_of: &'static [&'static str],
    },
    /// An object with additional keys of the body.
    ExtraBody,
}

/// Where a request has an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPlace {
    /// An id in the path.
    Path,
    /// A parameter of the query.
    Query,
    /// A key of the body.
    Body,
    /// Not in the request: it controls the client.
    Client,
}

/// One argument of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// Webex's name for it. Dots lead into nested objects of the body.
    pub key: &'static str,
    /// The type of its value.
    pub kind: ParameterKind,
    /// Where it is sent.
    #[doc(hidden)]
    pub place: ParameterPlace,
    /// Whether it is required.
    pub is_required: bool,
    /// An example of a value, for messages.
    pub example: &'static str,
    /// Its meaning, in a sentence.
    pub about: &'static str,
}

impl Parameter {
    /// Whether it is an id within the path.
    pub fn is_in_path(&self) -> bool {
        self.place == ParameterPlace::Path
    }

    /// Whether it isn't sent, but controls the client.
    pub fn is_local(&self) -> bool {
        self.place == ParameterPlace::Client
    }
}

//! The properties of operations.

pub mod description;
pub mod error_codes;
pub mod identifier_kind;
pub mod path_segment;
pub mod subject;
pub mod subscriber_error_codes;

pub use crate::generated::operations::Operation;
pub use crate::generated::subject_kind::SubjectKind;
use crate::message::{Message, Name};
use crate::operation::description::{OperationKind, Parameter, ParameterKind, ResultKind};

impl Operation {
    /// The id in scenarios, errors, events, spans and ledgers, the same in every language.
    pub const fn id(self) -> &'static str {
        self.description().id
    }

    /// The title in Webex's documentation, or ours if Webex has no such operation.
    pub const fn title(self) -> &'static str {
        self.description().title
    }

    /// What it does, in a sentence.
    pub const fn summary(self) -> &'static str {
        self.description().summary
    }

    /// The path in logs, under the base URL, with `{id}` instead of an id.
    pub const fn route(self) -> &'static str {
        self.description().route
    }

    /// The scope that the token needs.
    pub const fn scope(self) -> Option<&'static str> {
        self.description().scope
    }

    /// The role that the token's owner needs.
    pub const fn role(self) -> Option<&'static str> {
        self.description().role
    }

    /// The arguments for a call by its id, in order.
    pub const fn parameters(self) -> &'static [Parameter] {
        self.description().parameters
    }

    /// Whether it changes something at Webex.
    pub const fn is_write(self) -> bool {
        self.description().is_write
    }

    /// The subject of a call.
    pub fn subject(self) -> Option<SubjectKind> {
        self.subject_parameter().map(|(_, kind)| kind)
    }

    /// The argument for the subject of a call.
    #[doc(hidden)]
    pub fn subject_parameter(self) -> Option<(&'static str, SubjectKind)> {
        self.parameters().iter().find_map(|parameter| match parameter.kind {
            ParameterKind::Subject(kind) => Some((parameter.name, kind)),
            _ => None,
        })
    }

    /// Whether a second request changes nothing.
    #[doc(hidden)]
    pub const fn is_idempotent(self) -> bool {
        self.description().is_idempotent
    }

    /// Whether repeating it is safe although its method suggests otherwise.
    pub(crate) const fn repeat_is_safe(self) -> bool {
        self.description().repeat_is_safe
    }

    /// What may have happened without a response.
    pub(crate) const fn unconfirmed(self) -> Option<&'static str> {
        self.description().unconfirmed
    }

    /// What to do if no response shows what happened.
    pub(crate) fn unconfirmed_remedy(self) -> Option<Message> {
        self.description().unconfirmed_remedy.map(|remedy| remedy())
    }

    /// What to do after a wait that did not end in time.
    pub(crate) fn late_remedy(self) -> Option<Message> {
        self.description().late_remedy.map(|remedy| remedy())
    }

    /// What its success holds.
    pub(crate) const fn result(self) -> ResultKind {
        self.description().result
    }

    /// The operation with an id.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operation| operation.id() == id)
    }

    /// The kind of its items, in words: "billing reports".
    #[doc(hidden)]
    pub fn items(self) -> String {
        let resource = self.id().split('.').next().unwrap_or_default();
        resource.replace('_', " ")
    }

    /// The largest `page_size` of a list, which is Webex's largest `max`; `None` if it has none.
    pub const fn max_page_size(self) -> Option<u32> {
        match self.description().kind {
            OperationKind::List { max_page_size, .. } => max_page_size,
            _ => None,
        }
    }

    /// Whether a list without a link to a next page may be truncated, and is then completed by
    /// prefixes.
    #[doc(hidden)]
    pub const fn is_completed_by_prefix(self) -> bool {
        matches!(self.description().kind, OperationKind::List { is_completed_by_prefix: true, .. })
    }

    /// Whether it is a list.
    #[doc(hidden)]
    pub const fn is_list(self) -> bool {
        matches!(self.description().kind, OperationKind::List { .. })
    }

    /// Whether it is one request that takes its arguments by name.
    #[doc(hidden)]
    pub fn is_call(self) -> bool {
        self.description().kind == OperationKind::Call
    }

    /// Whether it downloads a file from another host.
    #[doc(hidden)]
    pub fn is_download(self) -> bool {
        self.description().kind == OperationKind::Download
    }

    /// Whether it waits for a process at Webex.
    #[doc(hidden)]
    pub fn is_wait(self) -> bool {
        self.description().kind == OperationKind::Wait
    }
}

impl From<Operation> for Message {
    fn from(operation: Operation) -> Self {
        Name::Operation(operation.id()).into()
    }
}

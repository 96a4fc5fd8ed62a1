//! The subject of a call, and the arguments for it.

use serde::Serialize;

use crate::generated::subject_kind::SubjectKind;

/// The subject of a call, an error or an event: an enterprise or a subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its id at Webex.
    pub id: String,
    /// The identifier that people know, if the caller gave it: see [`SubjectKind::name_key`].
    pub name: Option<String>,
}

impl Subject {
    /// Creates a subject with only an id.
    pub fn new(kind: SubjectKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into(), name: None }
    }

    /// Adds the identifier that people know.
    #[must_use]
    pub fn with_name(mut self, name: Option<String>) -> Self {
        self.name = name;
        self
    }

    /// Describes the subject, for example "enterprise Reseller1+acme, id Y2lz".
    pub(crate) fn describe(&self) -> String {
        let kind = self.kind.name();
        match &self.name {
            Some(name) => format!("{kind} {name}, id {}", self.id),
            None => format!("{kind} {}", self.id),
        }
    }
}

impl Serialize for SubjectKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

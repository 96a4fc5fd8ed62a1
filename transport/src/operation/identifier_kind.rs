//! The kinds of names of an enterprise.

use crate::operation::path_segment::decode_id_kind;

/// The kind of a name of an enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentifierKind {
    /// Its `id`, which every operation takes.
    Id,
    /// Its identifier on `BroadWorks`, such as `Reseller1+acme`.
    SpEnterpriseId,
    /// The id of its Webex organization.
    OrgId,
}

impl IdentifierKind {
    /// The kind of a name: an id if it decodes to `ciscospark://`, or else the identifier on
    /// `BroadWorks`.
    pub fn of(name: &str) -> Self {
        if decode_id_kind(name).is_some() { Self::Id } else { Self::SpEnterpriseId }
    }

    /// Webex's name for it.
    #[doc(hidden)]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::SpEnterpriseId => "spEnterpriseId",
            Self::OrgId => "orgId",
        }
    }
}

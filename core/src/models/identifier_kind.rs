//! What an enterprise can be named by.

use crate::models::path_segment::decode_id_kind;

/// What an enterprise is named by.
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
    /// What a name is that does not say: an id if it decodes to `ciscospark://`, else the identifier
    /// on `BroadWorks`.
    pub fn of(name: &str) -> Self {
        if decode_id_kind(name).is_some() { Self::Id } else { Self::SpEnterpriseId }
    }

    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::SpEnterpriseId => "spEnterpriseId",
            Self::OrgId => "orgId",
        }
    }
}

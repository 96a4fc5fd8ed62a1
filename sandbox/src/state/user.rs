//! The users of an enterprise that differ from unknown ones.

use std::collections::HashMap;

/// The users of one enterprise that differ from unknown ones.
#[derive(Default)]
pub(super) struct Users(pub(super) HashMap<String, User>);

/// A user, and how many times it was changed on BroadWorks.
#[derive(Clone, Copy)]
pub(super) struct User {
    pub(super) presence: UserPresence,
    pub(super) revision: u64,
}

/// Where a user exists.
#[derive(Clone, Copy)]
pub(super) enum UserPresence {
    /// In BroadWorks only.
    New,
    Synced,
    Changed,
    /// In Webex only.
    Removed,
    Nowhere,
}

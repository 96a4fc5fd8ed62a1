//! Syncs single users of an enterprise. The rules are in the documentation of
//! [`Sandbox`](crate::Sandbox).

use serde::Serialize;

use super::State;
use super::event::Refusal;
use super::user::{User, UserPresence};
use crate::names;
use crate::random::Random;

/// The body of a user sync.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserSync {
    user_response: UserResponse,
    pub(crate) status: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UserResponse {
    user_id: String,
    first_name: String,
    last_name: String,
    extension: String,
    number: String,
    mobile: String,
}

impl State {
    /// Syncs one user.
    pub(crate) fn sync_user(&mut self, index: usize, user_id: &str) -> Result<UserSync, Refusal> {
        let synced = self.try_sync_user(index, user_id);
        self.count_refusal(synced)
    }

    fn try_sync_user(&mut self, index: usize, user_id: &str) -> Result<UserSync, Refusal> {
        let enterprise = &self.enterprises[index];
        if !enterprise.sync.enable_dir_sync {
            return Err(Refusal::Coded(600_011));
        }
        if enterprise.hidden.provisioned_users == 0 {
            return Err(Refusal::Coded(600_022));
        }
        if !enterprise.hidden.has_completed {
            return Err(Refusal::Coded(600_028));
        }
        let (local, domain) = user_id.rsplit_once('@').unwrap_or((user_id, ""));
        if !domain.eq_ignore_ascii_case(&enterprise.domain()) || local.starts_with("unknown") {
            return Err(Refusal::Coded(600_024));
        }
        if local.starts_with("subscriber") {
            return Err(Refusal::Coded(600_023));
        }
        if local.starts_with("twin") {
            return Err(Refusal::Coded(600_027));
        }
        let user = self.user(index, user_id);
        let (status, next) = match user.presence {
            UserPresence::New => ("ADD", UserPresence::Synced),
            UserPresence::Synced => ("NO_OPERATION", UserPresence::Synced),
            UserPresence::Changed => ("UPDATE", UserPresence::Synced),
            UserPresence::Removed => ("DELETE", UserPresence::Nowhere),
            UserPresence::Nowhere => return Err(Refusal::Coded(600_024)),
        };
        user.presence = next;
        let revision = user.revision;
        let seed = self.options.seed;
        Ok(UserSync { user_response: describe(user_id, revision, seed), status })
    }

    /// Changes a user on BroadWorks.
    pub(crate) fn touch_user(&mut self, index: usize, user_id: &str) {
        let user = self.user(index, user_id);
        user.revision += 1;
        user.presence = match user.presence {
            UserPresence::Nowhere => UserPresence::New,
            _ => UserPresence::Changed,
        };
    }

    /// Removes a user from BroadWorks.
    pub(crate) fn remove_user(&mut self, index: usize, user_id: &str) {
        self.user(index, user_id).presence = UserPresence::Removed;
    }

    fn user(&mut self, index: usize, user_id: &str) -> &mut User {
        let users = &mut self.users.entry(index).or_default().0;
        users.entry(user_id.to_owned()).or_insert(User { presence: UserPresence::New, revision: 0 })
    }
}

fn describe(user_id: &str, revision: u64, seed: u64) -> UserResponse {
    let letters =
        user_id.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut random = Random::of(seed, &[4, letters]);
    let (first_name, last_name) = names::person(user_id, &mut random);
    let line = 1000 + random.below(9000) as u64;
    UserResponse {
        user_id: user_id.to_owned(),
        first_name,
        last_name,
        // A change on BroadWorks must be visible somewhere.
        extension: format!("{:04}", (line + revision) % 10_000),
        number: format!("+1240555{line}"),
        mobile: format!("+1-(301)-(555)-{:04}", random.below(10_000)),
    }
}

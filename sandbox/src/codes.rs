//! The sandbox's error codes.

use crate::generated::options::Switches;

/// The code of a sync that could not reach its BroadWorks cluster, as in the weights.
pub(crate) const CONNECT_FAILURE: u32 = 600_014;
/// The codes of a partial success.
pub(crate) const PARTIAL_SUCCESS: [u32; 4] = [600_003, 600_017, 600_018, 600_019];

/// The HTTP status of a refusal with a code.
pub(crate) fn status(code: u32, switches: &Switches) -> u16 {
    switches.refusal_status.get(&code).copied().unwrap_or(match code {
        600_005 | 600_009 => 429,
        600_006 => 503,
        600_007 | 600_008 | 2024 => 404,
        _ => 409,
    })
}

/// What a code says.
pub(crate) fn description(code: u32) -> &'static str {
    match code {
        2024 => "Billing Report not found.",
        10_022 => "The BroadWorks UserID is already associated with an existing user.",
        600_000 => "The directory sync met an unexpected error.",
        600_001 => "The directory sync failed.",
        600_002 => "The directory sync was ended before it was done.",
        600_003 => "The directory sync succeeded in part: some organizations failed.",
        600_004 => "Directory sync is not enabled for this template.",
        600_005 => "A directory sync is in progress for this template.",
        600_006 => "All directory sync workers are busy. Try again later.",
        600_007 => "The organization of this enterprise was not found.",
        600_008 => "The enterprise was not found in the partner's organization.",
        600_009 => "The directory sync cannot run because its BroadWorks cluster is busy.",
        600_010 => "The directory sync cannot run: no BroadWorks cluster belongs to it.",
        600_011 => "Directory sync is not enabled for this enterprise.",
        600_012 => "The directory sync cannot run: a hybrid directory sync is enabled.",
        600_013 => "Users and machine accounts could not be added to the identity store.",
        6003 | 600_014 => "The directory sync could not connect to the BroadWorks cluster.",
        600_015 => "No matching user was found in the identity store.",
        600_017 => "The phone lists of users and of the organization could not be synced.",
        600_018 => "The phone lists of users could not be synced.",
        600_019 => "The phone list of the organization could not be synced.",
        600_020 => "Directory sync cannot be disabled while a sync is in progress.",
        600_022 => "A user cannot be synced: the enterprise has no provisioned user.",
        600_023 => "The user cannot be synced: it is a Webex user of this organization already.",
        600_024 => "The user cannot be synced: BroadWorks has no such user.",
        600_025 => "A user could not be updated in the identity store.",
        600_026 => "A machine account could not be updated in the identity store.",
        600_027 => "The user cannot be synced: several users of BroadWorks match.",
        600_028 => "A user cannot be synced before a sync of the whole enterprise has completed.",
        600_029 => "The directory sync failed because the enterprise has no provisioned user.",
        _ => "The request was refused.",
    }
}

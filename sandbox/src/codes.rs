//! The directory sync codes that the sandbox can answer with.

/// What a code says.
pub(crate) fn description(code: u32) -> &'static str {
    match code {
        6003 | 600_014 => "The directory sync could not connect to the BroadWorks cluster.",
        600_005 => "A directory sync is in progress for this template.",
        600_006 => "All directory sync workers are busy. Try again later.",
        600_009 => "The directory sync cannot run because its BroadWorks cluster is busy.",
        600_011 => "Directory sync is not enabled for this enterprise.",
        600_013 => "Users and machine accounts could not be added to the identity store.",
        600_018 => "The phone lists of users could not be synced.",
        600_020 => "Directory sync cannot be disabled while a sync is in progress.",
        600_022 => "A user cannot be synced: the enterprise has no provisioned user.",
        600_023 => "The user cannot be synced: it is a Webex user of this organization already.",
        600_024 => "The user cannot be synced: BroadWorks has no such user.",
        600_025 => "A user could not be updated in the identity store.",
        600_027 => "The user cannot be synced: several users of BroadWorks match.",
        600_028 => "A user cannot be synced before a sync of the whole enterprise has completed.",
        600_029 => "The directory sync failed because the enterprise has no provisioned user.",
        _ => "The directory sync request was refused.",
    }
}

//! The counters of a directory sync run, declared once: field, key and meaning of each.

use serde::Serialize;
use serde_json::Value;

use crate::lenient::as_integer;

/// Calls a macro with all counters.
macro_rules! with_counters {
    ($macro:ident) => {
        $macro! {
            users_added "usersAdded" "Users that the run added to Common Identity.",
            users_updated "usersUpdated" "Users that the run updated in Common Identity.",
            users_deleted "usersDeleted" "Users that the run deleted from Common Identity.",
            machines_added "machinesAdded" "Machine accounts that the run added to Common Identity.",
            machines_updated "machinesUpdated" "Machine accounts that the run updated in Common Identity.",
            machines_deleted "machinesDeleted" "Machine accounts that the run deleted from Common Identity.",
            total_external_users_in_ci "totalExternalUsersInCI" "External users now in Common Identity.",
            total_external_machines_in_ci "totalExternalMachinesInCI" "External machine accounts now in Common Identity.",
            user_contacts_added "userContactsAdded" "User contacts that the run added to the contact service.",
            user_contacts_updated "userContactsUpdated" "User contacts that the run updated in the contact service.",
            user_contacts_deleted "userContactsDeleted" "User contacts that the run deleted from the contact service.",
            org_contacts_added "orgContactsAdded" "Organisation contacts that the run added to the contact service.",
            org_contacts_updated "orgContactsUpdated" "Organisation contacts that the run updated in the contact service.",
            org_contacts_deleted "orgContactsDeleted" "Organisation contacts that the run deleted from the contact service.",
            group_contacts_added "groupContactsAdded" "Group contacts that the run added to the contact service.",
            group_contacts_updated "groupContactsUpdated" "Group contacts that the run updated in the contact service.",
            group_contacts_deleted "groupContactsDeleted" "Group contacts that the run deleted from the contact service.",
            total_user_contacts_in_contact_service "totalUserContactsInContactService" "User contacts now in the contact service.",
            total_org_contacts_in_contact_service "totalOrgContactsInContactService" "Organisation contacts now in the contact service.",
            total_group_contacts_in_contact_service "totalGroupContactsInContactService" "Group contacts now in the contact service.",
        }
    };
}

pub(crate) use with_counters;

macro_rules! define_counters {
    ($($field:ident $key:literal $about:literal,)+) => {
        /// The counters of a run, as whole numbers.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        #[non_exhaustive]
        pub struct Counters {
            $(#[doc = $about] #[serde(rename = $key)] pub $field: Option<i64>,)+
        }

        impl Counters {
            /// Reads the counters of a `directorySyncStatus`; what isn't a whole number is `None`.
            pub(crate) fn read(status: &Value) -> Self {
                Self { $($field: status.get($key).and_then(as_integer),)+ }
            }
        }

        /// The key and the meaning of each counter.
        pub const COUNTERS: &[(&str, &str)] = &[$(($key, $about),)+];
    };
}

with_counters!(define_counters);

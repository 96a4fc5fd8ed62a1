//! What the generated models do with odd forms.

use webex_broadworks_transport::error::ErrorKind;

use crate::generated::models::*;
use crate::generated::subjects::EnterpriseRef;

#[test]
fn a_status_keeps_what_it_does_not_know_and_survives_odd_forms() {
    let text = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"CLEANING_UP",
        "usersAdded":44.0,"machinesAdded":"4","usersDeleted":null,"errors":null,
        "totalExternalUsersInCI":1077,"lastSyncStartTime":"2021-04-07T15:26:38.1Z","new":{"a":[1]}}}"#;
    let sync: DirectorySync = serde_json::from_str(text).unwrap();
    let status = sync.directory_sync_status.unwrap();
    assert_eq!(status.sync_status, Some(SyncStatus::Other("CLEANING_UP".to_owned())));
    assert_eq!((status.users_added, status.machines_added), (Some(44), Some(4)));
    assert_eq!((status.users_deleted, status.total_external_users_in_ci), (None, Some(1077)));
    assert!(status.errors.is_empty());
    assert_eq!(status.extra["new"], serde_json::json!({"a": [1]}));
}

#[test]
fn states_are_compared_without_case() {
    assert_eq!(SyncStatus::from("complete".to_owned()), SyncStatus::Complete);
}

#[test]
fn an_enterprise_without_an_id_names_no_subject() {
    for id in [None, Some(String::new())] {
        let error = EnterpriseRef::try_from(&Enterprise { id, ..Enterprise::default() });
        assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidArgument);
    }
    let id = Some("Y2lz".to_owned());
    let enterprise = Enterprise { id, ..Enterprise::default() };
    assert_eq!(EnterpriseRef::try_from(&enterprise).unwrap().id, "Y2lz");
}

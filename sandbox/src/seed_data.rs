//! Enterprises that the options define in full.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use once_cell::sync::OnceCell;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::clock::VirtualTime;
use crate::generated::options::SandboxOptions;
use crate::model::{COMPLETE, Counters, DirectorySync, Enterprise, Hidden, Status};
use crate::random::Random;
use crate::run_durations;

/// The contents of an item's key `sandbox`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct SeedEnterprise {
    cluster: Option<usize>,
    domain: Option<String>,
    provisioned_users: Option<u64>,
    run_seconds: Option<f64>,
}

/// Reads the items. By default, enterprises with the same provisioning id share a cluster.
pub(crate) fn enterprises(
    items: &[Value],
    options: &SandboxOptions,
) -> io::Result<Vec<Enterprise>> {
    let clusters = options.cluster_count();
    let mut by_provisioning_id: HashMap<String, usize> = HashMap::new();
    let mut random = Random::of(options.seed, &[1]);
    items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let Value::Object(mut item) = item.clone() else {
                return Err(invalid(index, "is not a JSON object"));
            };
            let seed = match item.shift_remove("sandbox") {
                Some(seed) => {
                    SeedEnterprise::deserialize(seed).map_err(|error| invalid(index, error))?
                }
                None => SeedEnterprise::default(),
            };
            let provisioning_id = text(&item, "provisioningId");
            let next = by_provisioning_id.len();
            let guess = *by_provisioning_id.entry(provisioning_id.clone()).or_insert(next);
            let sync = directory_sync(item.get("broadworksDirectorySync"));
            let last = sync.directory_sync_status.as_ref();
            let seed_run = seed.run_seconds.and_then(|it| Duration::try_from_secs_f64(it).ok());
            let last_run = seed_run.or_else(|| last_run_duration(last?, options));
            Ok(Enterprise {
                id: text(&item, "id"),
                org_id: text(&item, "orgId"),
                sp_enterprise_id: text(&item, "spEnterpriseId"),
                provisioning_id: Some(Arc::from(provisioning_id)),
                created: moment(&item, "orgCreationTimeStamp"),
                shows_created: true,
                hidden: Hidden {
                    cluster: seed.cluster.unwrap_or(guess) % clusters,
                    domain: seed.domain,
                    provisioned_users: seed.provisioned_users.unwrap_or(10),
                    last_run: last_run
                        .unwrap_or_else(|| run_durations::first(options, &mut random)),
                    has_completed: last.is_some_and(|status| {
                        status.sync_status == COMPLETE || status.last_successful_sync_time.is_some()
                    }),
                    runs: 0,
                },
                sync,
                verbatim: Some(Box::new(Value::Object(item))),
                written: OnceCell::new(),
            })
        })
        .collect()
}

fn invalid(index: usize, what: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("items[{index}] {what}"))
}

/// Duration of the sync in an item; `None` if all syncs have the same duration.
fn last_run_duration(shown: &Status, options: &SandboxOptions) -> Option<Duration> {
    let length = shown.last_sync_end_time?.since(shown.last_sync_start_time?)?;
    (!run_durations::is_fixed(options) && !length.is_zero()).then_some(length)
}

fn directory_sync(given: Option<&Value>) -> DirectorySync {
    let given = given.and_then(Value::as_object);
    DirectorySync {
        enable_dir_sync: given
            .and_then(|it| it.get("enableDirSync"))
            .and_then(Value::as_bool)
            .unwrap_or_default(),
        directory_sync_status: given
            .and_then(|it| it.get("directorySyncStatus"))
            .and_then(Value::as_object)
            .map(status),
    }
}

fn status(given: &Map<String, Value>) -> Status {
    let total = |key| given.get(key).and_then(Value::as_u64);
    let counters = match (total("totalExternalUsersInCI"), total("totalExternalMachinesInCI")) {
        (None, None) => None,
        (users, machines) => Some(Counters {
            total_users: users.unwrap_or_default(),
            total_machines: machines.unwrap_or_default(),
            ..Counters::default()
        }),
    };
    let tracking_id = text(given, "lastSyncTrackingId");
    Status {
        last_sync_start_time: moment(given, "lastSyncStartTime"),
        last_sync_end_time: moment(given, "lastSyncEndTime"),
        counters,
        last_successful_sync_time: moment(given, "lastSuccessfulSyncTime"),
        last_sync_tracking_id: (!tracking_id.is_empty()).then_some(tracking_id),
        ..Status::bare(Cow::Owned(text(given, "syncStatus")))
    }
}

fn text(of: &Map<String, Value>, key: &str) -> String {
    of.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn moment(of: &Map<String, Value>, key: &str) -> Option<VirtualTime> {
    of.get(key).and_then(Value::as_str).and_then(VirtualTime::parse)
}

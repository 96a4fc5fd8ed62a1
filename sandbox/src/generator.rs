//! Generates enterprises from a seed, in every state that Webex can show.

use std::collections::HashSet;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use once_cell::sync::OnceCell;

use crate::clock::VirtualTime;
use crate::clusters::{Templates, spread};
use crate::generated::options::SandboxOptions;
use crate::generated::options::{NeverSynced, Switches};
use crate::model::{COMPLETE, Counters, DirectorySync, Enterprise, Hidden, NOT_SYNCED, Status};
use crate::random::Random;
use crate::{names, run_durations, run_outcome};

const HOUR: f64 = 3600.0;
const DAY: f64 = 24.0 * HOUR;

/// The history of an enterprise so far.
#[derive(Clone, Copy)]
enum SyncHistory {
    Complete,
    Stale,
    Failed,
    NeverSynced,
    NeverProvisioned,
    Disabled,
}

/// One of each, so that the smallest sandbox has every state.
const FIRST_HISTORIES: [SyncHistory; 8] = [
    SyncHistory::Complete,
    SyncHistory::Disabled,
    SyncHistory::NeverSynced,
    SyncHistory::NeverSynced,
    SyncHistory::Failed,
    SyncHistory::Stale,
    SyncHistory::NeverProvisioned,
    SyncHistory::Complete,
];

impl SyncHistory {
    fn draw(random: &mut Random) -> Self {
        match random.below(100) {
            0..60 => Self::Complete,
            60..68 => Self::Stale,
            68..76 => Self::Failed,
            76..87 => Self::NeverSynced,
            87..89 => Self::NeverProvisioned,
            _ => Self::Disabled,
        }
    }
}

/// Generates the enterprises of the options. `Reseller1+acme` is always the first.
pub(crate) fn enterprises(options: &SandboxOptions, now: VirtualTime) -> Vec<Enterprise> {
    let mut random = Random::of(options.seed, &[0]);
    let templates = Templates::new(options, &mut random);
    let providers = Providers::for_count(options.enterprises);
    let mut taken = HashSet::with_capacity(options.enterprises);
    spread(options)
        .into_iter()
        .enumerate()
        .map(|(index, cluster)| {
            let name = unique_name(index, options.odd_ids, &providers, &mut taken, &mut random);
            let history = if options.all_synced {
                SyncHistory::Complete
            } else {
                FIRST_HISTORIES
                    .get(index)
                    .copied()
                    .unwrap_or_else(|| SyncHistory::draw(&mut random))
            };
            let uuid = random.uuid();
            let provisioned_users = match history {
                SyncHistory::NeverProvisioned => 0,
                _ => whole(random.log_uniform(1.0, 500.0)),
            };
            let hidden = Hidden {
                cluster,
                domain: None,
                provisioned_users,
                last_run: run_durations::first(options, &mut random),
                has_completed: matches!(history, SyncHistory::Complete | SyncHistory::Stale),
                runs: 0,
            };
            Enterprise {
                id: id("ENTERPRISE", &uuid),
                org_id: id("ORGANIZATION", &uuid),
                sp_enterprise_id: name,
                provisioning_id: templates.draw(cluster, &mut random),
                created: Some(created(now, &mut random)),
                shows_created: options.switches.org_creation_time_stamp,
                sync: directory_sync(options, history, index, now, hidden.last_run, &mut random),
                hidden,
                verbatim: None,
                written: OnceCell::new(),
            }
        })
        .collect()
}

/// A Webex id: an address in base64url without padding.
pub(crate) fn id(kind: &str, uuid: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("ciscospark://us/{kind}/{uuid}"))
}

/// The status of an enterprise before its first sync, or after a clean-up.
pub(crate) fn before_first_sync(switches: &Switches, index: usize) -> Option<Status> {
    let absent = match switches.never_synced {
        NeverSynced::Absent => true,
        NeverSynced::NotSynced => false,
        NeverSynced::Mixed => index % 2 == 1,
    };
    (!absent).then(|| Status::bare(NOT_SYNCED))
}

/// The result of a successful sync with these previous totals.
pub(crate) fn counters_after(before: Option<Counters>, random: &mut Random) -> Counters {
    let Some(before) = before else {
        let users = whole(random.log_uniform(2.0, 3000.0));
        let machines = whole(random.log_uniform(1.0, 400.0));
        return Counters {
            users_added: users,
            machines_added: machines,
            total_users: users,
            total_machines: machines,
            ..Counters::default()
        };
    };
    let mut part = |of: u64| whole(random.unit() * random.unit() * 0.1 * approximate(of));
    let (users_deleted, machines_deleted) = (part(before.total_users), part(before.total_machines));
    let (users_added, machines_added) = (part(before.total_users + 20), part(40));
    Counters {
        users_added,
        users_updated: part(before.total_users),
        users_deleted,
        machines_added,
        machines_updated: part(before.total_machines),
        machines_deleted,
        total_users: before.total_users + users_added - users_deleted,
        total_machines: before.total_machines + machines_added - machines_deleted,
    }
}

fn directory_sync(
    options: &SandboxOptions,
    history: SyncHistory,
    index: usize,
    now: VirtualTime,
    last_run: Duration,
    random: &mut Random,
) -> DirectorySync {
    let enabled = !matches!(history, SyncHistory::Disabled);
    let age = match history {
        SyncHistory::Stale => random.log_uniform(9.0 * DAY, 90.0 * DAY),
        _ => random.log_uniform(HOUR, 7.0 * DAY),
    };
    let end = now.before(seconds(age));
    let start = end.before(last_run);
    let tracking_id = format!("NA_{}", random.uuid());
    let before = counters_after(None, random);
    let status = match history {
        SyncHistory::NeverSynced | SyncHistory::NeverProvisioned | SyncHistory::Disabled => {
            before_first_sync(&options.switches, index)
        }
        SyncHistory::Complete | SyncHistory::Stale => Some(Status {
            last_sync_start_time: Some(start),
            last_sync_end_time: Some(end),
            counters: Some(counters_after(Some(before), random)),
            last_successful_sync_time: Some(end),
            last_sync_tracking_id: Some(tracking_id),
            ..Status::bare(COMPLETE)
        }),
        SyncHistory::Failed => Some(Status {
            last_sync_start_time: Some(start),
            last_sync_end_time: Some(end),
            counters: Some(Counters {
                total_users: before.total_users,
                total_machines: before.total_machines,
                ..Counters::default()
            }),
            last_sync_tracking_id: Some(tracking_id),
            errors: vec![run_outcome::error(run_outcome::failure(options, random))],
            ..Status::bare(options.switches.failed_state.clone())
        }),
    };
    DirectorySync { enable_dir_sync: enabled, directory_sync_status: status }
}

fn created(now: VirtualTime, random: &mut Random) -> VirtualTime {
    now.before(seconds(random.log_uniform(90.0 * DAY, 2000.0 * DAY))).to_the_millisecond()
}

/// Service providers of very different sizes: the k-th has about 1/k of the largest one's enterprises.
struct Providers(Vec<f64>);

impl Providers {
    fn for_count(enterprises: usize) -> Self {
        let count = enterprises.isqrt() / 4 + 2;
        let mut sum = 0.0;
        let reach = (1..=count).map(|rank| {
            sum += 1.0 / approximate(rank as u64);
            sum
        });
        Self(reach.collect())
    }

    fn draw(&self, random: &mut Random) -> String {
        let point = random.unit() * self.0.last().copied().unwrap_or_default();
        names::service_provider(self.0.partition_point(|reach| *reach <= point))
    }
}

fn unique_name(
    index: usize,
    odd_ids: bool,
    providers: &Providers,
    taken: &mut HashSet<String>,
    random: &mut Random,
) -> String {
    let plain = if index == 0 {
        "Reseller1+acme".into()
    } else {
        let company = names::company(random);
        let odd = odd_ids && index % 25 == 9;
        let company = if odd { names::odd(&company, index / 25) } else { company };
        format!("{}+{company}", providers.draw(random))
    };
    let mut name = plain.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{plain}-{number}");
        number += 1;
    }
    name
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small positive numbers"
)]
fn whole(number: f64) -> u64 {
    number as u64
}

#[expect(clippy::cast_precision_loss, reason = "small positive numbers")]
fn approximate(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(count: usize, seed: u64) -> Vec<Enterprise> {
        let options = SandboxOptions { enterprises: count, seed, ..SandboxOptions::default() };
        enterprises(&options, VirtualTime::parse("2026-11-21T10:00:00Z").expect("a time"))
    }

    #[test]
    fn the_same_seed_gives_the_same_enterprises() {
        let text = |seed| serde_json::to_string(&make(300, seed)).expect("JSON");
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
    }

    #[test]
    fn names_and_ids_are_unique() {
        let made = make(20_000, 1);
        let names: HashSet<_> = made.iter().map(|it| &it.sp_enterprise_id).collect();
        let ids: HashSet<_> = made.iter().map(|it| &it.id).collect();
        assert_eq!((names.len(), ids.len()), (20_000, 20_000));
    }

    #[test]
    fn generated_enterprises_cover_every_state_except_in_progress() {
        let made = make(8, 1);
        assert_eq!(made[0].sp_enterprise_id, "Reseller1+acme");
        let states: HashSet<_> = made.iter().map(Enterprise::state).collect();
        assert_eq!(states, HashSet::from([NOT_SYNCED, COMPLETE, "FAILED"]));
        assert!(made.iter().any(|it| it.sync.directory_sync_status.is_none()));
        assert!(made.iter().any(|it| !it.sync.enable_dir_sync));
        assert!(made.iter().any(|it| it.hidden.provisioned_users == 0));
    }

    #[test]
    fn some_ids_are_unusual_by_default() {
        let has_odd = |odd_ids| {
            let options = SandboxOptions { odd_ids, ..SandboxOptions::default() };
            enterprises(&options, VirtualTime::wall())
                .iter()
                .any(|it| it.sp_enterprise_id.contains(['&', '/', ' ']))
        };
        assert!(has_odd(true));
        assert!(!has_odd(false));
    }
}

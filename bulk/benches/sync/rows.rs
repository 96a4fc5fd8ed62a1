//! The fleets that the bench simulates, one for each line of its table.

use std::path::PathBuf;

use webex_broadworks_sandbox::{LogNormal, ProvisioningIds, SandboxOptions};

/// What the command line asks for.
pub(crate) struct Wanted {
    pub(crate) seeds: u64,
    pub(crate) enterprises: usize,
    pub(crate) clusters: usize,
    pub(crate) only: Option<String>,
    pub(crate) json: Option<PathBuf>,
}

impl Wanted {
    pub(crate) fn from_arguments() -> Self {
        let mut wanted =
            Self { seeds: 10, enterprises: 4_000, clusters: 40, only: None, json: None };
        let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
        while let Some(name) = arguments.next() {
            let value = arguments.next().unwrap_or_else(|| panic!("{name} takes a value"));
            let number = || value.parse().unwrap_or_else(|_| panic!("{name} takes a number"));
            match name.as_str() {
                "--seeds" => wanted.seeds = number(),
                "--enterprises" => wanted.enterprises = number() as usize,
                "--clusters" => wanted.clusters = number() as usize,
                "--only" => wanted.only = Some(value),
                "--json" => wanted.json = Some(value.into()),
                _ => {
                    panic!("there is no {name}: --seeds, --enterprises, --clusters, --only, --json")
                }
            }
        }
        wanted
    }
}

/// One line of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) options: SandboxOptions,
    pub(crate) max_refusals: f64,
    pub(crate) second_night: bool,
    pub(crate) goals: Goals,
}

/// The most that makespan / oracle, refusals per trigger and requests per enterprise should be.
#[derive(Clone, Copy)]
pub(crate) struct Goals(pub(crate) [Option<f64>; 3]);

impl Goals {
    pub(crate) fn line(self) -> String {
        let [ratio, refusals, requests] =
            self.0.map(|goal| goal.map_or_else(String::new, |goal| format!("≤ {goal}")));
        format!("| | goal | {ratio} | {refusals} | {requests} |")
    }
}

pub(crate) fn rows(wanted: &Wanted) -> Vec<Row> {
    let fleet = fleet(wanted);
    let with = |name, options: SandboxOptions, goals: [Option<f64>; 3]| Row {
        name,
        options,
        max_refusals: 2.0,
        second_night: false,
        goals: Goals(goals),
    };
    let per_cluster =
        |count| SandboxOptions { provisioning_ids_per_cluster: count, ..fleet.clone() };
    let says_nothing = SandboxOptions {
        provisioning_ids: ProvisioningIds::Random(wanted.clusters),
        ..fleet.clone()
    };
    let absent = SandboxOptions { provisioning_ids: ProvisioningIds::Absent, ..fleet.clone() };
    let same = SandboxOptions { provisioning_ids: ProvisioningIds::Random(1), ..fleet.clone() };
    let unbounded = |row: Row| Row { max_refusals: f64::INFINITY, ..row };
    let alone = SandboxOptions {
        clusters: wanted.enterprises,
        provisioning_ids: ProvisioningIds::PerEnterprise,
        ..fleet.clone()
    };
    let one = SandboxOptions { clusters: 1, ..fleet.clone() };
    let one_of_many =
        SandboxOptions { provisioning_ids: ProvisioningIds::PerEnterprise, ..one.clone() };
    let external_clients = SandboxOptions { external_client_share: 0.1, ..fleet.clone() };
    let uneven = SandboxOptions {
        cluster_sizes: webex_broadworks_sandbox::ClusterSizes::Zipf,
        ..per_cluster(3)
    };
    let first_night = [Some(1.05), Some(0.5), Some(8.0)];
    let right = [Some(1.04), Some(0.01), Some(7.0)];
    let unbounded_goals = [Some(1.06), Some(13.0), Some(30.0)];
    let default_goals = [Some(1.4), Some(2.0), Some(13.0)];
    let extreme = [Some(1.05), Some(0.05), Some(10.0)];
    let second_night = Row {
        second_night: true,
        ..with(
            "the same, second night, same ledger",
            per_cluster(3),
            [Some(1.04), Some(0.05), Some(7.0)],
        )
    };
    vec![
        with("one provisioningId per cluster", fleet.clone(), right),
        with("three provisioningIds per cluster, first night", per_cluster(3), first_night),
        second_night,
        unbounded(with("random provisioningIds, no budget", says_nothing.clone(), unbounded_goals)),
        unbounded(with("no provisioningId, no budget", absent.clone(), unbounded_goals)),
        unbounded(with("one provisioningId for all, no budget", same, unbounded_goals)),
        with("random provisioningIds, default budget", says_nothing, default_goals),
        with("no provisioningId, default budget", absent, default_goals),
        with(
            "ten provisioningIds per cluster, first night",
            per_cluster(10),
            [Some(1.06), Some(2.0), Some(12.0)],
        ),
        with(
            "three provisioningIds per cluster, external clients 10 %",
            SandboxOptions { external_client_share: 0.1, ..per_cluster(3) },
            [Some(1.6), Some(5.0), Some(16.0)],
        ),
        with("one cluster per enterprise, each its own provisioningId", alone, extreme),
        with("one cluster for all, one provisioningId", one, extreme),
        with("one cluster for all, each its own provisioningId", one_of_many, [None; 3]),
        with(
            "one provisioningId per cluster, external clients 10 %",
            external_clients,
            [Some(1.25), None, Some(16.0)],
        ),
        with("three provisioningIds per cluster, uneven clusters", uneven, [None; 3]),
    ]
}

pub(crate) fn fleet(wanted: &Wanted) -> SandboxOptions {
    SandboxOptions {
        enterprises: wanted.enterprises,
        clusters: wanted.clusters,
        all_synced: true,
        odd_ids: false,
        run_log_normal: Some(LogNormal { median: 90.0, sigma: 1.2 }),
        run_spread: 0.25,
        gzip: false,
        chunked: false,
        log_limit: 0,
        ..SandboxOptions::default()
    }
}

//! Whatever labels say and however a busy cluster refuses, a bulk run sends few requests.

use std::collections::BTreeMap;

use proptest::prelude::*;
use webex_broadworks_sandbox::{ProvisioningIds, SandboxOptions, Switches};

use super::fleet::{World, read};
use crate::{BulkOptions, OutcomeKind};
use webex_broadworks::Timestamp;
use webex_broadworks::internals::busy_backoff;

/// Requests per enterprise that no layout may exceed on average.
const MOST_REQUESTS: usize = 60;

fn layout(enterprises: usize, clusters: usize, ids: ProvisioningIds) -> SandboxOptions {
    SandboxOptions {
        enterprises,
        clusters,
        provisioning_ids: ids,
        all_synced: true,
        run_seconds: (3.0, 12.0),
        ..SandboxOptions::default()
    }
}

/// The moments at which each enterprise was triggered and refused, in seconds; by its path.
fn refusals(world: &World) -> BTreeMap<String, Vec<f64>> {
    let mut refusals: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for request in world.sandbox.requests().iter().filter(|request| request.method == "POST") {
        let at: Timestamp = request.at.parse().unwrap();
        let moments = refusals.entry(request.target.clone()).or_default();
        moments.push(at.seconds_since(Timestamp::UNIX_EPOCH));
    }
    refusals
}

async fn check(options: SandboxOptions, retry_after: f64) {
    let enterprises = options.enterprises;
    let described = format!("{options:?}");
    // A bare 429 with Retry-After is throttling: Webex says itself when to come back.
    let switches = &options.switches;
    let is_throttling = switches.busy_code.is_none() && switches.busy_retry_after.is_some();
    let world = World::new(options);
    let mut run = world.run(BulkOptions::default());
    let outcomes = read(&mut run).await;
    assert_eq!(outcomes.len(), enterprises, "{described}");
    assert!(outcomes.iter().all(|it| it.outcome == OutcomeKind::Ok), "{outcomes:?} {described}");
    assert!(world.accepted().keys().all(|times| *times == 1), "{described}");
    let requests = world.sandbox.requests().len();
    assert!(requests <= MOST_REQUESTS * enterprises, "{requests} requests: {described}");
    for (enterprise, moments) in refusals(&world) {
        for (refused, pair) in moments.windows(2).enumerate() {
            let backoff = if is_throttling {
                0.0
            } else {
                busy_backoff(u32::try_from(refused).unwrap()).as_secs_f64()
            };
            let pause = pair[1] - pair[0];
            let least = backoff.max(retry_after);
            assert!(
                pause >= least - 0.001,
                "{enterprise} after {pause} s, not {least}: {described}"
            );
        }
    }
}

fn virtually(work: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().start_paused(true).build().unwrap().block_on(work);
}

#[test]
fn an_own_provisioning_id_for_each_enterprise_makes_no_storm() {
    for seed in 2..=6 {
        let options = layout(40, 4, ProvisioningIds::PerEnterprise);
        virtually(check(SandboxOptions { seed, ..options }, 0.0));
    }
}

#[test]
fn a_cluster_that_others_hold_for_hours_costs_few_requests() {
    virtually(async {
        let world = World::new(layout(1, 1, ProvisioningIds::PerCluster));
        world.sandbox.hold_cluster(0, std::time::Duration::from_secs(6 * 3600)).unwrap();
        let mut run = world.run(BulkOptions::default());
        let outcomes = read(&mut run).await;
        assert_eq!(outcomes[0].outcome, OutcomeKind::Ok);
        assert!(world.triggers() < 6 * 3600 / 100, "{}", world.triggers());
        assert!(run.summary().is_limited_to_one, "more than 60 requests for one enterprise");
    });
}

fn provisioning_ids() -> impl Strategy<Value = ProvisioningIds> {
    prop_oneof![
        Just(ProvisioningIds::PerCluster),
        Just(ProvisioningIds::PerEnterprise),
        Just(ProvisioningIds::Absent),
        (1..30_usize).prop_map(ProvisioningIds::Random),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 24,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_layout_and_no_way_to_refuse_makes_a_storm(
        (enterprises, clusters) in (1..60_usize, 1..12_usize),
        ids in provisioning_ids(),
        per_cluster in 1..6_usize,
        busy_code in prop_oneof![
            Just(None), Just(Some(600_005)), Just(Some(600_006)), Just(Some(600_009))
        ],
        retry_after in proptest::option::of(1..60_u32),
        external_client_share in prop_oneof![3 => Just(0.0), 1 => Just(0.2)],
        seed in 1..1_000_u64,
    ) {
        let switches = Switches {
            busy_code,
            busy_retry_after: retry_after.map(|seconds| seconds.to_string()),
            ..Switches::default()
        };
        let options = SandboxOptions {
            provisioning_ids_per_cluster: per_cluster,
            external_client_share,
            switches,
            seed,
            ..layout(enterprises, clusters, ids)
        };
        virtually(check(options, retry_after.map_or(0.0, f64::from)));
    }
}

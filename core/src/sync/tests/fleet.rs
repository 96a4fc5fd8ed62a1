//! Whole fleets against the sandbox in this process, on tokio's paused clock.

use std::collections::BTreeMap;
use std::io;

use tokio::time::Instant;
use webex_broadworks_sandbox::{LogNormal, Sandbox, SandboxOptions};

use super::*;
use crate::builder::ClientBuilder;
use crate::clock::{Clock, SystemClock};
use crate::enterprise_list::ListEnterprises;
use crate::in_process::InProcessService;
use crate::sync::bulk::{BulkItems, BulkOptions, BulkRun, Outcome, OutcomeKind};
use crate::{Client, Random};

/// A wall clock that keeps step with tokio's.
#[derive(Debug)]
struct Together(Instant, std::time::SystemTime);

impl Clock for Together {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> std::time::SystemTime {
        self.1 + self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        SystemClock.sleep(duration)
    }
}

#[derive(Debug)]
struct Half;

impl Random for Half {
    fn unit(&self) -> f64 {
        0.5
    }
}

pub(super) struct World {
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) client: Client,
}

impl World {
    pub(super) fn new(options: SandboxOptions) -> Self {
        let began = Instant::now();
        let sandbox = Arc::new(Sandbox::offline(options, move || began.elapsed()).unwrap());
        let service = {
            let sandbox = Arc::clone(&sandbox);
            InProcessService::new(move |request| {
                let sandbox = Arc::clone(&sandbox);
                async move {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    let answer: io::Result<_> = sandbox.call(request).await;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    answer
                }
            })
        };
        let client = ClientBuilder::default()
            .token(sandbox.token())
            .base_url(sandbox.base_url())
            .in_process(service)
            .clock(Together(began, std::time::SystemTime::now()))
            .random(Half)
            .build()
            .unwrap();
        Self { sandbox, client }
    }

    pub(super) fn everyone(&self) -> BulkItems {
        BulkItems::list(self.client.list_enterprises(ListEnterprises::default()).unwrap())
    }

    /// How often each enterprise's trigger was accepted, by how many enterprises.
    pub(super) fn accepted(&self) -> BTreeMap<u64, usize> {
        let mut times = BTreeMap::new();
        for count in self.sandbox.accepted_triggers().into_values() {
            *times.entry(count).or_default() += 1;
        }
        times
    }
}

pub(super) async fn read(run: &mut BulkRun) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    while let Some(outcome) = run.next().await.unwrap() {
        outcomes.push(outcome);
    }
    outcomes
}

fn fleet(enterprises: usize, clusters: usize) -> SandboxOptions {
    SandboxOptions {
        enterprises,
        clusters,
        run_log_normal: Some(LogNormal { median: 90.0, sigma: 1.2 }),
        all_synced: true,
        ..SandboxOptions::default()
    }
}

#[tokio::test(start_paused = true)]
async fn every_enterprise_is_synced_once_and_clusters_run_side_by_side() {
    let world = World::new(fleet(60, 6));
    let began = Instant::now();
    let mut run =
        world.client.bulk().run_directory_sync(world.everyone(), BulkOptions::default()).unwrap();
    let outcomes = read(&mut run).await;
    assert_eq!(outcomes.len(), 60);
    assert!(outcomes.iter().all(|outcome| outcome.outcome == OutcomeKind::Ok), "{outcomes:?}");
    assert_eq!(world.accepted(), [(1, 60)].into());
    let runs = world.sandbox.runs();
    let mut load: BTreeMap<_, f64> = BTreeMap::new();
    for run in &runs {
        let length = run.end.since(run.start).unwrap();
        *load.entry(run.cluster).or_default() += length.as_secs_f64();
    }
    let longest = load.values().copied().fold(0.0, f64::max);
    let ratio = began.elapsed().as_secs_f64() / longest;
    assert!(ratio < 1.15, "{ratio}");
    assert!(run.summary().busy_refusals <= 2 * 6, "{:?}", run.summary());
}

#[tokio::test(start_paused = true)]
async fn an_enterprise_that_is_not_there_cost_a_request() {
    let world = World::new(fleet(3, 1));
    let items = BulkItems::new(["gone"]);
    let mut run = world.client.bulk().run_directory_sync(items, BulkOptions::default()).unwrap();
    let outcomes = read(&mut run).await;
    assert_eq!((outcomes[0].outcome, outcomes[0].attempts), (OutcomeKind::Failed, 1));
}

#[tokio::test(start_paused = true)]
async fn an_enterprise_that_is_not_there_cost_a_request() {
    let world = World::new(fleet(3, 1));
    let items = BulkItems::new(["gone"]);
    let mut run = world.client.bulk().run_directory_sync(items, BulkOptions::default()).unwrap();
    let outcomes = read(&mut run).await;
    assert_eq!((outcomes[0].outcome, outcomes[0].attempts), (OutcomeKind::Failed, 1));
}

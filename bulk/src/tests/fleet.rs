//! Whole fleets against the sandbox in this process, on tokio's paused clock.

use std::collections::BTreeMap;
use std::io;
use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response};
use tokio::time::Instant;
use webex_broadworks_sandbox::{LogNormal, LoggedRequest, Sandbox, SandboxOptions};

use super::*;
use crate::{Bulk, BulkItems, BulkOptions, BulkRun, Outcome, OutcomeKind};
use webex_broadworks::{
    Client, ClientBuilder, Clock, Error, InProcessService, ListEnterprises, Random, SystemClock,
};

/// A wall clock that keeps step with tokio's.
#[derive(Debug)]
struct Together(Instant, SystemTime);

impl Clock for Together {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
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
    /// What the client's wall clock showed at the beginning.
    pub(super) wall: SystemTime,
}

/// Answers a request in the place of the service, or not.
type Instead = dyn Fn(&Request<Bytes>) -> Option<Response<Bytes>> + Send + Sync;

impl World {
    pub(super) fn new(options: SandboxOptions) -> Self {
        Self::with(options, |_| None)
    }

    /// A service for which something else answers some requests.
    pub(super) fn with(
        options: SandboxOptions,
        instead: impl Fn(&Request<Bytes>) -> Option<Response<Bytes>> + Send + Sync + 'static,
    ) -> Self {
        let instead: Arc<Instead> = Arc::new(instead);
        let (began, wall) = (Instant::now(), SystemTime::now());
        let sandbox = Arc::new(Sandbox::offline(options, move || began.elapsed()).unwrap());
        let service = {
            let sandbox = Arc::clone(&sandbox);
            InProcessService::new(move |request| {
                let sandbox = Arc::clone(&sandbox);
                let instead = instead(&request);
                async move {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    if let Some(answer) = instead {
                        return Ok(answer);
                    }
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
            .clock(Together(began, wall))
            .random(Half)
            .build()
            .unwrap();
        Self { sandbox, client, wall }
    }

    pub(super) fn everyone(&self) -> BulkItems {
        BulkItems::list(self.client.enterprises().list(ListEnterprises::default()).unwrap())
    }

    /// Calls a function with the service after this many seconds.
    pub(super) fn later(&self, seconds: u64, what: impl FnOnce(&Sandbox) + Send + 'static) {
        let sandbox = Arc::clone(&self.sandbox);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            what(&sandbox);
        });
    }

    /// A run over everyone.
    pub(super) fn run(&self, options: BulkOptions) -> BulkRun {
        Bulk::new(&self.client).directory_sync().run(self.everyone(), options).unwrap()
    }

    /// How many triggers came in.
    pub(super) fn triggers(&self) -> usize {
        let posts = |request: &&LoggedRequest| request.method == "POST";
        self.sandbox.requests().iter().filter(posts).count()
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

/// Reads a run to its end, or to the error there.
pub(super) async fn read_all(run: &mut BulkRun) -> (Vec<Outcome>, Option<Error>) {
    let mut outcomes = Vec::new();
    loop {
        match run.next().await {
            Ok(Some(outcome)) => outcomes.push(outcome),
            Ok(None) => return (outcomes, None),
            Err(error) => return (outcomes, Some(error)),
        }
    }
}

/// How many outcomes there are of each kind and reason.
pub(super) fn kinds(outcomes: &[Outcome]) -> BTreeMap<(&'static str, &str), usize> {
    let mut kinds = BTreeMap::new();
    for outcome in outcomes {
        let key = (outcome.outcome.name(), outcome.reason.as_deref().unwrap_or_default());
        *kinds.entry(key).or_default() += 1;
    }
    kinds
}

pub(super) async fn read(run: &mut BulkRun) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    while let Some(outcome) = run.next().await.unwrap() {
        outcomes.push(outcome);
    }
    outcomes
}

pub(super) fn fleet(enterprises: usize, clusters: usize) -> SandboxOptions {
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
    let mut run = Bulk::new(&world.client)
        .directory_sync()
        .run(world.everyone(), BulkOptions::default())
        .unwrap();
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
    let mut run =
        Bulk::new(&world.client).directory_sync().run(items, BulkOptions::default()).unwrap();
    let outcomes = read(&mut run).await;
    assert_eq!((outcomes[0].outcome, outcomes[0].attempts), (OutcomeKind::Failed, 1));
}

//! Fleets of enterprises on a virtual clock: the scheduler beside an oracle and what people do now.
//!
//! `make bench-sync`, or with arguments: `--seeds 10 --enterprises 4000 --clusters 40 --only outsiders
//! --json FILE`.
//! Everything but the network is real: the client, the bulk run, the ledger, and the sandbox, which
//! answers in this process after 50 ms each way. The oracle knows the clusters and the moment at which
//! each run ends, needs no time for a request, and faces the same outsiders.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "numbers of enterprises and requests are small"
)]

mod one_per_label;

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;
use webex_broadworks::{Client, Clock, InProcessService, ListEnterprises, SystemClock};
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions, BulkSummary, OutcomeKind};
use webex_broadworks_sandbox::{LogNormal, ProvisioningIds, Sandbox, SandboxOptions};

const ONE_WAY: Duration = Duration::from_millis(50);

fn main() {
    let wanted = Wanted::from_arguments();
    println!(
        "{} enterprises in {} clusters; run lengths log-normal (median 90 s, sigma 1.2, 2 s to 75 min), \
         each within 25 % of the last; worst of {} seeds\n",
        wanted.enterprises, wanted.clusters, wanted.seeds
    );
    println!(
        "| what the scheduler starts with | by | makespan / oracle | refusals per trigger | requests per \
         enterprise |"
    );
    println!("|---|---|---|---|---|");
    let mut figures = Vec::new();
    for row in rows(&wanted) {
        if wanted.only.as_deref().is_none_or(|only| row.name.contains(only)) {
            let ours = worst(&nights(&row, wanted.seeds, simulate));
            println!("{}", ours.line(row.name, "bulk run"));
            // One cluster that 4,000 labels try every 240 s takes millions of requests.
            let is_measured = row.options.clusters > 1
                || row.options.provisioning_ids == ProvisioningIds::PerCluster;
            let rule = is_measured.then(|| worst(&nights(&row, wanted.seeds, rule_of_row)));
            if let Some(rule) = &rule {
                println!("{}", rule.line("", "one sync per label"));
            }
            println!("{}", row.goals.line());
            figures.push(json!({
                "start": row.name,
                "bulkRun": ours.json(),
                "oneSyncPerLabel": rule.as_ref().map(Night::json),
                "goals": row.goals.0,
            }));
        }
    }
    let mut compared = Vec::new();
    if wanted.only.as_deref().is_none_or(|only| only == "others") {
        println!();
        compared = compare(&wanted);
    }
    if let Some(path) = &wanted.json {
        let all = json!({
            "enterprises": wanted.enterprises,
            "clusters": wanted.clusters,
            "seeds": wanted.seeds,
            "worstOfSeeds": figures,
            "besideOthers": compared,
        });
        std::fs::write(path, format!("{all:#}\n")).expect("the file of figures");
    }
}

fn rule_of_row(row: &Row, seed: u64) -> Night {
    let options = SandboxOptions { seed, ..row.options.clone() };
    one_per_label::simulate(&options, row.second_night)
}

/// The same row with each seed, on as many threads as there are processors.
fn nights(row: &Row, seeds: u64, simulate: fn(&Row, u64) -> Night) -> Vec<Night> {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    std::thread::scope(|scope| {
        let work: Vec<_> = (0..threads)
            .map(|thread| {
                let seeds = (1..=seeds).filter(move |seed| seed % threads == thread);
                scope.spawn(move || seeds.map(|seed| simulate(row, seed)).collect::<Vec<_>>())
            })
            .collect();
        work.into_iter().flat_map(|nights| nights.join().expect("some nights")).collect()
    })
}

/// What the command line asks for.
struct Wanted {
    seeds: u64,
    enterprises: usize,
    clusters: usize,
    only: Option<String>,
    json: Option<PathBuf>,
}

impl Wanted {
    fn from_arguments() -> Self {
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
struct Row {
    name: &'static str,
    options: SandboxOptions,
    max_refusals: f64,
    second_night: bool,
    goals: Goals,
}

/// The most that makespan / oracle, refusals per trigger and requests per enterprise should be.
#[derive(Clone, Copy)]
struct Goals([Option<f64>; 3]);

impl Goals {
    fn line(self) -> String {
        let [ratio, refusals, requests] =
            self.0.map(|goal| goal.map_or_else(String::new, |goal| format!("≤ {goal}")));
        format!("| | goal | {ratio} | {refusals} | {requests} |")
    }
}

fn rows(wanted: &Wanted) -> Vec<Row> {
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
    let outsiders = SandboxOptions { outsider_share: 0.1, ..fleet.clone() };
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
            "three provisioningIds per cluster, outsiders 10 %",
            SandboxOptions { outsider_share: 0.1, ..per_cluster(3) },
            [Some(1.6), Some(5.0), Some(16.0)],
        ),
        with("one cluster per enterprise, each its own provisioningId", alone, extreme),
        with("one cluster for all, one provisioningId", one, extreme),
        with("one cluster for all, each its own provisioningId", one_of_many, [None; 3]),
        with(
            "one provisioningId per cluster, outsiders 10 %",
            outsiders,
            [Some(1.25), None, Some(16.0)],
        ),
        with("three provisioningIds per cluster, uneven clusters", uneven, [None; 3]),
    ]
}

fn fleet(wanted: &Wanted) -> SandboxOptions {
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

/// What came of one night.
struct Night {
    ratio: f64,
    refusals: f64,
    requests: f64,
    done: bool,
}

/// The worst of several nights, figure by figure.
fn worst(nights: &[Night]) -> Night {
    let most = |of: fn(&Night) -> f64| nights.iter().map(of).fold(f64::MIN, f64::max);
    Night {
        ratio: most(|night| night.ratio),
        refusals: most(|night| night.refusals),
        requests: most(|night| night.requests),
        done: nights.iter().all(|night| night.done),
    }
}

impl Night {
    fn line(&self, start: &str, by: &str) -> String {
        let starved = if self.done { "" } else { " (NOT ALL DONE)" };
        format!(
            "| {start}{starved} | {by} | {:.3} | {:.3} | {:.2} |",
            self.ratio, self.refusals, self.requests
        )
    }

    fn json(&self) -> Value {
        let rounded = |figure: f64| (figure * 1_000.0).round() / 1_000.0;
        json!({
            "makespanPerOracle": rounded(self.ratio),
            "refusalsPerTrigger": rounded(self.refusals),
            "requestsPerEnterprise": rounded(self.requests),
            "allDone": self.done,
        })
    }
}

/// Runs on tokio's paused clock until it is done.
fn virtually<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(work)
}

fn simulate(row: &Row, seed: u64) -> Night {
    let options = SandboxOptions { seed, ..row.options.clone() };
    let ours = virtually(ours(&options, row));
    let oracle = virtually(oracle(&options, row.second_night));
    let enterprises = options.enterprises as f64;
    Night {
        ratio: ours.makespan / oracle,
        refusals: ours.summary.busy_refusals as f64 / enterprises,
        requests: ours.requests as f64 / enterprises,
        done: ours.summary.count(OutcomeKind::Ok) == options.enterprises as u64,
    }
}

struct Ours {
    makespan: f64,
    requests: u64,
    summary: BulkSummary,
}

/// The real client and bulk run; also how long all runs of the night took together.
async fn ours(options: &SandboxOptions, row: &Row) -> Ours {
    let world = World::new(options.clone());
    let ledger = row.second_night.then(temporary_file);
    if let Some(path) = &ledger {
        world.night(row.max_refusals, Some((path, "night-1"))).await;
    }
    let ours = world.night(row.max_refusals, ledger.as_ref().map(|path| (path, "night-2"))).await;
    if let Some(path) = ledger {
        let _ = std::fs::remove_file(path);
    }
    ours
}

fn temporary_file() -> PathBuf {
    let name = format!("bench-sync-{}-{:?}.sqlite", std::process::id(), SystemTime::now());
    std::env::temp_dir().join(name.replace([' ', '{', '}', ':', ','], ""))
}

/// A sandbox in this process, and a client of it.
struct World {
    client: Client,
    requests: Arc<AtomicU64>,
}

impl World {
    fn new(options: SandboxOptions) -> Self {
        let began = Instant::now();
        let sandbox = Sandbox::offline(options, move || began.elapsed()).expect("a sandbox");
        let sandbox = Arc::new(sandbox);
        let requests = Arc::new(AtomicU64::new(0));
        let service = {
            let (sandbox, requests) = (Arc::clone(&sandbox), Arc::clone(&requests));
            InProcessService::new(move |request| {
                let sandbox = Arc::clone(&sandbox);
                requests.fetch_add(1, Ordering::Relaxed);
                async move {
                    tokio::time::sleep(ONE_WAY).await;
                    let answer = sandbox.call(request).await;
                    tokio::time::sleep(ONE_WAY).await;
                    answer
                }
            })
        };
        let client = Client::builder()
            .token(sandbox.token())
            .base_url(sandbox.base_url())
            .in_process(service)
            .max_in_flight(10_000)
            .clock(Virtual { began, wall: SystemTime::now() })
            .build()
            .expect("a client");
        Self { client, requests }
    }

    async fn night(&self, max_refusals: f64, ledger: Option<(&PathBuf, &str)>) -> Ours {
        let list = self.client.list_enterprises(ListEnterprises::default()).expect("a list");
        let mut options =
            BulkOptions::default().max_refusals_per_trigger(max_refusals).timeout(Duration::MAX);
        if let Some((path, name)) = ledger {
            options = options.ledger(path).run(name);
        }
        let (began, before) = (Instant::now(), self.requests.load(Ordering::Relaxed));
        let mut run = Bulk::new(&self.client)
            .run_directory_sync(BulkItems::list(list), options)
            .expect("a run");
        while run.next_raw().await.expect("an outcome").is_some() {}
        Ours {
            makespan: began.elapsed().as_secs_f64(),
            requests: self.requests.load(Ordering::Relaxed) - before,
            summary: run.summary(),
        }
    }
}

/// A clock that keeps step with tokio's.
#[derive(Debug)]
struct Virtual {
    began: Instant,
    wall: SystemTime,
}

impl Clock for Virtual {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        self.wall + self.began.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        SystemClock.sleep(duration)
    }
}

/// Somebody who is told everything: which enterprise is on which cluster, and when each run ends.
async fn oracle(options: &SandboxOptions, second_night: bool) -> f64 {
    let began = Instant::now();
    let sandbox =
        Arc::new(Sandbox::offline(options.clone(), move || began.elapsed()).expect("a sandbox"));
    let mut makespan = 0.0;
    for _ in 0..if second_night { 2 } else { 1 } {
        let began = Instant::now();
        let mut clusters: BTreeMap<u64, VecDeque<String>> = BTreeMap::new();
        for enterprise in sandbox.enterprises().as_array().expect("enterprises") {
            let cluster = enterprise["sandbox"]["cluster"].as_u64().expect("a cluster");
            let id = enterprise["id"].as_str().expect("an id").to_owned();
            clusters.entry(cluster).or_default().push_back(id);
        }
        let work = clusters.into_values().map(|waiting| {
            let sandbox = Arc::clone(&sandbox);
            tokio::spawn(async move {
                for id in waiting {
                    run_at_once(&sandbox, &id).await;
                }
            })
        });
        for cluster in work.collect::<Vec<_>>() {
            cluster.await.expect("a cluster's runs");
        }
        makespan = began.elapsed().as_secs_f64();
    }
    makespan
}

/// Triggers as soon as the slot is free, and returns when the run ends.
async fn run_at_once(sandbox: &Sandbox, id: &str) {
    loop {
        let accepted = send(sandbox, Method::POST, id).await.0 == StatusCode::OK;
        let holder = holder(sandbox, id);
        let Some(end) = holder else {
            tokio::time::sleep(Duration::from_millis(1)).await;
            continue;
        };
        tokio::time::sleep(end + Duration::from_millis(1)).await;
        if accepted {
            return;
        }
    }
}

/// How long the run still takes that holds the slot of an enterprise's cluster.
fn holder(sandbox: &Sandbox, id: &str) -> Option<Duration> {
    sandbox.slot_taken_until(id).expect("an enterprise").and_then(|end| end.since(sandbox.now()))
}

/// One request of somebody who is no client of ours.
async fn send(sandbox: &Sandbox, method: Method, id: &str) -> (StatusCode, Bytes) {
    let body = match method {
        Method::POST => Bytes::from_static(br#"{"syncStatus":"SYNC_NOW"}"#),
        _ => Bytes::new(),
    };
    let url = format!("{}/broadworks/enterprises/{id}/broadworksDirectorySync", sandbox.base_url());
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("authorization", format!("Bearer {}", sandbox.token()))
        .header("content-type", "application/json")
        .body(body)
        .expect("a request");
    let answer = sandbox.call(request).await.expect("an answer");
    (answer.status(), answer.into_body())
}

/// The scheduler beside what people do today, with the right guess.
fn compare(wanted: &Wanted) -> Vec<Value> {
    println!("| one provisioningId per cluster, seed 1 | makespan | requests per enterprise |");
    println!("|---|---|---|");
    let options = SandboxOptions { seed: 1, ..fleet(wanted) };
    let row = Row {
        name: "",
        options: options.clone(),
        max_refusals: 2.0,
        second_night: false,
        goals: Goals([None; 3]),
    };
    let ours = virtually(ours(&options, &row));
    let enterprises = wanted.enterprises as f64;
    let mut lines = Vec::new();
    let mut line = |name: &str, makespan: f64, requests: f64| {
        let (hours, requests) = (makespan / 3_600.0, requests / enterprises);
        println!("| {name} | {hours:.1} h | {requests:.1} |");
        lines.push(json!({"who": name, "hours": hours, "requestsPerEnterprise": requests}));
    };
    line("oracle", virtually(oracle(&options, false)), enterprises);
    line("bulk.run_directory_sync", ours.makespan, ours.requests as f64);
    for (name, workers) in [
        ("one at a time, a look every 10 s (Cisco's recipe)", 1),
        ("32 at once, 429 tried again every 5 s, a look every 10 s", 32),
        ("256 at once, likewise", 256),
    ] {
        let (makespan, requests) = virtually(by_hand(&options, workers));
        line(name, makespan, requests as f64);
    }
    lines
}

/// A script as people write it: workers that trigger, try again while refused, and look until done.
async fn by_hand(options: &SandboxOptions, workers: usize) -> (f64, u64) {
    let began = Instant::now();
    let sandbox = Sandbox::offline(options.clone(), move || began.elapsed()).expect("a sandbox");
    let sandbox = Arc::new(sandbox);
    let ids: VecDeque<String> = sandbox
        .enterprises()
        .as_array()
        .expect("enterprises")
        .iter()
        .map(|enterprise| enterprise["id"].as_str().expect("an id").to_owned())
        .collect();
    let (ids, requests) = (Arc::new(std::sync::Mutex::new(ids)), Arc::new(AtomicU64::new(0)));
    let work: Vec<_> = (0..workers)
        .map(|_| {
            let (sandbox, ids, requests) =
                (Arc::clone(&sandbox), Arc::clone(&ids), Arc::clone(&requests));
            tokio::spawn(async move {
                loop {
                    let Some(id) = ids.lock().expect("the ids").pop_front() else { return };
                    trigger_and_look(&sandbox, &id, &requests).await;
                }
            })
        })
        .collect();
    for worker in work {
        worker.await.expect("a worker");
    }
    (began.elapsed().as_secs_f64(), requests.load(Ordering::Relaxed))
}

async fn trigger_and_look(sandbox: &Sandbox, id: &str, requests: &AtomicU64) {
    let send = async |method| {
        requests.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(2 * ONE_WAY).await;
        send(sandbox, method, id).await
    };
    while send(Method::POST).await.0 != StatusCode::OK {
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    loop {
        tokio::time::sleep(Duration::from_secs(10)).await;
        let (_, body) = send(Method::GET).await;
        let status: Value = serde_json::from_slice(&body).expect("a status");
        if status["directorySyncStatus"]["syncStatus"] != "IN_PROGRESS" {
            return;
        }
    }
}

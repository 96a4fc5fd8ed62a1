//! Fleets of enterprises on a virtual clock: the scheduler beside an oracle and what people do now.
//!
//! `make bench-sync`, or with arguments: `--seeds 10 --enterprises 4000 --clusters 40 --only external
//! --json FILE`.
//! Everything but the network is real: the client, the bulk run, the ledger, and the sandbox, which
//! answers in this process after 50 ms each way. The oracle knows the clusters and the moment at which
//! each run ends, needs no time for a request, and faces the same external clients.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "numbers of enterprises and requests are small"
)]

mod night;
mod one_per_label;
mod oracle;
mod rows;
mod script;
mod simulation;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tokio::time::Instant;
use webex_broadworks::{Client, InProcessService, ListEnterprises};
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions, BulkSummary, OutcomeKind};
use webex_broadworks_sandbox::{ProvisioningIds, Sandbox, SandboxOptions};

use night::{Night, worst};
use oracle::oracle;
use rows::{Goals, Row, Wanted, fleet, rows};
use script::by_hand;
use simulation::{ONE_WAY, VirtualClock, virtually};

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
            .clock(VirtualClock { began, wall: SystemTime::now() })
            .build()
            .expect("a client");
        Self { client, requests }
    }

    async fn night(&self, max_refusals: f64, ledger: Option<(&PathBuf, &str)>) -> Ours {
        let list = self.client.enterprises().list(ListEnterprises::default()).expect("a list");
        let mut options =
            BulkOptions::default().max_refusals_per_trigger(max_refusals).timeout(Duration::MAX);
        if let Some((path, name)) = ledger {
            options = options.ledger(path).run_name(name);
        }
        let (began, before) = (Instant::now(), self.requests.load(Ordering::Relaxed));
        let mut run = Bulk::new(&self.client)
            .directory_sync()
            .run(BulkItems::list(list), options)
            .expect("a run");
        while run.next_raw().await.expect("an outcome").is_some() {}
        Ours {
            makespan: began.elapsed().as_secs_f64(),
            requests: self.requests.load(Ordering::Relaxed) - before,
            summary: run.summary(),
        }
    }
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
    line("theoretical optimum", virtually(oracle(&options, false)), enterprises);
    line("bulk.directory_sync.run", ours.makespan, ours.requests as f64);
    for (name, workers) in [
        ("one at a time, polled every 10 s (Cisco's procedure)", 1),
        ("32 at a time, refusals retried every 5 s, polled every 10 s", 32),
        ("256 at a time, refusals retried every 5 s, polled every 10 s", 256),
    ] {
        let (makespan, requests) = virtually(by_hand(&options, workers));
        line(name, makespan, requests as f64);
    }
    lines
}

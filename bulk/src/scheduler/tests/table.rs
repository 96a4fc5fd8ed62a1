//! The scheduler alone, measured: no client and no ledger around it.

#![allow(clippy::cast_precision_loss, reason = "numbers of enterprises are small")]

use super::world::{Fleet, Labels, Night, World};

const UNBOUNDED: f64 = f64::INFINITY;

struct Row {
    name: &'static str,
    max_refusals_per_trigger: f64,
    fleet: fn(u64, usize, usize) -> Fleet,
    nights: usize,
}

const ROWS: &[Row] = &[
    Row {
        name: "one id per cluster",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::PerCluster(1)),
    },
    Row {
        name: "one id per cluster, uneven",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::uneven(seed, n, k, Labels::PerCluster(1)),
    },
    Row {
        name: "three ids per cluster",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::PerCluster(3)),
    },
    Row {
        name: "three ids per cluster, uneven",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::uneven(seed, n, k, Labels::PerCluster(3)),
    },
    Row {
        name: "three ids, second night",
        max_refusals_per_trigger: 2.0,
        nights: 2,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::PerCluster(3)),
    },
    Row {
        name: "random ids, unbounded",
        max_refusals_per_trigger: UNBOUNDED,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Random(40)),
    },
    Row {
        name: "no ids, unbounded",
        max_refusals_per_trigger: UNBOUNDED,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Absent),
    },
    Row {
        name: "no ids, unbounded, uneven",
        max_refusals_per_trigger: UNBOUNDED,
        nights: 1,
        fleet: |seed, n, k| Fleet::uneven(seed, n, k, Labels::Absent),
    },
    Row {
        name: "one id for all, unbounded",
        max_refusals_per_trigger: UNBOUNDED,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Same),
    },
    Row {
        name: "no ids, second night",
        max_refusals_per_trigger: UNBOUNDED,
        nights: 2,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Absent),
    },
    Row {
        name: "random ids, budget 2",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Random(40)),
    },
    Row {
        name: "no ids, budget 2",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Absent),
    },
    Row {
        name: "one id for all, budget 2",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Same),
    },
    Row {
        name: "ten ids per cluster",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::PerCluster(10)),
    },
    Row {
        name: "own ids, budget 2",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Own),
    },
    Row {
        name: "a cluster per enterprise",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, _| Fleet::new(seed, n, n, Labels::Own),
    },
    Row {
        name: "one cluster, own ids",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, _| Fleet::new(seed, n, 1, Labels::Own),
    },
    Row {
        name: "one cluster, one id",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, _| Fleet::new(seed, n, 1, Labels::Same),
    },
    Row {
        name: "external clients, one id per cluster",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| {
            Fleet::new(seed, n, k, Labels::PerCluster(1)).with_external_clients(seed, 0.1)
        },
    },
    Row {
        name: "external clients, three ids",
        max_refusals_per_trigger: 2.0,
        nights: 1,
        fleet: |seed, n, k| {
            Fleet::new(seed, n, k, Labels::PerCluster(3)).with_external_clients(seed, 0.1)
        },
    },
    Row {
        name: "external clients, no ids, unbounded",
        max_refusals_per_trigger: UNBOUNDED,
        nights: 1,
        fleet: |seed, n, k| Fleet::new(seed, n, k, Labels::Absent).with_external_clients(seed, 0.1),
    },
];

/// Plays a number of nights and returns the last one with its fleet.
pub(super) fn play(
    fleet: Fleet,
    max_refusals_per_trigger: f64,
    nights: usize,
    seed: u64,
) -> (Fleet, Night) {
    let mut fleet = fleet;
    let mut night = World::new(&fleet, max_refusals_per_trigger, Vec::new()).run();
    for _ in 1..nights {
        fleet = fleet.next_night(seed);
        night = World::new(&fleet, max_refusals_per_trigger, night.clusters).run();
    }
    (fleet, night)
}

#[test]
#[ignore = "prints the table; to be run in release"]
fn print_the_table() {
    let read = |name: &str, default: usize| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let (size, clusters) = (read("ENTERPRISES", 4_000), read("CLUSTERS", 40));
    let seeds = read("SEEDS", 10) as u64;
    let only = std::env::var("ONLY").unwrap_or_default();
    println!(
        "{:32} {:>16} {:>16} {:>16} {:>7}",
        "", "makespan/oracle", "refusals/accept", "requests", "s"
    );
    for row in ROWS.iter().filter(|row| row.name.contains(&only)) {
        let begun = std::time::Instant::now();
        let mut figures = [const { Vec::new() }; 3];
        for seed in (read("FROM", 1) as u64)..=seeds {
            let (fleet, night) = play(
                (row.fleet)(seed, size, clusters),
                row.max_refusals_per_trigger,
                row.nights,
                seed,
            );
            assert!(night.accepted.iter().all(|count| *count == 1));
            let n = fleet.actual.len() as f64;
            figures[0].push(night.makespan / fleet.oracle());
            figures[1].push(night.refusals as f64 / n);
            figures[2].push(night.requests as f64 / n);
        }
        print!("{:32}", row.name);
        for figure in &mut figures {
            figure.sort_by(f64::total_cmp);
            print!(" {:7.3} {:8.3}", figure[figure.len() / 2], figure[figure.len() - 1]);
        }
        println!(" {:7.2}", begun.elapsed().as_secs_f64() / seeds as f64);
    }
}

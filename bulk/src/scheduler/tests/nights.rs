//! What one night leaves to the next.

#![allow(clippy::cast_precision_loss, reason = "numbers of enterprises are small")]

use super::table::play;
use super::world::{Fleet, Labels};

#[test]
fn clusters_are_remembered_by_their_labels() {
    let (_, night) = play(Fleet::new(1, 400, 4, Labels::PerCluster(3)), 2.0, 1, 1);
    let clusters = &night.clusters;
    assert!(clusters.len() >= 3, "{clusters:?}");
    for labels in clusters {
        let cluster = |label: &String| label.split_once('-').unwrap().0.to_owned();
        assert!(labels.iter().all(|it| cluster(it) == cluster(&labels[0])), "{labels:?}");
    }
}

#[test]
fn what_no_label_holds_in_place_is_not_taken_for_known_the_night_after() {
    let (_, night) = play(Fleet::new(1, 60, 4, Labels::Absent), 2.0, 1, 1);
    assert!(night.clusters.is_empty());
}

/// The worst makespan beside the oracle's, and the most refusals per enterprise.
fn worst(max_refusals_per_trigger: f64, fleet: fn(u64) -> Fleet) -> (f64, f64) {
    (1..=5).fold((0.0_f64, 0.0_f64), |(longest, most), seed| {
        let (fleet, night) = play(fleet(seed), max_refusals_per_trigger, 1, seed);
        let refusals = night.refusals as f64 / fleet.actual.len() as f64;
        (longest.max(night.makespan / fleet.oracle()), most.max(refusals))
    })
}

#[test]
fn a_night_in_which_no_label_helps_is_hardly_longer_than_it_must_be() {
    let (makespan, refusals) =
        worst(f64::INFINITY, |seed| Fleet::new(seed, 800, 16, Labels::Absent));
    assert!(makespan < 1.10, "{makespan}");
    assert!(refusals < 12.0, "{refusals}");
}

#[test]
fn another_client_is_not_stormed_by_enterprises_of_which_nothing_is_known() {
    let (_, refusals) = worst(f64::INFINITY, |seed| {
        Fleet::new(seed, 400, 8, Labels::Absent).with_external_clients(seed, 0.3)
    });
    assert!(refusals < 20.0, "{refusals}");
}

#[test]
fn refusals_stay_near_the_budget_where_no_label_helps() {
    for labels in [Labels::Absent, Labels::Same, Labels::Random(40)] {
        for budget in [0.0, 1.0, 2.0] {
            let (fleet, night) = play(Fleet::new(1, 400, 8, labels), budget, 1, 1);
            let refusals = night.refusals as f64 / fleet.actual.len() as f64;
            // The budget has an advance of 25 triggers.
            assert!(refusals <= budget + 0.25, "{refusals}, and the budget is {budget}");
        }
    }
}

#[test]
fn a_small_fleet_is_not_kept_waiting_for_candidates() {
    let (makespan, refusals) = worst(2.0, |seed| Fleet::new(seed, 40, 4, Labels::PerCluster(3)));
    assert!(makespan < 1.15, "{makespan}");
    assert!(refusals < 2.0, "{refusals}");
}

#[test]
fn the_labels_of_a_cluster_are_found_before_it_is_idle() {
    let (makespan, refusals) = worst(2.0, |seed| Fleet::new(seed, 800, 8, Labels::PerCluster(10)));
    assert!(makespan < 1.08, "{makespan}");
    assert!(refusals < 2.0, "{refusals}");
}

#[test]
fn clusters_are_used_at_once_even_if_no_refusal_may_be_risked() {
    let (makespan, refusals) = worst(0.0, |seed| Fleet::new(seed, 400, 8, Labels::PerCluster(3)));
    assert!(makespan < 1.5, "{makespan}");
    assert!(refusals < 1.0, "{refusals}");
}

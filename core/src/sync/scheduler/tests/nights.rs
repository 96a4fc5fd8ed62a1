//! What one night leaves to the next.

use super::table::play;
use super::world::{Fleet, Labels};

#[test]
fn clusters_are_remembered_by_their_labels() {
    let (_, night) = play(Fleet::new(1, 60, 4, Labels::PerCluster(1)), 2.0, 1, 1);
    let labels: Vec<usize> = night.knowledge.clusters.iter().map(|it| it.labels.len()).collect();
    assert_eq!(labels, [1; 4]);
}

#[test]
fn what_no_label_holds_in_place_is_not_taken_for_known_the_night_after() {
    let (_, night) = play(Fleet::new(1, 60, 4, Labels::Absent), 2.0, 1, 1);
    assert_eq!(night.knowledge.clusters, []);
    assert!(night.knowledge.lengths.iter().sum::<f64>() > 60.0, "lengths are known all the same");
}

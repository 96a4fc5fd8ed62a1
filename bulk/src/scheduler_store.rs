//! Stores the scheduler's knowledge about clusters in a ledger.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::ledger::LearnedGroup;
use crate::scheduler::Knowledge;
use webex_broadworks::Timestamp;

const LABEL: &str = "label";
const LENGTHS: &str = "lengths";

/// The rows of the knowledge. A cluster is named by the first of its labels, so that rows of labels
/// outside this run stay valid.
pub(crate) fn write(knowledge: &Knowledge, now: Timestamp) -> Vec<LearnedGroup> {
    let row = |kind: &str, key: &str, cluster: Option<&String>, evidence: Value| LearnedGroup {
        kind: kind.to_owned(),
        key: key.to_owned(),
        cluster: cluster.cloned(),
        evidence,
        learnt_at: now,
    };
    let mut rows = vec![row(LENGTHS, "", None, json!(knowledge.lengths))];
    for labels in &knowledge.clusters {
        let first = labels.iter().min();
        rows.extend(labels.iter().map(|label| row(LABEL, label, first, Value::Null)));
    }
    rows
}

/// Reads the rows. Rows without information are skipped.
pub(crate) fn read(rows: Vec<LearnedGroup>) -> Knowledge {
    let mut knowledge = Knowledge::default();
    let mut clusters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        match (row.kind.as_str(), row.cluster) {
            (LABEL, Some(cluster)) => clusters.entry(cluster).or_default().push(row.key),
            (LENGTHS, _) => {
                knowledge.lengths = serde_json::from_value(row.evidence).unwrap_or_default();
            }
            _ => {}
        }
    }
    knowledge.clusters = clusters.into_values().collect();
    knowledge
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn labels_that_share_a_cluster_are_read_as_they_were_written() {
        let knowledge = Knowledge {
            clusters: vec![texts(&["a", "b"]), texts(&["c", "d"]), texts(&["e"])],
            lengths: vec![1.0, 2.5],
        };
        assert_eq!(read(write(&knowledge, Timestamp::UNIX_EPOCH)), knowledge);
    }
}

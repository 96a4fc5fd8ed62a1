//! What the scheduler learnt of the clusters, as rows of a ledger.

#![cfg(feature = "ledger")]

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sync::ledger::LearntGroup;
use crate::sync::scheduler::{Knowledge, KnownCluster};

const LABEL: &str = "label";
const ENTERPRISE: &str = "enterprise";
const USELESS: &str = "uselessLabel";
const LENGTHS: &str = "lengths";

/// Rows for what is known.
pub(crate) fn write(knowledge: &Knowledge, now: Timestamp) -> Vec<LearntGroup> {
    let row = |kind: &str, key: &str, cluster: Option<usize>, evidence: Value| LearntGroup {
        kind: kind.to_owned(),
        key: key.to_owned(),
        cluster: cluster.map(|number| number.to_string()),
        evidence,
        learnt_at: now,
    };
    let mut rows = vec![row(LENGTHS, "", None, json!(knowledge.lengths))];
    for (number, cluster) in knowledge.clusters.iter().enumerate() {
        let labels = cluster.labels.iter().map(|key| (LABEL, key));
        let enterprises = cluster.enterprises.iter().map(|key| (ENTERPRISE, key));
        let keys = labels.chain(enterprises);
        rows.extend(keys.map(|(kind, key)| row(kind, key, Some(number), Value::Null)));
    }
    rows.extend(knowledge.useless_labels.iter().map(|key| row(USELESS, key, None, Value::Null)));
    rows
}

/// What rows say; one that says nothing is passed over.
pub(crate) fn read(rows: Vec<LearntGroup>) -> Knowledge {
    let mut knowledge = Knowledge::default();
    let mut clusters: BTreeMap<usize, KnownCluster> = BTreeMap::new();
    for row in rows {
        let number = row.cluster.and_then(|cluster| cluster.parse::<usize>().ok());
        match (row.kind.as_str(), number) {
            (LABEL, Some(number)) => clusters.entry(number).or_default().labels.push(row.key),
            (ENTERPRISE, Some(number)) => {
                clusters.entry(number).or_default().enterprises.push(row.key);
            }
            (USELESS, _) => knowledge.useless_labels.push(row.key),
            (LENGTHS, _) => {
                knowledge.lengths = serde_json::from_value(row.evidence).unwrap_or_default();
            }
            _ => {}
        }
    }
    knowledge.clusters = clusters.into_values().collect();
    knowledge
}

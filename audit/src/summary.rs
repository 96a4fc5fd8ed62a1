//! Counts in the summary of an audit.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use serde::{Serialize, Serializer};
use webex_broadworks::Timestamp;
use webex_broadworks::internals::utc;

use super::kind::Kind;
use super::listing::Listing;

/// How often something occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Count<T> {
    /// What occurs.
    pub name: T,
    /// The number of enterprises or subscribers.
    pub count: usize,
}

/// Counts equal names, the most frequent first.
pub(crate) fn count_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Count<String>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<_> =
        counts.into_iter().map(|(name, count)| Count { name: name.to_owned(), count }).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}

/// Counts the subjects of each kind of finding. Every kind is in the result.
pub(crate) fn count_findings<K: Kind + Hash, S: Eq + Hash>(
    findings: impl IntoIterator<Item = (K, S)>,
) -> Vec<Count<K>> {
    let mut subjects: HashMap<K, HashSet<S>> = HashMap::new();
    for (kind, subject) in findings {
        subjects.entry(kind).or_default().insert(subject);
    }
    let count = |&name: &K| Count { name, count: subjects.get(&name).map_or(0, HashSet::len) };
    K::ALL.iter().map(count).collect()
}

/// Returns the number of subjects that a kind of finding concerns.
pub(crate) fn count_of<K: Kind>(counts: &[Count<K>], kind: K) -> usize {
    counts.iter().find(|count| count.name == kind).map_or(0, |count| count.count)
}

/// Returns the labels of the partners, each once.
pub(crate) fn partners(listings: &[Listing]) -> Vec<String> {
    let mut seen = HashSet::new();
    let labels = listings.iter().filter_map(|listing| listing.partner.as_ref());
    labels.filter(|label| seen.insert(*label)).cloned().collect()
}

pub(crate) fn some_utc<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    utc(&Some(*time), serializer)
}

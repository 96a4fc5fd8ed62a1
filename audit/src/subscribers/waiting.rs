//! How many subscribers wait for a person, by status and age.

use std::collections::BTreeMap;

use serde::Serialize;
use webex_broadworks::internals::utc;
use webex_broadworks::{Timestamp, WaitsFor};

use super::row::SubscriberRow;
use crate::age::AgeBucket;

/// The bucket of subscribers for which Webex shows no time.
const UNKNOWN_AGE: &str = "unknown";

/// The number of subscribers that have been waiting for a person in one status for so long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WaitingRow {
    /// The partner label of the subscribers.
    pub partner: Option<String>,
    /// The status in lower case.
    pub status: String,
    /// The position of the bucket, from 0.
    pub order: usize,
    /// The bucket, in days.
    pub days: &'static str,
    /// Number of subscribers.
    pub subscribers: usize,
    /// Since when the first of them has been waiting.
    #[serde(serialize_with = "utc")]
    pub oldest: Option<Timestamp>,
}

/// Returns the buckets of ages, in their order.
pub(super) fn buckets() -> Vec<&'static str> {
    let known = AgeBucket::ALL.iter().filter(|bucket| **bucket != AgeBucket::NoSuccess);
    known.map(|bucket| bucket.name()).chain([UNKNOWN_AGE]).collect()
}

/// Counts the subscribers that wait for a person.
pub(super) fn by_status_and_age(subscribers: &[SubscriberRow]) -> Vec<WaitingRow> {
    let buckets = buckets();
    let mut rows: BTreeMap<(Option<&str>, &str, usize), WaitingRow> = BTreeMap::new();
    for subscriber in subscribers.iter().filter(|row| row.waits_for == Some(WaitsFor::Person)) {
        let days = subscriber.age.map_or(UNKNOWN_AGE, |age| AgeBucket::of(age).name());
        let order = buckets.iter().position(|bucket| *bucket == days).unwrap_or_default();
        let row = rows
            .entry((subscriber.partner.as_deref(), &subscriber.status, order))
            .or_insert_with(|| WaitingRow {
                partner: subscriber.partner.clone(),
                status: subscriber.status.clone(),
                order,
                days,
                subscribers: 0,
                oldest: subscriber.since,
            });
        row.subscribers += 1;
        row.oldest = row.oldest.min(subscriber.since);
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    sort(&mut rows);
    rows
}

/// Sorts by status, then by age, the longest first.
pub(super) fn sort(rows: &mut [WaitingRow]) {
    rows.sort_by(|one, other| {
        (&one.status, other.order, &one.partner).cmp(&(&other.status, one.order, &other.partner))
    });
}

//! How many subscribers wait for a person, by status and age.

use std::collections::BTreeMap;

use webex_broadworks::WaitsFor;

use crate::age::AgeBucket;
use crate::generated::rows::{SubscriberRow, WaitingRow};

/// The bucket of subscribers for which Webex shows no time.
const UNKNOWN_AGE: &str = "unknown";

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

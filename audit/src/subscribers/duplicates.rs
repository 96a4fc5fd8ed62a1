//! One row for each e-mail address that several subscribers have.

use std::collections::HashMap;

use crate::generated::rows::{DuplicateRow, SubscriberRow};

/// Returns the addresses that several rows have, in lower case, with the positions of those rows.
pub(super) fn positions_by_email(rows: &[SubscriberRow]) -> HashMap<String, Vec<usize>> {
    let mut positions: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(email) = &row.email {
            let same = positions.entry(email.to_lowercase()).or_default();
            let is_known = |other: &usize| {
                let other = rows.get(*other).and_then(|other| other.subscriber_id.as_ref());
                other.is_some() && other == row.subscriber_id.as_ref()
            };
            // A list can show one subscriber twice while it changes.
            if !same.iter().any(is_known) {
                same.push(at);
            }
        }
    }
    positions.retain(|_, positions| positions.len() > 1);
    positions
}

/// Returns one row for an address.
pub(super) fn row(email: &str, subscribers: &[&SubscriberRow]) -> DuplicateRow {
    let texts = |text: fn(&SubscriberRow) -> Option<&String>| -> Vec<String> {
        subscribers.iter().filter_map(|row| text(row)).cloned().collect()
    };
    let mut sp_enterprise_ids = texts(|row| row.sp_enterprise_id.as_ref());
    sp_enterprise_ids.sort_unstable();
    sp_enterprise_ids.dedup();
    DuplicateRow {
        partner: subscribers.first().and_then(|row| row.partner.clone()),
        email: email.to_owned(),
        subscribers: subscribers.len(),
        subscriber_ids: texts(|row| row.subscriber_id.as_ref()),
        user_ids: texts(|row| row.user_id.as_ref()),
        sp_enterprise_ids,
    }
}

/// Sorts by frequency, then by address and partner.
pub(super) fn sort(rows: &mut [DuplicateRow]) {
    rows.sort_by(|one, other| {
        let key = |row: &DuplicateRow| (row.email.clone(), row.partner.clone());
        other.subscribers.cmp(&one.subscribers).then_with(|| key(one).cmp(&key(other)))
    });
}

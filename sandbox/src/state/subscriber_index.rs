//! All subscribers: by id, by user id and by e-mail address.

use std::collections::{BTreeMap, HashMap};

use crate::clock::VirtualTime;
use crate::subscribers::Subscriber;

/// All subscribers, and to whom user ids and e-mail addresses belong.
#[derive(Default)]
pub(super) struct Subscribers {
    pub(super) by_id: BTreeMap<String, Subscriber>,
    /// A number that rises whenever one changes.
    pub(super) version: u64,
    /// How many were provisioned since the start.
    pub(super) provisioned: u64,
    user_ids: HashMap<String, String>,
    /// The enterprise to which the person with an address belongs, also once the subscriber is removed.
    pub(super) people: HashMap<String, String>,
    pub(super) consent_emails: HashMap<String, u32>,
}

/// The filters of a list. A subscriber must match them all.
#[derive(Clone, Debug, Default)]
pub(crate) struct SubscriberFilter {
    /// Keys and their required values.
    pub(crate) exact: Vec<(&'static str, String)>,
    pub(crate) status: Option<Vec<String>>,
    pub(crate) status_changed_after: Option<VirtualTime>,
    pub(crate) created_after: Option<VirtualTime>,
    pub(crate) self_activated: Option<bool>,
}

impl SubscriberFilter {
    pub(super) fn passes(&self, subscriber: &Subscriber) -> bool {
        self.exact.iter().all(|(key, value)| {
            let has = match *key {
                "userId" => Some(&subscriber.user_id),
                "personId" => subscriber.person_id.as_ref(),
                "email" => subscriber.email.as_ref(),
                "provisioningId" => subscriber.provisioning_id.as_ref(),
                _ => Some(&subscriber.sp_enterprise_id),
            };
            has == Some(value)
        }) && self.status.as_ref().is_none_or(|it| it.iter().any(|it| it == subscriber.status))
            && self.status_changed_after.is_none_or(|after| subscriber.last_status_change > after)
            && self.created_after.is_none_or(|after| subscriber.created > after)
            && self.self_activated.is_none_or(|it| it == subscriber.self_activated)
    }
}

impl Subscribers {
    pub(super) fn new(subscribers: Vec<Subscriber>) -> Self {
        let mut all = Self::default();
        for subscriber in subscribers {
            all.insert(subscriber);
        }
        all
    }

    pub(super) fn insert(&mut self, subscriber: Subscriber) {
        let Subscriber { id, user_id, email, sp_enterprise_id, .. } = &subscriber;
        self.user_ids.entry(user_id.clone()).or_insert_with(|| id.clone());
        if let Some(email) = email {
            self.people.entry(email.clone()).or_insert_with(|| sp_enterprise_id.clone());
        }
        self.version += 1;
        self.by_id.insert(id.clone(), subscriber);
    }

    /// A subscriber that is about to change.
    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Subscriber> {
        self.version += 1;
        self.by_id.get_mut(id)
    }

    pub(super) fn remove(&mut self, id: &str) {
        let Some(subscriber) = self.by_id.remove(id) else {
            return;
        };
        self.version += 1;
        if self.user_ids.get(&subscriber.user_id).is_some_and(|owner| owner == id) {
            self.user_ids.remove(&subscriber.user_id);
        }
    }

    /// The id of the subscriber that a user id belongs to.
    pub(super) fn owner_of(&self, user_id: &str) -> Option<&String> {
        self.user_ids.get(user_id)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Subscriber> {
        self.by_id.values()
    }
}

//! Provisions, updates and removes subscribers, and decides when that ends.

use std::ops::Bound;

use super::State;
use super::event::Refusal;
use super::subscriber_index::SubscriberFilter;
use crate::clock::VirtualTime;
use crate::generated::options::Duplicate;
use crate::generator::id;
use crate::random::Random;
use crate::run_durations;
use crate::subscribers::{
    ALREADY_ASSOCIATED, ERROR, PENDING_EMAIL_INPUT, PENDING_USER_MIGRATION, PROVISIONED,
    PROVISIONING, Subscriber, SubscriberError, SubscriberFields, UPDATING,
};

impl State {
    /// The subscriber with an id, with or without the padding of base64.
    pub(crate) fn subscriber(&self, id: &str) -> Result<&Subscriber, Refusal> {
        self.subscribers.by_id.get(id.trim_end_matches('=')).ok_or(Refusal::NotFound)
    }

    /// Up to `max` subscribers after the one with an id, and whether there are more.
    pub(crate) fn subscriber_page(
        &self,
        filter: &SubscriberFilter,
        after: Option<&str>,
        max: usize,
    ) -> (Vec<&Subscriber>, bool) {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self.subscribers.by_id.range::<str, _>((start, Bound::Unbounded));
        let mut found: Vec<_> =
            rest.map(|it| it.1).filter(|it| filter.passes(it)).take(max + 1).collect();
        let more = found.len() > max;
        found.truncate(max);
        (found, more)
    }

    /// Starts the provisioning of a subscriber.
    pub(crate) fn provision_subscriber(
        &mut self,
        fields: &SubscriberFields,
        now: VirtualTime,
    ) -> Result<&Subscriber, Refusal> {
        let taken = self.check_duplicates(fields, None);
        let taken = self.count_refusal(taken)?;
        let number = self.subscribers.provisioned;
        self.subscribers.provisioned += 1;
        let mut random = Random::of(self.options.seed, &[13, number]);
        let subscriber = Subscriber::new(id("SUBSCRIBER", &random.uuid()), fields, now);
        let first = self.has_no_provisioned_user(&subscriber.sp_enterprise_id);
        let options = &self.options;
        let lengths = if first {
            options.first_provisioning_log_normal
        } else {
            options.provisioning_log_normal
        };
        let length = lengths.draw(&mut random);
        let failed = taken || random.chance(options.provisioning_fail_share);
        let needs_consent = random.chance(options.consent_share);
        let person_id = id("PEOPLE", &random.uuid());
        let id = subscriber.id.clone();
        self.subscribers.insert(subscriber);
        let key = id.clone();
        let end = move |state: &mut Self, now| {
            state.end_provisioning(&key, person_id, failed, needs_consent, now);
        };
        self.schedule_change(now.after(run_durations::seconds(length)), Box::new(end));
        self.subscriber(&id)
    }

    /// Starts the update of a subscriber, which still shows its old values.
    pub(crate) fn update_subscriber(
        &mut self,
        id: &str,
        fields: SubscriberFields,
        now: VirtualTime,
    ) -> Result<&Subscriber, Refusal> {
        let id = self.changeable(id)?;
        let taken = self.check_duplicates(&fields, Some(&id));
        let taken = self.count_refusal(taken)?;
        let number = self.subscribers.provisioned;
        self.subscribers.provisioned += 1;
        let mut random = Random::of(self.options.seed, &[13, number]);
        let length = self.options.provisioning_log_normal.draw(&mut random);
        if let Some(subscriber) = self.subscribers.get_mut(&id) {
            subscriber.set_status(UPDATING, now);
        }
        let key = id.clone();
        self.schedule_change(
            now.after(run_durations::seconds(length)),
            Box::new(move |state, now| state.end_update(&key, &fields, taken, now)),
        );
        self.subscriber(&id)
    }

    /// Removes a subscriber. The person stays.
    pub(crate) fn remove_subscriber(&mut self, id: &str, now: VirtualTime) -> Result<(), Refusal> {
        let id = self.changeable(id)?;
        let delay = run_durations::seconds(self.options.switches.removal_seconds);
        if delay.is_zero() {
            self.end_removal(&id);
        } else {
            self.schedule_change(
                now.after(delay),
                Box::new(move |state, _| state.end_removal(&id)),
            );
        }
        Ok(())
    }

    /// Whether provisioning with these values would be refused, or fail.
    pub(crate) fn has_conflict(&self, fields: &SubscriberFields) -> bool {
        self.check_duplicates(fields, None).unwrap_or(true)
    }

    /// Sends a consent e-mail again.
    pub(crate) fn resend_consent_email(&mut self, id: &str) -> Result<(), Refusal> {
        let subscriber = self.subscriber(id)?;
        if subscriber.status != PENDING_USER_MIGRATION {
            return self.count_refusal(Err(Refusal::NoConsentPending));
        }
        let sent = self.subscribers.consent_emails.get(&subscriber.id).copied().unwrap_or(0);
        if self.options.switches.consent_email_limit.is_some_and(|limit| sent >= limit) {
            return self.count_refusal(Err(Refusal::TooManyConsentEmails));
        }
        let id = subscriber.id.clone();
        self.subscribers.consent_emails.insert(id, sent + 1);
        Ok(())
    }

    /// Executes the action of the person that a subscriber's provisioning waits for.
    pub(crate) fn grant_consent(&mut self, id: &str, now: VirtualTime) -> Result<(), Refusal> {
        let subscriber = self.subscriber(id)?;
        if !subscriber.status.starts_with("pending") {
            return Err(Refusal::NoConsentPending);
        }
        let id = subscriber.id.clone();
        let uuid = Random::of(self.options.seed, &[14, self.subscribers.provisioned]).uuid();
        self.complete_provisioning(&id, crate::generator::id("PEOPLE", &uuid), now);
        Ok(())
    }

    fn end_provisioning(
        &mut self,
        id: &str,
        person_id: String,
        failed: bool,
        needs_consent: bool,
        now: VirtualTime,
    ) {
        let Some(subscriber) = self.subscribers.get_mut(id) else {
            return;
        };
        if failed {
            subscriber.errors = vec![SubscriberError::already_associated()];
            subscriber.set_status(ERROR, now);
            return;
        }
        let waits_for = match &subscriber.email {
            None => PENDING_EMAIL_INPUT,
            Some(_) if needs_consent => PENDING_USER_MIGRATION,
            Some(_) => return self.complete_provisioning(id, person_id, now),
        };
        subscriber.set_status(waits_for, now);
        let Some(seconds) = self.options.consent_seconds else {
            return;
        };
        let key = id.to_owned();
        let consent = move |state: &mut Self, now| {
            // The test may have granted it already, or removed the subscriber.
            let _ = state.grant_consent(&key, now);
        };
        self.schedule_change(now.after(run_durations::seconds(seconds)), Box::new(consent));
    }

    fn complete_provisioning(&mut self, id: &str, person_id: String, now: VirtualTime) {
        let Some(subscriber) = self.subscribers.get_mut(id) else {
            return;
        };
        subscriber.person_id = Some(person_id);
        let user_id = &subscriber.user_id;
        let email = subscriber.email.get_or_insert_with(|| user_id.clone()).clone();
        subscriber.set_status(PROVISIONED, now);
        let (name, template) =
            (subscriber.sp_enterprise_id.clone(), subscriber.provisioning_id.clone());
        self.subscribers.people.entry(email).or_insert_with(|| name.clone());
        self.count_provisioned_user(&name, template.as_deref(), now);
    }

    fn end_update(&mut self, id: &str, fields: &SubscriberFields, taken: bool, now: VirtualTime) {
        let Some(mut subscriber) = self.subscribers.by_id.get(id).cloned() else {
            return;
        };
        if taken {
            subscriber.errors = vec![SubscriberError::already_associated()];
            subscriber.set_status(ERROR, now);
        } else {
            subscriber.errors.clear();
            subscriber.apply(fields);
            subscriber.set_status(PROVISIONED, now);
        }
        self.subscribers.remove(id);
        self.subscribers.insert(subscriber);
    }

    fn end_removal(&mut self, id: &str) {
        let provisioned = self.subscriber(id).is_ok_and(|it| it.person_id.is_some());
        let name = self.subscriber(id).map(|it| it.sp_enterprise_id.clone()).unwrap_or_default();
        if let Some(index) = self.enterprise_named(&name).filter(|_| provisioned) {
            let users = &mut self.enterprises[index].hidden.provisioned_users;
            *users = users.saturating_sub(1);
        }
        self.subscribers.remove(id);
    }

    /// The id of a subscriber, if it can be changed now.
    fn changeable(&mut self, id: &str) -> Result<String, Refusal> {
        let subscriber = self.subscriber(id)?;
        let busy = [PROVISIONING, UPDATING].contains(&subscriber.status);
        if busy && self.options.switches.busy_subscriber_refused {
            return self.count_refusal(Err(Refusal::SubscriberBusy));
        }
        Ok(subscriber.id.clone())
    }

    /// Whether a user id or an e-mail address belongs to another subscriber. A refusal if that is
    /// refused immediately.
    fn check_duplicates(
        &self,
        fields: &SubscriberFields,
        own: Option<&String>,
    ) -> Result<bool, Refusal> {
        let owner = fields.user_id.as_ref().and_then(|it| self.subscribers.owner_of(it));
        let user_id_taken = owner.is_some_and(|owner| Some(owner) != own);
        let enterprise = fields.email.as_ref().and_then(|it| self.subscribers.people.get(it));
        let is_present = |email| self.subscribers.all().any(|it| it.email.as_ref() == Some(email));
        let email_taken = enterprise.is_some_and(|enterprise| {
            Some(enterprise) != fields.sp_enterprise_id.as_ref()
                || fields.email.as_ref().is_some_and(is_present)
        });
        let switches = &self.options.switches;
        for (taken, rule) in
            [(user_id_taken, switches.duplicate_user_id), (email_taken, switches.duplicate_email)]
        {
            if taken && rule == Duplicate::Refused {
                return Err(Refusal::Coded(ALREADY_ASSOCIATED));
            }
        }
        Ok(user_id_taken || email_taken)
    }
}

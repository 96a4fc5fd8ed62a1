//! Enterprises that are created by their first subscriber.

use std::sync::Arc;

use once_cell::sync::OnceCell;

use super::State;
use crate::clock::VirtualTime;
use crate::generated::options::Sort;
use crate::generator::{before_first_sync, id};
use crate::model::{DirectorySync, Enterprise, Hidden};
use crate::random::Random;
use crate::run_durations;

impl State {
    /// The position of the enterprise with an identifier.
    pub(crate) fn enterprise_named(&self, name: &str) -> Option<usize> {
        self.enterprises.iter().position(|it| it.sp_enterprise_id == name)
    }

    /// Whether the next subscriber of an enterprise is the first that is provisioned.
    pub(super) fn has_no_provisioned_user(&self, name: &str) -> bool {
        self.enterprise_named(name)
            .is_none_or(|index| self.enterprises[index].hidden.provisioned_users == 0)
    }

    /// Counts a provisioned user. The first one of an enterprise creates the enterprise.
    pub(super) fn count_provisioned_user(
        &mut self,
        name: &str,
        template: Option<&str>,
        now: VirtualTime,
    ) {
        let index = match self.enterprise_named(name) {
            Some(index) => index,
            None => self.create_enterprise(name, template, now),
        };
        self.enterprises[index].hidden.provisioned_users += 1;
    }

    fn create_enterprise(&mut self, name: &str, template: Option<&str>, now: VirtualTime) -> usize {
        let index = self.enterprises.len();
        let mut random = Random::of(self.options.seed, &[16, index as u64]);
        let uuid = random.uuid();
        let same_template =
            |it: &&Enterprise| template.is_some() && it.provisioning_id.as_deref() == template;
        let cluster = match self.enterprises.iter().find(same_template) {
            Some(enterprise) => enterprise.hidden.cluster,
            None => random.below(self.clusters.len()),
        };
        let enterprise = Enterprise {
            id: id("ENTERPRISE", &uuid),
            org_id: id("ORGANIZATION", &uuid),
            sp_enterprise_id: name.to_owned(),
            provisioning_id: template.map(Arc::from),
            created: Some(now.to_the_millisecond()),
            shows_created: self.options.switches.org_creation_time_stamp,
            sync: DirectorySync {
                enable_dir_sync: false,
                directory_sync_status: before_first_sync(&self.options.switches, index),
            },
            hidden: Hidden {
                cluster,
                domain: None,
                provisioned_users: 0,
                last_run: run_durations::first(&self.options, &mut random),
                has_completed: false,
                runs: 0,
            },
            verbatim: None,
            written: OnceCell::new(),
        };
        let place = match self.options.sort {
            Sort::Id => self.order.partition_point(|it| self.enterprises[*it].id < enterprise.id),
            Sort::Insertion | Sort::Shuffled => self.order.len(),
        };
        self.order.insert(place, index);
        self.by_id.insert(enterprise.id.clone(), index);
        self.clusters[cluster].members.push(index);
        self.enterprises.push(enterprise);
        self.version += 1;
        index
    }
}

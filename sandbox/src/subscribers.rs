//! Subscribers as Webex shows them, and generated ones in every state.

use serde::{Deserialize, Serialize};

use crate::clock::VirtualTime;
use crate::generated::options::SandboxOptions;
use crate::generator::id;
use crate::model::{Enterprise, set, set_or_remove};
use crate::names;
use crate::random::Random;
use crate::run_durations;

pub(crate) const PROVISIONING: &str = "provisioning";
pub(crate) const PROVISIONED: &str = "provisioned";
pub(crate) const UPDATING: &str = "updating";
pub(crate) const ERROR: &str = "error";
pub(crate) const PENDING_EMAIL_INPUT: &str = "pending_email_input";
pub(crate) const PENDING_USER_MIGRATION: &str = "pending_user_migration";

/// The code of a user id or an e-mail address that belongs to another subscriber.
pub(crate) const ALREADY_ASSOCIATED: u32 = 10_022;

pub(crate) const PACKAGES: &[&str] = &["softphone", "basic", "standard", "premium"];

/// One subscriber, as Webex shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subscriber {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person_id: Option<String>,
    pub(crate) user_id: String,
    pub(crate) sp_enterprise_id: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) primary_phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mobile_phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extension: Option<String>,
    pub(crate) package: String,
    pub(crate) status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<SubscriberError>,
    pub(crate) created: VirtualTime,
    pub(crate) last_status_change: VirtualTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) provisioning_id: Option<String>,
    pub(crate) self_activated: bool,
}

/// Why provisioning or an update failed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubscriberError {
    pub(crate) error_code: u32,
    pub(crate) description: &'static str,
}

/// The values of a subscriber in a request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SubscriberFields {
    pub(crate) provisioning_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) sp_enterprise_id: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) package: Option<String>,
    pub(crate) primary_phone_number: Option<String>,
    pub(crate) mobile_phone_number: Option<String>,
    pub(crate) extension: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) timezone: Option<String>,
}

impl SubscriberError {
    pub(crate) fn already_associated() -> Self {
        let description = crate::codes::description(ALREADY_ASSOCIATED);
        Self { error_code: ALREADY_ASSOCIATED, description }
    }
}

impl Subscriber {
    /// A subscriber whose provisioning has just started.
    pub(crate) fn new(id: String, fields: &SubscriberFields, now: VirtualTime) -> Self {
        let mut subscriber = Self {
            id,
            person_id: None,
            user_id: String::new(),
            sp_enterprise_id: fields.sp_enterprise_id.clone().unwrap_or_default(),
            first_name: String::new(),
            last_name: String::new(),
            email: fields.email.clone(),
            primary_phone_number: None,
            mobile_phone_number: None,
            extension: None,
            package: String::new(),
            status: PROVISIONING,
            errors: Vec::new(),
            created: now.to_the_millisecond(),
            last_status_change: now.to_the_millisecond(),
            provisioning_id: fields.provisioning_id.clone(),
            self_activated: false,
        };
        subscriber.apply(fields);
        subscriber
    }

    /// Changes the values that can be changed. An empty text removes a number or an extension.
    pub(crate) fn apply(&mut self, fields: &SubscriberFields) {
        set(&mut self.user_id, fields.user_id.as_deref());
        set(&mut self.first_name, fields.first_name.as_deref());
        set(&mut self.last_name, fields.last_name.as_deref());
        set(&mut self.package, fields.package.as_deref());
        set_or_remove(&mut self.primary_phone_number, fields.primary_phone_number.as_deref());
        set_or_remove(&mut self.mobile_phone_number, fields.mobile_phone_number.as_deref());
        set_or_remove(&mut self.extension, fields.extension.as_deref());
    }

    pub(crate) fn set_status(&mut self, status: &'static str, now: VirtualTime) {
        self.status = status;
        self.last_status_change = now.to_the_millisecond();
    }

    /// Whether neither a number nor an extension remains.
    pub(crate) fn is_unreachable(&self) -> bool {
        self.primary_phone_number.is_none() && self.extension.is_none()
    }
}

/// One of each, so that the smallest sandbox has every state.
const FIRST_STATUSES: [&str; 7] = [
    PROVISIONED,
    PROVISIONING,
    PENDING_EMAIL_INPUT,
    "pending_email_validation",
    PENDING_USER_MIGRATION,
    ERROR,
    UPDATING,
];

/// How long ago the oldest subscriber was provisioned: ten weeks.
const OLDEST_SECONDS: f64 = 70.0 * 24.0 * 3600.0;

/// Generates the subscribers of the options, distributed over the enterprises.
pub(crate) fn subscribers(
    options: &SandboxOptions,
    enterprises: &[Enterprise],
    now: VirtualTime,
) -> Vec<Subscriber> {
    let mut random = Random::of(options.seed, &[5]);
    enterprises
        .iter()
        .cycle()
        .take(if enterprises.is_empty() { 0 } else { options.subscribers })
        .enumerate()
        .map(|(index, enterprise)| subscriber(index, enterprise, now, &mut random))
        .collect()
}

fn subscriber(
    index: usize,
    enterprise: &Enterprise,
    now: VirtualTime,
    random: &mut Random,
) -> Subscriber {
    let status = FIRST_STATUSES.get(index).copied().unwrap_or(PROVISIONED);
    let (first_name, last_name) = names::person("", random);
    let domain = enterprise.domain();
    let line = 1000 + random.below(9000);
    let age = run_durations::seconds(random.unit() * OLDEST_SECONDS);
    let created = now.before(age).to_the_millisecond();
    let email = format!("{first_name}.{last_name}{index}@{domain}").to_ascii_lowercase();
    Subscriber {
        id: id("SUBSCRIBER", &random.uuid()),
        person_id: (status == PROVISIONED).then(|| id("PEOPLE", &random.uuid())),
        email: (status != PENDING_EMAIL_INPUT).then_some(email),
        user_id: format!("user{index}@{domain}"),
        sp_enterprise_id: enterprise.sp_enterprise_id.clone(),
        first_name,
        last_name,
        primary_phone_number: Some(format!("+1240555{line}")),
        mobile_phone_number: Some(format!("+1301555{:04}", random.below(10_000))),
        extension: Some(line.to_string()),
        package: (*random.pick(PACKAGES)).to_owned(),
        status,
        errors: if status == ERROR {
            vec![SubscriberError::already_associated()]
        } else {
            Vec::new()
        },
        created,
        last_status_change: created,
        provisioning_id: enterprise.provisioning_id.as_deref().map(str::to_owned),
        self_activated: index % 5 == 4,
    }
}

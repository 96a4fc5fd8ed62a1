//! Seeded subscribers, in every state that the service can show.

use serde::Serialize;

use crate::clock::VirtualTime;
use crate::generator::id;
use crate::model::Enterprise;
use crate::names;
use crate::options::SandboxOptions;
use crate::random::Random;
use crate::run_durations;

/// One subscriber, as the service shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subscriber {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<String>,
    user_id: String,
    sp_enterprise_id: String,
    first_name: String,
    last_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    primary_phone_number: String,
    mobile_phone_number: String,
    extension: String,
    package: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<SubscriberError>,
    created: VirtualTime,
    last_status_change: VirtualTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    provisioning_id: Option<String>,
    self_activated: bool,
}

/// Why provisioning failed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SubscriberError {
    error_code: u32,
    description: &'static str,
}

/// One of each, so that the smallest sandbox has everything to look at.
const FIRST_STATUSES: [&str; 7] = [
    "provisioned",
    "provisioning",
    "pending_email_input",
    "pending_email_validation",
    "pending_user_migration",
    "error",
    "updating",
];
const PACKAGES: &[&str] = &["softphone", "basic", "standard", "premium"];

/// How long ago the oldest subscriber was provisioned: ten weeks.
const OLDEST_SECONDS: f64 = 70.0 * 24.0 * 3600.0;

/// Makes up the subscribers that the options ask for, spread over the enterprises.
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
    let status = FIRST_STATUSES.get(index).copied().unwrap_or("provisioned");
    let user_id = format!("user{index}@{}", enterprise.domain());
    let (first_name, last_name) = names::person("", random);
    let line = 1000 + random.below(9000);
    let age = run_durations::seconds(random.unit() * OLDEST_SECONDS);
    let created = now.before(age).to_the_millisecond();
    Subscriber {
        id: id("SUBSCRIBER", &random.uuid()),
        person_id: (status == "provisioned").then(|| id("PEOPLE", &random.uuid())),
        email: (status != "pending_email_input").then(|| user_id.clone()),
        user_id,
        sp_enterprise_id: enterprise.sp_enterprise_id.clone(),
        first_name,
        last_name,
        primary_phone_number: format!("+1240555{line}"),
        mobile_phone_number: format!("+1301555{:04}", random.below(10_000)),
        extension: line.to_string(),
        package: PACKAGES[random.below(PACKAGES.len())],
        status,
        errors: if status == "error" {
            vec![SubscriberError {
                error_code: 10_022,
                description: "The BroadWorks user id belongs to another subscriber.",
            }]
        } else {
            Vec::new()
        },
        created,
        last_status_change: created,
        provisioning_id: enterprise.provisioning_id.as_deref().map(str::to_owned),
        self_activated: index % 5 == 4,
    }
}

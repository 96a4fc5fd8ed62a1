//! List, get, provision, update, remove and precheck subscribers, and send consent e-mails.

use axum::body::Bytes;
use axum::extract::{Path, State as Of};
use serde::Deserialize;
use serde_json::json;

use super::authorization::{Caller, Writer};
use super::change::{ChangeRequest, no_content};
use super::errors::{ApiError, Rejection};
use super::json_body::{fields, not_empty, require};
use super::link::Link;
use super::list::{read_cursor, read_max, read_time, write_cursor};
use super::reply::Reply;
use super::service::{Shared, World};
use crate::clock::VirtualTime;
use crate::codes;
use crate::state::{State, SubscriberFilter};
use crate::subscribers::{ALREADY_ASSOCIATED, PACKAGES, SubscriberFields};

const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 100;
const EXACT_FILTERS: [&str; 5] =
    ["userId", "personId", "email", "provisioningId", "spEnterpriseId"];

pub(super) async fn list(
    Of(service): Of<Shared>,
    _: Caller,
    here: Link,
) -> Result<Reply, ApiError> {
    let mut filter = SubscriberFilter::default();
    let mut max = DEFAULT_PAGE_SIZE;
    let mut after = None;
    for (name, value) in &here.query {
        match name.as_str() {
            "status" => {
                filter.status = Some(value.split(',').map(|it| it.trim().to_owned()).collect());
            }
            "lastStatusChange" => {
                filter.status_changed_after = Some(read_time("lastStatusChange", value)?);
            }
            "after" => filter.created_after = Some(read_time("after", value)?),
            "selfActivated" => filter.self_activated = Some(read_flag("selfActivated", value)?),
            "max" => max = read_max(value)?,
            "cursor" => after = Some(read_cursor(value)?),
            _ => {
                let exact = EXACT_FILTERS.into_iter().find(|key| key == name);
                filter.exact.extend(exact.map(|key| (key, value.clone())));
            }
        }
    }
    let (mut world, _) = service.world();
    let World { state, pages, .. } = &mut *world;
    let options = &state.options;
    let max = max.min(MAX_PAGE_SIZE).min(options.clamp_max);
    let page = pages.get(state.version(), &here.path, &here.query, || {
        let (items, more) = state.subscriber_page(&filter, after.as_deref(), max);
        let last = items.last().filter(|_| more).map(|last| last.id.clone());
        (json!({"items": items}).to_string().into_bytes(), last)
    });
    let mut reply = Reply::new(200, page.body);
    let paged =
        options.link_paging && (filter.status.is_none() || options.switches.status_filter_paged);
    if let Some(last) = page.next.filter(|_| paged) {
        let mut link = here;
        link.query.retain(|(name, _)| name != "cursor");
        link.query.push(("cursor".into(), write_cursor(&last)));
        reply.next = Some(link);
    }
    Ok(reply)
}

pub(super) async fn get(
    Of(service): Of<Shared>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Reply, Rejection> {
    let (world, _) = service.world();
    Ok(Reply::json(world.state.subscriber(&id)?))
}

pub(super) fn provision(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, Rejection> {
    let fields: SubscriberFields = fields(&request.body)?;
    require(&[
        ("provisioningId", &fields.provisioning_id),
        ("userId", &fields.user_id),
        ("spEnterpriseId", &fields.sp_enterprise_id),
        ("firstName", &fields.first_name),
        ("lastName", &fields.last_name),
        ("package", &fields.package),
    ])?;
    not_empty(&[("email", &fields.email)])?;
    check_package(&fields)?;
    Ok(Reply::json(state.provision_subscriber(&fields, now)?))
}

pub(super) fn update(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, Rejection> {
    let fields: SubscriberFields = fields(&request.body)?;
    not_empty(&[
        ("userId", &fields.user_id),
        ("firstName", &fields.first_name),
        ("lastName", &fields.last_name),
    ])?;
    check_package(&fields)?;
    let mut after = state.subscriber(&request.id)?.clone();
    after.apply(&fields);
    if after.is_unreachable() {
        return Err(neither_number_nor_extension().into());
    }
    Ok(Reply::json(state.update_subscriber(&request.id, fields, now)?))
}

pub(super) fn remove(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, Rejection> {
    state.remove_subscriber(&request.id, now)?;
    Ok(no_content())
}

pub(super) fn resend_consent_email(
    state: &mut State,
    request: &ChangeRequest,
    _: VirtualTime,
) -> Result<Reply, Rejection> {
    state.resend_consent_email(&request.id)?;
    Ok(no_content())
}

/// The customer in a precheck.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PrecheckBody {
    customer_info: Option<CustomerInfo>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct CustomerInfo {
    primary_email: Option<String>,
}

pub(super) async fn precheck(
    Of(service): Of<Shared>,
    _: Writer,
    body: Bytes,
) -> Result<Reply, ApiError> {
    let subscriber: SubscriberFields = fields(&body)?;
    require(&[("email", &subscriber.email)])?;
    check_package(&subscriber)?;
    if let Some(customer) = fields::<PrecheckBody>(&body)?.customer_info {
        require(&[("primaryEmail", &customer.primary_email)])?;
    }
    let (world, _) = service.world();
    if !world.state.has_conflict(&subscriber) {
        let description = "Provisioning preCheck validation successful.";
        let info = json!([{"infoCode": 100, "description": description}]);
        return Ok(Reply::json(&json!({"message": "success", "info": info})));
    }
    let description = codes::description(ALREADY_ASSOCIATED);
    match world.state.options.switches.precheck_failure_status {
        200 => {
            let info = json!([{"errorCode": ALREADY_ASSOCIATED, "description": description}]);
            Ok(Reply::json(&json!({"message": "failure", "info": info})))
        }
        status => {
            Err(ApiError { code: Some(ALREADY_ASSOCIATED), ..ApiError::new(status, description) })
        }
    }
}

/// The refusal of an update after which neither a number nor an extension would be left.
pub(super) fn neither_number_nor_extension() -> ApiError {
    let message = "Either a primary phone number or an extension must remain.";
    ApiError::bad_request("primaryPhoneNumber", message)
}

fn check_package(fields: &SubscriberFields) -> Result<(), ApiError> {
    match &fields.package {
        Some(package) if !PACKAGES.contains(&package.as_str()) => {
            let message = format!("package must be one of {}.", PACKAGES.join(", "));
            Err(ApiError::bad_request("package", message))
        }
        _ => Ok(()),
    }
}

fn read_flag(name: &'static str, value: &str) -> Result<bool, ApiError> {
    value.parse().map_err(|_| ApiError::bad_request(name, format!("{name} must be true or false.")))
}

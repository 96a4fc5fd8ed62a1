//! List, create, get and delete billing reports.

use axum::extract::{Path, State as Of};
use serde_json::json;

use super::authorization::Caller;
use super::change::{ChangeRequest, no_content};
use super::downloads;
use super::errors::{ApiError, Rejection};
use super::json_body::field;
use super::link::Link;
use super::people;
use super::reply::Reply;
use super::service::Shared;
use crate::billing_reports::COMPLETED;
use crate::clock::VirtualTime;
use crate::state::State;

pub(super) async fn list(
    Of(service): Of<Shared>,
    _: Caller,
    here: Link,
) -> Result<Reply, ApiError> {
    let value = |name| here.query.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    let (before, after) = (value("before"), value("after"));
    // A date is compared up to its precision: `2026-11` with the year and the month.
    let day = |created: VirtualTime, text: &str| {
        created.to_string().chars().take(text.len()).collect::<String>()
    };
    let (world, _) = service.world();
    let mut reports: Vec<_> = world
        .state
        .billing_reports
        .values()
        .filter(|it| before.is_none_or(|text| *day(it.created, text) < *text))
        .filter(|it| after.is_none_or(|text| *day(it.created, text) > *text))
        .collect();
    match value("sortBy").unwrap_or("billingPeriod") {
        // They are stored in this order.
        "id" => {}
        "status" => reports.sort_by_key(|it| (it.status, it.billing_period.clone())),
        "billingPeriod" => reports.sort_by_key(|it| it.billing_period.clone()),
        _ => {
            let message = "sortBy must be id, status or billingPeriod.";
            return Err(ApiError::bad_request("sortBy", message));
        }
    }
    let items: Vec<_> = reports
        .iter()
        .map(|it| json!({"id": it.id, "billingPeriod": it.billing_period, "status": it.status}))
        .collect();
    Ok(Reply::json(&json!({"items": items})))
}

pub(super) fn create(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, Rejection> {
    let period: String = field(&request.body, "billingPeriod")?;
    // A month is a prefix of every time within it.
    let is_month =
        period.len() == 7 && VirtualTime::parse(&format!("{period}-01T00:00Z")).is_some();
    if !is_month {
        return Err(ApiError::bad_request("billingPeriod", "billingPeriod must be YYYY-MM.").into());
    }
    let id = state.create_billing_report(period, people::administrator_id(), now);
    Ok(Reply::json(&json!({"id": id})))
}

pub(super) async fn get(
    Of(service): Of<Shared>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Reply, Rejection> {
    let (world, now) = service.world();
    let report = world.state.billing_report(&id)?;
    let mut shown = json!(report);
    if report.status == COMPLETED {
        shown["tempDownloadURL"] = downloads::link(&service, &world.state, report, now).into();
    }
    Ok(Reply::json(&shown))
}

pub(super) fn delete(
    state: &mut State,
    request: &ChangeRequest,
    _: VirtualTime,
) -> Result<Reply, Rejection> {
    state.delete_billing_report(&request.id)?;
    Ok(no_content())
}

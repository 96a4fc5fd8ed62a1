//! The second port: billing reports under signed links, as on a content host.

use axum::extract::{Path, State as Of};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::body::Body;
use super::link::Link;
use super::reply::Reply;
use super::service::Shared;
use crate::billing_reports::BillingReport;
use crate::clock::VirtualTime;
use crate::run_durations;
use crate::state::State;

pub(super) const FILE: &str = "/{file}";

/// A signed link to a report, which is valid for a while.
pub(super) fn link(
    service: &Shared,
    state: &State,
    report: &BillingReport,
    now: VirtualTime,
) -> String {
    let lifetime = run_durations::seconds(state.options.switches.signed_link_seconds);
    let expires = now.after(lifetime).milliseconds() / 1000;
    let link = Link {
        origin: service.downloads_origin.clone(),
        path: format!("/{}.csv", report.uuid),
        query: vec![
            ("Expires".into(), expires.to_string()),
            ("Signature".into(), state.link_signature(&report.uuid, expires)),
        ],
        valueless: None,
    };
    link.url()
}

pub(super) async fn download(
    Of(service): Of<Shared>,
    Path(file): Path<String>,
    headers: HeaderMap,
    here: Link,
) -> Reply {
    // The link is the permission. A host of signed links refuses a second one.
    if headers.contains_key(AUTHORIZATION) {
        return refusal(400, "InvalidArgument", "Only one auth mechanism is allowed.");
    }
    let (world, now) = service.world();
    let value = |name| here.query.iter().find(|it| it.0 == name).map_or("", |it| &*it.1);
    let uuid = file.strip_suffix(".csv").unwrap_or_default();
    let expires: i64 = value("Expires").parse().unwrap_or_default();
    let signed = value("Signature") == world.state.link_signature(uuid, expires);
    let exists = world.state.billing_reports.values().any(|report| report.uuid == uuid);
    if !signed || !exists || now.milliseconds() / 1000 >= expires {
        return refusal(403, "AccessDenied", "Access denied.");
    }
    let mut reply = Reply::new(200, Body::new(world.state.billing_csv()));
    reply.content_type = "text/csv";
    reply
}

fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let text = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    let mut reply = Reply::new(status, Body::new(text));
    reply.content_type = "application/xml";
    reply
}

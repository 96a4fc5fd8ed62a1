//! List BroadWorks Enterprises.

use axum::extract::State as Of;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::value::RawValue;

use super::authorization::Caller;
use super::errors::ApiError;
use super::link::Link;
use super::reply::Reply;
use super::service::{Shared, World};
use crate::clock::VirtualTime;
use crate::model::Enterprise;
use crate::state::{Filter, State};

const DEFAULT_PAGE_SIZE: usize = 100;
const MAX_PAGE_SIZE: usize = 1000;

#[derive(Serialize)]
struct Items<'a> {
    items: Vec<&'a RawValue>,
}

/// What a query asks for.
#[derive(Debug)]
struct Search {
    filter: Filter,
    max: usize,
    from: usize,
}

pub(super) async fn list(
    Of(service): Of<Shared>,
    _: Caller,
    here: Link,
) -> Result<Reply, ApiError> {
    let (mut world, _) = service.world();
    let World { state, pages, .. } = &mut *world;
    let search = Search::read(&here.query, state)?;
    let page = pages.get(state.version(), &here.path, &here.query, || page(state, &search));
    let mut reply = Reply::new(200, page.body);
    if let Some(next) = page.next.filter(|_| state.options.link_paging) {
        let mut link = here;
        link.query.retain(|(name, _)| name != "max" && name != "cursor");
        link.query.insert(0, ("max".into(), search.max.to_string()));
        link.query.push(("cursor".into(), write_cursor(&next)));
        reply.next = Some(link);
    }
    Ok(reply)
}

/// The `max` in a query, if it is a number.
pub(crate) fn asked_max(here: &Link) -> Option<u64> {
    here.query.iter().find(|(name, _)| name == "max").and_then(|(_, value)| value.parse().ok())
}

/// The JSON of a page, and the start of the next one.
fn page(state: &State, search: &Search) -> (Vec<u8>, Option<String>) {
    let (items, next) = state.page(&search.filter, search.from, search.max);
    let items = items.into_iter().map(Enterprise::written).collect();
    // Serializing this can't fail, because it has string keys only.
    let json = serde_json::to_vec(&Items { items }).unwrap_or_default();
    (json, next.map(|next| next.to_string()))
}

impl Search {
    fn read(query: &[(String, String)], state: &State) -> Result<Self, ApiError> {
        let mut filter = Filter::default();
        let mut max = DEFAULT_PAGE_SIZE;
        let mut from = 0;
        for (name, value) in query {
            match name.as_str() {
                "spEnterpriseId" => filter.sp_enterprise_id = Some(value.clone()),
                "startsWith" => filter.starts_with = Some(value.clone()),
                "max" => max = read_max(value)?,
                "cursor" => {
                    let place = read_cursor(value)?.parse();
                    from = place.map_err(|_| invalid_cursor())?;
                }
                // Filters of a beta program, which the public documentation doesn't mention.
                "syncStatus" => {
                    filter.sync_status =
                        Some(value.split(',').map(|it| it.trim().to_owned()).collect());
                }
                "lastSyncEndTime" => {
                    filter.last_sync_end_after = Some(read_time("lastSyncEndTime", value)?);
                }
                "after" => filter.created_after = Some(read_time("after", value)?),
                _ => {}
            }
        }
        let both = filter.sp_enterprise_id.is_some() && filter.starts_with.is_some();
        if both && state.options.switches.both_filters_refused {
            let message = "spEnterpriseId and startsWith cannot be used together.";
            return Err(ApiError::bad_request("startsWith", message));
        }
        let max = max.min(MAX_PAGE_SIZE).min(state.options.clamp_max.max(1));
        Ok(Self { filter, max, from })
    }
}

pub(super) fn read_max(value: &str) -> Result<usize, ApiError> {
    let max = value.parse::<usize>().ok().filter(|max| *max > 0);
    max.ok_or_else(|| ApiError::bad_request("max", "max must be a positive number."))
}

/// The cursor for the next page.
pub(super) fn write_cursor(place: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("place:{place}"))
}

/// The position that a cursor points to.
pub(super) fn read_cursor(value: &str) -> Result<String, ApiError> {
    let text = URL_SAFE_NO_PAD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let place = text.as_deref().and_then(|text| text.strip_prefix("place:"));
    place.map(str::to_owned).ok_or_else(invalid_cursor)
}

fn invalid_cursor() -> ApiError {
    ApiError::bad_request("cursor", "The cursor is invalid.")
}

pub(super) fn read_time(name: &'static str, value: &str) -> Result<VirtualTime, ApiError> {
    let message = || format!("{name} must be milliseconds since 1970 or an ISO 8601 time.");
    VirtualTime::parse(value).ok_or_else(|| ApiError::bad_request(name, message()))
}

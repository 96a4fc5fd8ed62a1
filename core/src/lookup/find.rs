//! Finds enterprises by names of any kind, and verifies each.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::time::Duration;

use derive_setters::Setters;
use futures_util::stream::{StreamExt as _, TryStreamExt as _};
use serde_json::Value;
use tokio::time::Instant;
use webex_broadworks_transport::error::{Error, ErrorKind, Result, call, wrong_id_hint};
use webex_broadworks_transport::message::{Message, message};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::identifier_kind::IdentifierKind;
use webex_broadworks_transport::options::CallOptions;

use crate::client::Client;
use crate::generated::resources::{EnterprisesResource, ListEnterprises};
use crate::generated::subjects::EnterpriseRef;
use crate::lookup::scan::{EnterpriseIdentifier, scan_list_for};

/// Up to this many names are looked up one by one. For more, the whole list is read once.
pub const MAX_SINGLE_LOOKUPS: usize = 20;

/// Number of concurrent lookups.
const MAX_CONCURRENT: usize = 8;

/// How many names a message shows before it counts the rest.
const MAX_SHOWN: usize = 20;

/// How enterprises are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Setters)]
#[must_use]
#[setters(strip_option)]
pub struct FindEnterprises {
    /// The kind of the names. Default: [`IdentifierKind::of`] each name.
    by: Option<IdentifierKind>,
    /// Whether ids are looked up too, so that every enterprise has its listed JSON. Default: ids
    /// are used without a lookup.
    listed: bool,
    #[setters(skip)]
    call: CallOptions,
}

impl FindEnterprises {
    /// How long the whole lookup may take. [`Duration::MAX`] disables the deadline. Default: the
    /// client's setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call = self.call.timeout(timeout);
        self
    }
}

/// An enterprise that was meant.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundEnterprise {
    /// The id that every operation takes.
    pub id: String,
    /// Its identifier on `BroadWorks`, if it was looked up.
    pub sp_enterprise_id: Option<String>,
    /// The enterprise's JSON as listed, if it was looked up.
    pub listed: Option<String>,
}

impl FoundEnterprise {
    fn of_id(id: &str) -> Self {
        Self { id: id.to_owned(), sp_enterprise_id: None, listed: None }
    }
}

impl From<&FoundEnterprise> for EnterpriseRef {
    fn from(found: &FoundEnterprise) -> Self {
        Self::new(&found.id).with_sp_enterprise_id(found.sp_enterprise_id.clone())
    }
}

impl EnterprisesResource {
    /// Finds one enterprise for each name, in the order of the names, and verifies them.
    ///
    /// `GET /broadworks/enterprises`
    ///
    /// Up to [`MAX_SINGLE_LOOKUPS`] identifiers are looked up one by one. For more of them, and for ids of
    /// any kind, the whole list is read once.
    ///
    /// # Errors
    /// [`ErrorKind::EnterpriseNotFound`] for all names together that are of no enterprise, and
    /// [`ErrorKind::MultipleEnterprisesFound`] with the candidates for those that are of several.
    pub async fn find(
        &self,
        names: &[String],
        options: FindEnterprises,
    ) -> Result<Vec<FoundEnterprise>> {
        if names.iter().any(|name| name.trim().is_empty()) {
            return Err(Error::invalid_argument("the name of an enterprise is empty"));
        }
        let names: Vec<EnterpriseIdentifier> = names
            .iter()
            .map(|name| (options.by.unwrap_or_else(|| IdentifierKind::of(name)), name.clone()))
            .collect();
        let wanted: HashSet<&EnterpriseIdentifier> = names
            .iter()
            .filter(|(kind, _)| options.listed || *kind != IdentifierKind::Id)
            .collect();
        let found = find_by_names(&self.client, &wanted, options.call).await?;
        let absent: Vec<&EnterpriseIdentifier> =
            in_given_order(&names, |name| wanted.contains(name) && !found.contains_key(name));
        if !absent.is_empty() {
            return Err(not_found(&absent, names.len()));
        }
        let several: Vec<&EnterpriseIdentifier> =
            in_given_order(&names, |name| found.get(name).is_some_and(|found| found.len() > 1));
        if !several.is_empty() {
            return Err(ambiguous(&several, &found));
        }
        let one =
            |name: &EnterpriseIdentifier| match found.get(name).and_then(|found| found.first()) {
                Some(found) => found.clone(),
                None => FoundEnterprise::of_id(&name.1),
            };
        Ok(names.iter().map(one).collect())
    }
}

type Found = HashMap<EnterpriseIdentifier, Vec<FoundEnterprise>>;

/// The names for which a condition holds, each once, in the given order.
fn in_given_order(
    names: &[EnterpriseIdentifier],
    holds: impl Fn(&EnterpriseIdentifier) -> bool,
) -> Vec<&EnterpriseIdentifier> {
    let mut seen = HashSet::new();
    names.iter().filter(|name| holds(name) && seen.insert(*name)).collect()
}

async fn find_by_names(
    client: &Client,
    wanted: &HashSet<&EnterpriseIdentifier>,
    call: CallOptions,
) -> Result<Found> {
    let one_by_one = wanted.len() <= MAX_SINGLE_LOOKUPS
        && wanted.iter().all(|(kind, _)| *kind == IdentifierKind::SpEnterpriseId);
    if wanted.is_empty() {
        return Ok(Found::new());
    }
    let deadline = client.transport.deadline(call)?;
    if !one_by_one {
        return read(client, ListEnterprises::default(), wanted, deadline).await;
    }
    let lookups = wanted.iter().map(|name| {
        let filter = ListEnterprises::default().sp_enterprise_id(&name.1);
        async move { read(client, filter, &HashSet::from([*name]), deadline).await }
    });
    let lookups: Vec<_> = lookups.collect();
    futures_util::stream::iter(lookups)
        .buffer_unordered(MAX_CONCURRENT)
        .try_fold(Found::new(), |mut all, found| async move {
            all.extend(found);
            Ok(all)
        })
        .await
}

async fn read(
    client: &Client,
    listing: ListEnterprises,
    wanted: &HashSet<&EnterpriseIdentifier>,
    deadline: Option<Instant>,
) -> Result<Found> {
    let mut found = Found::new();
    scan_list_for(client, listing, wanted, deadline, |name, listed| {
        let Some(id) = listed.text("id") else { return };
        found.entry(name).or_default().push(FoundEnterprise {
            id,
            sp_enterprise_id: listed.text("spEnterpriseId"),
            listed: Some(listed.item.to_owned()),
        });
    })
    .await?;
    Ok(found)
}

/// The error for names that no enterprise has.
pub(crate) fn not_found(absent: &[&EnterpriseIdentifier], of: usize) -> Error {
    let reason = match absent {
        [(kind, name)] => {
            format!("no enterprise with the {} \"{name}\" is visible to this token", kind.field())
        }
        _ => format!(
            "{} of {of} enterprises not found, or not visible to this token: {}",
            absent.len(),
            join_limited(absent, |(_, name)| format!("\"{name}\""))
        ),
    };
    let subject =
        |name: &str| if absent.len() == 1 { "That".to_owned() } else { format!("\"{name}\"") };
    let mut hints = absent.iter().map(|(kind, name)| wrong_id_hint(name, *kind, &subject(name)));
    let advice = hints.find_map(|hint| hint).unwrap_or_else(|| listing_hint(absent));
    Error::new(ErrorKind::EnterpriseNotFound, message!("{reason}. {}", advice))
        .with(mark_request_sent)
}

/// Where the right name stands.
fn listing_hint(absent: &[&EnterpriseIdentifier]) -> Message {
    let provider = match absent {
        [(IdentifierKind::SpEnterpriseId, name)] => {
            name.split_once('+').map(|(provider, _)| provider)
        }
        _ => None,
    };
    let list: Message = provider.map_or_else(
        || Operation::EnterprisesList.into(),
        |provider| call(Operation::EnterprisesList, "starts_with", provider).into(),
    );
    message!("Names are case-sensitive; {} shows the valid ones", list)
}

fn ambiguous(several: &[&EnterpriseIdentifier], found: &Found) -> Error {
    let candidates =
        |name: &EnterpriseIdentifier| found.get(name).map(Vec::as_slice).unwrap_or_default();
    let each = join_limited(several, |name| {
        let ids = candidates(name).iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(", ");
        format!("{} have the {} \"{}\" ({ids})", candidates(name).len(), name.0.field(), name.1)
    });
    let json = |found: &FoundEnterprise| {
        found.listed.as_ref().and_then(|listed| serde_json::from_str::<Value>(listed).ok())
    };
    let all = several.iter().flat_map(|name| candidates(name)).filter_map(json).collect();
    let reason =
        format!("several enterprises have the same name: {each}. Use the `id` of one of them");
    Error::new(ErrorKind::MultipleEnterprisesFound, reason).with(mark_request_sent).with(
        |details| {
            details.candidates = all;
        },
    )
}

/// Adds the details that all errors of a finished search have.
pub(crate) fn mark_request_sent(details: &mut webex_broadworks_transport::error::ErrorDetails) {
    details.operation = Some(Operation::EnterprisesGet);
    details.request_sent = true;
}

/// The first of them, and how many more there are.
fn join_limited<T>(all: &[T], words: impl Fn(&T) -> String) -> String {
    let mut text = all.iter().take(MAX_SHOWN).map(words).collect::<Vec<_>>().join(", ");
    if all.len() > MAX_SHOWN {
        let _ = write!(text, " and {} more", all.len() - MAX_SHOWN);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_decodes_to_an_address_is_an_id() {
        let id = "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMTIz";
        assert_eq!(IdentifierKind::of(id), IdentifierKind::Id);
        assert_eq!(IdentifierKind::of("Reseller1+acme"), IdentifierKind::SpEnterpriseId);
    }

    #[test]
    fn what_is_not_found_is_told_together() {
        let names: Vec<EnterpriseIdentifier> =
            (0..30).map(|at| (IdentifierKind::SpEnterpriseId, format!("R+{at}"))).collect();
        let error = not_found(&names.iter().collect::<Vec<_>>(), 40).to_string();
        assert!(error.contains("30 of 40 enterprises"), "{error}");
        assert!(error.contains("\"R+19\" and 10 more"), "{error}");
    }
}

//! Reads a list to its end for the enterprises with some names, because a filter alone is not reliable.

use std::collections::HashSet;

use tokio::time::Instant;
use webex_broadworks_transport::error::Result;
use webex_broadworks_transport::http::response::Metadata;
use webex_broadworks_transport::http::response_validation::RawFields;
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::identifier_kind::IdentifierKind;
use webex_broadworks_transport::options::CallOptions;

use crate::client::Client;
use crate::generated::resources::ListEnterprises;

/// What an enterprise goes by.
pub(crate) type EnterpriseIdentifier = (IdentifierKind, String);

/// An enterprise as the list shows it.
pub(crate) struct ListedEnterprise<'a> {
    pub(crate) item: &'a str,
    /// The metadata of its page.
    pub(crate) metadata: &'a Metadata,
    fields: RawFields<'a>,
}

impl ListedEnterprise<'_> {
    /// A field that is a text.
    pub(crate) fn text(&self, field: &str) -> Option<String> {
        self.fields.text(field)
    }
}

/// Reads a list to its end, and passes on each enterprise that has one of the names, once per name.
///
/// There is one deadline for all pages: to the caller it is one call.
pub(crate) async fn scan_list_for(
    client: &Client,
    listing: ListEnterprises,
    names: &HashSet<&EnterpriseIdentifier>,
    deadline: Option<Instant>,
    mut found: impl FnMut(EnterpriseIdentifier, &ListedEnterprise<'_>),
) -> Result<()> {
    let kinds: HashSet<IdentifierKind> = names.iter().map(|(kind, _)| *kind).collect();
    // A list may show one enterprise twice while it changes.
    let mut seen = HashSet::new();
    let mut list = client.enterprises().list(listing)?;
    list.attribute_to(Operation::EnterprisesGet);
    loop {
        list.set_call_options(client.transport.until(deadline, CallOptions::default()));
        let Some(page) = list.next_raw_page().await? else { return Ok(()) };
        for item in page.items() {
            let Ok(fields) = RawFields::read(item) else { continue };
            let listed = ListedEnterprise { item, metadata: page.metadata(), fields };
            for kind in &kinds {
                let Some(text) = listed.text(kind.field()) else { continue };
                let name = (*kind, text);
                if names.contains(&name) && seen.insert((name.clone(), listed.text("id"))) {
                    found(name, &listed);
                }
            }
        }
    }
}

//! Finds one enterprise, and verifies it.

use std::collections::HashSet;

use bytes::Bytes;
use serde_json::{Value, json};
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::message::{Name, message};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::identifier_kind::IdentifierKind;
use webex_broadworks_transport::options::CallOptions;

use crate::client::Client;
use crate::client::request::Request;
use crate::generated::models::Enterprise;
use crate::generated::resources::{EnterprisesResource, ListEnterprises};
use crate::lookup::find::{mark_request_sent, not_found};
use crate::lookup::scan::{EnterpriseIdentifier, ListedEnterprise, scan_list_for};

/// The key to look an enterprise up by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnterpriseKey {
    /// Its identifier on `BroadWorks`, such as `Reseller1+acme`: one request.
    SpEnterpriseId(String),
    /// The id of its Webex organization. Reads the whole list, because Webex can't filter by it.
    OrgId(String),
}

impl EnterpriseKey {
    /// Creates a key from two arguments, of which exactly one must be given.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) unless exactly one of them
    /// is given.
    #[doc(hidden)]
    pub fn from_options(sp_enterprise_id: Option<String>, org_id: Option<String>) -> Result<Self> {
        match (sp_enterprise_id, org_id) {
            (Some(id), None) => Ok(Self::SpEnterpriseId(id)),
            (None, Some(id)) => Ok(Self::OrgId(id)),
            _ => Err(Error::invalid_argument(message!(
                "pass exactly one of {} and {} to {}",
                Name::Argument("sp_enterprise_id"),
                Name::Argument("org_id"),
                Operation::EnterprisesGet
            ))),
        }
    }

    /// The argument for this key, and the kind of the name.
    fn into_parts(self) -> (&'static str, EnterpriseIdentifier) {
        match self {
            Self::SpEnterpriseId(id) => ("sp_enterprise_id", (IdentifierKind::SpEnterpriseId, id)),
            Self::OrgId(id) => ("org_id", (IdentifierKind::OrgId, id)),
        }
    }
}

/// Reads as much of the list as needed, and compares the field itself.
async fn get_enterprise(
    client: &Client,
    key: EnterpriseKey,
    call: CallOptions,
) -> Result<RawResponse> {
    let (argument, name) = key.into_parts();
    let wanted = name.1.as_str();
    if wanted.is_empty() {
        return Err(Error::of_argument(argument, "is empty"));
    }
    let listing = match name.0 {
        IdentifierKind::SpEnterpriseId => ListEnterprises::default().sp_enterprise_id(wanted),
        _ => ListEnterprises::default(),
    };
    let deadline = client.transport.deadline(call)?;
    let mut found: Vec<Value> = Vec::new();
    let mut answer: Option<RawResponse> = None;
    scan_list_for(client, listing, &HashSet::from([&name]), deadline, |_, listed| {
        found.push(value_of(listed));
        let body = || Bytes::copy_from_slice(listed.item.as_bytes());
        let metadata = || listed.metadata.clone();
        let operation = Operation::EnterprisesGet;
        answer.get_or_insert_with(|| RawResponse::of_part(body(), metadata(), operation));
    })
    .await?;
    match (answer, found.len()) {
        (Some(answer), 1) => Ok(answer),
        (None, _) => Err(not_found(&[&name], 1)),
        (Some(_), count) => Err(several(count, &name).with(|details| details.candidates = found)),
    }
}

fn value_of(listed: &ListedEnterprise<'_>) -> Value {
    serde_json::from_str(listed.item).unwrap_or_else(|_| {
        let text = |field| listed.text(field);
        json!({"id": text("id"), "orgId": text("orgId"), "spEnterpriseId": text("spEnterpriseId")})
    })
}

fn several(count: usize, (kind, name): &EnterpriseIdentifier) -> Error {
    let reason = format!(
        "{count} enterprises have the {} \"{name}\": choose one of the candidates and use its `id`",
        kind.field()
    );
    Error::new(ErrorKind::MultipleEnterprisesFound, reason).with(mark_request_sent)
}

impl EnterprisesResource {
    /// Finds the one enterprise with an identifier, and verifies that it is the one.
    ///
    /// `GET /broadworks/enterprises`
    ///
    /// It fails with [`ErrorKind::EnterpriseNotFound`](crate::ErrorKind::EnterpriseNotFound) or
    /// [`ErrorKind::MultipleEnterprisesFound`](crate::ErrorKind::MultipleEnterprisesFound).
    pub fn get(&self, key: EnterpriseKey) -> Request<Enterprise> {
        Request::of_steps(&self.client, move |client, options| async move {
            get_enterprise(&client, key, options).await
        })
    }
}

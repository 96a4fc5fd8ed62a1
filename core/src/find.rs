//! Finding the one enterprise that is meant, and making sure that it is.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::client::{CallOptions, RawClient};
use crate::enterprise_list::ListEnterprises;
use crate::error::{Error, ErrorKind, Result};
use crate::operation::Operation;
use crate::transport::shape::{raw_fields, raw_items, text_field};

/// What an enterprise is looked up by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnterpriseKey {
    /// Its identifier on `BroadWorks`, such as `Reseller1+acme`: one request.
    SpEnterpriseId(String),
    /// The id of its Webex organisation: reads the whole list, because the service cannot filter
    /// by it.
    OrgId(String),
}

impl EnterpriseKey {
    /// From two arguments of which exactly one has to be given.
    pub fn from_options(sp_enterprise_id: Option<String>, org_id: Option<String>) -> Result<Self> {
        match (sp_enterprise_id, org_id) {
            (Some(id), None) => Ok(Self::SpEnterpriseId(id)),
            (None, Some(id)) => Ok(Self::OrgId(id)),
            _ => Err(Error::invalid_argument(
                "pass exactly one of `sp_enterprise_id` and `org_id` to `get_enterprise`",
            )),
        }
    }

    fn parts(&self) -> (&'static str, &'static str, &str) {
        match self {
            Self::SpEnterpriseId(id) => ("sp_enterprise_id", "spEnterpriseId", id),
            Self::OrgId(id) => ("org_id", "orgId", id),
        }
    }
}

/// Reads the list as far as needed and compares the field itself: a filter is only a request.
pub(crate) async fn get_enterprise(
    client: &RawClient,
    key: EnterpriseKey,
    call: CallOptions,
) -> Result<Answer> {
    let (argument, field, wanted) = key.parts();
    if wanted.is_empty() {
        return Err(Error::invalid_argument(format!("`{argument}` is empty")));
    }
    let mut options = ListEnterprises::default();
    if let EnterpriseKey::SpEnterpriseId(id) = &key {
        options = options.sp_enterprise_id(id);
    }
    let mut list = client.list_enterprises(options)?;
    list.read_for(Operation::GetEnterprise);
    // One deadline for all pages: to the caller it is one call.
    let transport = &client.transport;
    let deadline = transport.deadline(call);
    let mut found: Vec<Value> = Vec::new();
    let mut answer: Option<Answer> = None;
    loop {
        list.set_timeout(transport.until(deadline).timeout);
        let Some(page) = list.next_raw_page().await? else { break };
        for item in raw_items(page.body()).map_err(|error| Error::internal(error.to_string()))? {
            let Ok(fields) = raw_fields(item) else { continue };
            if text_field(&fields, field).as_deref() != Some(wanted) {
                continue;
            }
            let text = |key: &str| text_field(&fields, key);
            let value = serde_json::from_str(item.get()).unwrap_or_else(|_| {
                json!({"id": text("id"), "orgId": text("orgId"), "spEnterpriseId": text("spEnterpriseId")})
            });
            // A list may show one enterprise twice while it changes.
            if found.iter().any(|known: &Value| known.get("id") == value.get("id")) {
                continue;
            }
            found.push(value);
            answer.get_or_insert_with(|| Answer {
                body: bytes::Bytes::copy_from_slice(item.get().as_bytes()),
                metadata: page.metadata().clone(),
                items: None,
                max: None,
                about: (Operation::GetEnterprise, None),
                repeatable: true,
            });
        }
    }
    match (answer, found.len()) {
        (Some(answer), 1) => Ok(answer),
        (None, _) => Err(fault(
            ErrorKind::EnterpriseNotFound,
            format!(
                "no enterprise has the {field} \"{wanted}\" among those this token may see. Case \
                 counts; `list_enterprises` shows them all"
            ),
        )),
        (Some(_), count) => Err(fault(
            ErrorKind::MultipleEnterprisesFound,
            format!(
                "{count} enterprises have the {field} \"{wanted}\": choose one of the candidates \
                 and use its `id`"
            ),
        )
        .with(|details| details.candidates = found)),
    }
}

fn fault(kind: ErrorKind, reason: String) -> Error {
    Error::new(kind, reason).with(|details| {
        details.operation = Some(Operation::GetEnterprise);
        details.request_sent = true;
    })
}

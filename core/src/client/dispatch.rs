//! Calls operations by their id with a list of arguments, as the bindings do.

use serde_json::Value;
use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::message::{Name, message};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::SubjectKind;
use webex_broadworks_transport::operation::description::{Parameter, ParameterKind};
use webex_broadworks_transport::operation::subject::Subject;

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::request::Request;
use crate::client::waiter::Waiter;
use crate::download::BillingReportDownload;
use crate::generated::models::Subscriber;
use crate::generated::subjects::{BillingReportRef, EnterpriseRef, SubscriberRef};
use crate::lookup::get::EnterpriseKey;

impl Client {
    /// A request of an operation, from its arguments in the order of [`Operation::parameters`]; `None`
    /// is an argument that was left out.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if the arguments don't go
    /// together. Those that can't be sent are refused when the request is.
    #[doc(hidden)]
    pub fn call(
        &self,
        operation: Operation,
        arguments: Vec<Option<Argument>>,
    ) -> Result<Request<Value>> {
        let mut given = arguments.iter().cloned();
        let mut next = || given.next().flatten();
        match operation {
            Operation::EnterprisesGet => {
                let (sp_enterprise_id, org_id) = (text(next()), text(next()));
                let key = EnterpriseKey::from_options(sp_enterprise_id, org_id)?;
                Ok(self.enterprises().get(key).untyped())
            }
            Operation::DirectorySyncEnsure => {
                let (enterprise, enable, dry_run) = (next(), flag(next()), flag(next()));
                let enterprise = enterprise_of(enterprise);
                let (Some(enterprise), Some(enable)) = (enterprise, enable) else {
                    return Err(Error::of_argument("enable_dir_sync", "is missing"));
                };
                let dry_run = dry_run.unwrap_or_default();
                Ok(self.directory_sync().ensure_with(enterprise, enable, dry_run).untyped())
            }
            Operation::SubscribersProvision | Operation::SubscribersUpdate => {
                let named = operation.parameters().iter().zip(&arguments);
                let wait =
                    named.filter(|(known, _)| known.name == "wait").find_map(|(_, it)| it.clone());
                let is_awaited = flag(wait).unwrap_or_default();
                let request = Request::<Subscriber>::of_call(self, operation, arguments);
                Ok(if is_awaited { request.and_wait() } else { request }.untyped())
            }
            _ => Ok(Request::of_call(self, operation, arguments)),
        }
    }
}

/// The operation with an id.
///
/// # Errors
///
/// [`ErrorKind::Internal`](crate::ErrorKind::Internal) if there is none.
pub fn operation_of(id: &str) -> Result<Operation> {
    Operation::of_id(id).ok_or_else(|| Error::internal(format!("there is no operation {id}")))
}

/// The waiter of an operation that waits, from its arguments in order.
///
/// # Errors
///
/// [`ErrorKind::Internal`](crate::ErrorKind::Internal) if the operation doesn't wait for such a subject.
pub fn wait_for(
    client: &Client,
    operation: Operation,
    arguments: Vec<Option<Argument>>,
) -> Result<Waiter> {
    let mut given = arguments.into_iter();
    let mut next = || given.next().flatten();
    let Some(Argument::Subject(subject)) = next() else {
        return Err(Error::internal(format!("{} waits for a subject", operation.id())));
    };
    match operation {
        Operation::DirectorySyncRun => {
            Ok(client.directory_sync().run(enterprise_ref(subject)).into())
        }
        Operation::DirectorySyncWait => {
            Ok(client.directory_sync().wait(enterprise_ref(subject)).into())
        }
        Operation::SubscribersWait => {
            let subscriber = SubscriberRef::new(subject.id).with_user_id(subject.name);
            let wait_for_person = flag(next()).unwrap_or_default();
            Ok(client.subscribers().wait(subscriber).wait_for_person(wait_for_person).into())
        }
        Operation::BillingReportsWait => {
            let report = BillingReportRef::new(subject.id).with_billing_period(subject.name);
            Ok(client.billing_reports().wait(report).into())
        }
        _ => Err(Error::internal(format!("{} does not wait", operation.id()))),
    }
}

/// The download of an operation, from its arguments in order.
///
/// # Errors
///
/// [`ErrorKind::Internal`](crate::ErrorKind::Internal) if the operation doesn't download such a subject,
/// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if an argument is out of bounds.
pub fn download_of(
    client: &Client,
    operation: Operation,
    arguments: Vec<Option<Argument>>,
) -> Result<BillingReportDownload> {
    let mut given = arguments.into_iter();
    let mut next = || given.next().flatten();
    let (Operation::BillingReportsDownload, Some(Argument::Subject(report))) = (operation, next())
    else {
        return Err(Error::internal(format!("{} downloads nothing", operation.id())));
    };
    let report = BillingReportRef::new(report.id).with_billing_period(report.name);
    let download = client.billing_reports().download(report);
    match next() {
        Some(Argument::Value(value)) if !value.is_null() => {
            let bytes = value.as_u64().and_then(|bytes| usize::try_from(bytes).ok());
            let bytes = bytes.ok_or_else(|| {
                Error::invalid_argument(message!(
                    "{}: expected a whole number, at least 1, got {value}",
                    Name::Argument("max_bytes")
                ))
            })?;
            Ok(download.max_bytes(bytes))
        }
        _ => Ok(download),
    }
}

/// The arguments of an operation from a JSON array: a subject is `{"id", "name"}`, null is an argument
/// that was left out.
///
/// # Errors
///
/// [`ErrorKind::Internal`](crate::ErrorKind::Internal) if it's not such an array.
pub fn arguments_from_json(operation: Operation, text: &str) -> Result<Vec<Option<Argument>>> {
    let values: Vec<Value> = serde_json::from_str(text)
        .map_err(|error| Error::internal(format!("the arguments are not an array: {error}")))?;
    let argument = |(parameter, value): (&Parameter, Value)| match (parameter.kind, value) {
        (_, Value::Null) => None,
        (ParameterKind::Subject(kind), value) => {
            let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
            let id = text("id").unwrap_or_default();
            Some(Argument::Subject(Subject::new(kind, id).with_name(text("name"))))
        }
        (_, value) => Some(Argument::Value(value)),
    };
    Ok(operation.parameters().iter().zip(values).map(argument).collect())
}

fn text(argument: Option<Argument>) -> Option<String> {
    match argument {
        Some(Argument::Value(Value::String(text))) => Some(text),
        _ => None,
    }
}

fn flag(argument: Option<Argument>) -> Option<bool> {
    match argument {
        Some(Argument::Value(value)) => value.as_bool(),
        _ => None,
    }
}

fn enterprise_of(argument: Option<Argument>) -> Option<EnterpriseRef> {
    match argument {
        Some(Argument::Subject(subject)) if subject.kind == SubjectKind::Enterprise => {
            Some(enterprise_ref(subject))
        }
        _ => None,
    }
}

fn enterprise_ref(subject: Subject) -> EnterpriseRef {
    EnterpriseRef::new(subject.id).with_sp_enterprise_id(subject.name)
}

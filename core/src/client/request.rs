//! One operation that is still to be sent: await it, or set its timeout first.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::client::Client;
use crate::client::options::CallOptions;
use crate::clock::BoxFuture;
use crate::error::{Error, Result};
use crate::generated::operations::{Operation, Parameter, ParameterKind};
use crate::http::response::{Metadata, RawResponse};
use crate::http::response_validation::ExpectedBody;
use crate::models::path_segment::{PATH_REMEDY, encode_segment, validate_path_segment};
use crate::models::subject::Subject;
use crate::transport::{Call, Target, Transport};

/// A request that is still to be sent.
///
/// `.await` sends it and returns the model. [`Request::send`] returns the model with how it came
/// about.
#[must_use = "nothing is sent before it is awaited"]
pub struct Request<T> {
    steps: Result<Steps>,
    options: CallOptions,
    result: PhantomData<fn() -> T>,
}

/// What sending a request does: one call, or several that are one to the caller.
type Steps = Box<dyn FnOnce(CallOptions) -> BoxFuture<'static, Result<RawResponse>> + Send>;

/// A model, and how it came about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The model.
    pub data: T,
    /// How it came about.
    pub metadata: Metadata,
}

/// A value of an argument.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Argument {
    /// What the call is about.
    Subject(Subject),
    /// Anything that the body can hold.
    Value(Value),
}

impl From<Subject> for Argument {
    fn from(subject: Subject) -> Self {
        Self::Subject(subject)
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Value(text.into())
    }
}

impl From<bool> for Argument {
    fn from(flag: bool) -> Self {
        Self::Value(flag.into())
    }
}

impl<T> Request<T> {
    /// A request of an operation that is one call, from its arguments in order.
    pub(crate) fn of_call(
        client: &Client,
        operation: Operation,
        arguments: Vec<Option<Argument>>,
    ) -> Self {
        let transport = Arc::clone(&client.transport);
        let call = build_call(&transport, operation, arguments)
            .map_err(|error| error.with(|details| details.operation = Some(operation)));
        Self::of_built(transport, call)
    }

    fn of_built(transport: Arc<Transport>, call: Result<Call>) -> Self {
        Self::new(call.map(|call| -> Steps {
            Box::new(move |options| {
                Box::pin(async move { transport.execute(Call { options, ..call }).await })
            })
        }))
    }

    /// A request that takes several calls.
    pub(crate) fn of_steps<F>(steps: impl FnOnce(CallOptions) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result<RawResponse>> + Send + 'static,
    {
        Self::new(Ok(Box::new(move |options| Box::pin(steps(options)))))
    }

    fn new(steps: Result<Steps>) -> Self {
        Self { steps, options: CallOptions::default(), result: PhantomData }
    }

    /// Sets how long the call may take, pauses and retries included; [`Duration::MAX`] is no
    /// deadline. Default: the client's own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// The request, with a result that is plain JSON.
    pub(crate) fn untyped(self) -> Request<Value> {
        Request { steps: self.steps, options: self.options, result: PhantomData }
    }

    /// Replaces all options of the call.
    #[doc(hidden)]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends it, and returns the checked bytes of the answer.
    #[doc(hidden)]
    pub async fn bytes(self) -> Result<RawResponse> {
        (self.steps?)(self.options).await
    }
}

impl<T: DeserializeOwned> Request<T> {
    /// Sends it, and returns the model with how it came about.
    ///
    /// # Errors
    ///
    /// Those of the operation.
    pub async fn send(self) -> Result<Response<T>> {
        let response = self.bytes().await?;
        Ok(Response { data: response.decode()?, metadata: response.metadata })
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for Request<T> {
    type Output = Result<T>;
    type IntoFuture = BoxFuture<'static, Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.bytes().await?.decode() })
    }
}

impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Client {
    /// Sends anything else under the base URL, by the same rules.
    ///
    /// `path` is unencoded, such as `/organizations/{orgId}`; the client encodes each part between
    /// slashes. GET and PUT are retried, POST, PATCH and DELETE only if Webex did nothing. A path of
    /// one of the operations is treated as that operation.
    pub fn request(
        &self,
        method: Method,
        path: &str,
        query: &[(String, String)],
        body: Option<Value>,
    ) -> Request<Value> {
        let transport = Arc::clone(&self.transport);
        let call = any_call(&transport, method, path, query, body);
        Request::of_built(transport, call)
    }
}

fn build_call(
    transport: &Transport,
    operation: Operation,
    arguments: Vec<Option<Argument>>,
) -> Result<Call> {
    let (method, path) = operation
        .method_and_path()
        .ok_or_else(|| Error::internal(format!("{} is not one request", operation.id())))?;
    let mut body: Map<String, Value> = serde_json::from_str(operation.fixed_body())
        .map_err(|error| Error::internal(format!("a fixed body is not JSON: {error}")))?;
    let mut subject = None;
    for (parameter, argument) in operation.parameters().iter().zip(arguments) {
        match argument {
            None if parameter.is_required => {
                return Err(Error::invalid_argument(format!("`{}` is missing", parameter.name)));
            }
            None => {}
            Some(Argument::Subject(given)) => subject = Some(check_subject(parameter, given)?),
            Some(Argument::Value(value)) => {
                check_value(parameter, &value)?;
                body.insert(parameter.key.to_owned(), value);
            }
        }
    }
    let id = subject.as_ref().map(|subject| subject.id.as_str()).unwrap_or_default();
    let segments: Vec<&str> = path
        .trim_start_matches('/')
        .split('/')
        .map(|segment| if segment.starts_with('{') { id } else { segment })
        .collect();
    Ok(Call {
        operation,
        method,
        target: Target::Fixed(transport.http.base.join(&segments)?),
        body: (!body.is_empty()).then(|| Bytes::from(Value::Object(body).to_string())),
        shape: ExpectedBody::Object,
        subject,
        options: CallOptions::default(),
    })
}

fn check_subject(parameter: &Parameter, subject: Subject) -> Result<Subject> {
    let remedy = format!("Pass the `id` {}.", subject.kind.id_source());
    validate_path_segment(parameter.name, &subject.id, &remedy)?;
    Ok(subject)
}

/// Refuses a text that says nothing.
fn check_value(parameter: &Parameter, value: &Value) -> Result<()> {
    let is_blank = value.as_str().is_some_and(|text| text.trim().is_empty());
    if parameter.kind == ParameterKind::Text && is_blank {
        return Err(Error::invalid_argument(format!(
            "`{}` is empty. Pass a value such as {}",
            parameter.name, parameter.example
        )));
    }
    Ok(())
}

fn any_call(
    transport: &Transport,
    method: Method,
    path: &str,
    query: &[(String, String)],
    body: Option<Value>,
) -> Result<Call> {
    let allowed = [Method::GET, Method::PUT, Method::POST, Method::PATCH, Method::DELETE];
    if !allowed.contains(&method) {
        return Err(Error::invalid_argument(format!(
            "`method`: expected GET, PUT, POST, PATCH or DELETE, got {method}"
        )));
    }
    let relative = path.strip_prefix('/').unwrap_or(path);
    if relative.is_empty() || relative.contains("://") {
        return Err(Error::invalid_argument(
            "`path` is a path under the base URL, such as /organizations/{orgId}",
        ));
    }
    let segments: Vec<&str> = relative.split('/').collect();
    for segment in &segments {
        validate_path_segment("path", segment, PATH_REMEDY)?;
    }
    let mut url = transport.http.base.join(&segments)?;
    if !query.is_empty() {
        let pairs: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{}={}", encode_segment(name), encode_segment(value)))
            .collect();
        url.set_query(Some(&pairs.join("&")));
    }
    let (operation, subject) = recognize(&method, &segments);
    Ok(Call {
        operation,
        method,
        target: Target::Fixed(url),
        body: body.map(|body| Bytes::from(body.to_string())),
        shape: ExpectedBody::Anything,
        subject,
        options: CallOptions::default(),
    })
}

/// The operation that a method and a path stand for, and what it is about: what a failure means
/// depends on it.
fn recognize(method: &Method, segments: &[&str]) -> (Operation, Option<Subject>) {
    for operation in Operation::ALL {
        let Some((its_method, path)) = operation.method_and_path() else { continue };
        let template: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let fits = its_method == method
            && template.len() == segments.len()
            && template.iter().zip(segments).all(|(a, b)| a.starts_with('{') || a == b);
        if fits {
            let place = template.iter().position(|segment| segment.starts_with('{'));
            let id = place.and_then(|place| segments.get(place));
            let subject = operation.subject().zip(id).map(|(kind, id)| Subject::new(kind, *id));
            return (*operation, subject);
        }
    }
    (Operation::Request, None)
}

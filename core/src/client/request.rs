//! A request before it is sent: set its timeout, then await it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webex_broadworks_transport::call::Call;
use webex_broadworks_transport::clock::BoxFuture;
use webex_broadworks_transport::error::Result;
use webex_broadworks_transport::http::response::{Metadata, RawResponse};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::options::CallOptions;

use crate::client::Client;
use crate::client::argument::Argument;
use crate::client::call_builder::{any_call, build_call};

/// A request before it is sent.
///
/// `.await` sends it and returns the model. [`Request::send`] returns the model with how it came
/// about.
#[must_use = "nothing is sent before it is awaited"]
pub struct Request<T> {
    pub(crate) client: Client,
    steps: Result<Steps>,
    pub(crate) options: CallOptions,
    result: PhantomData<fn() -> T>,
}

/// What sending does: one call, or several that look like one to the caller.
type Steps = Box<dyn FnOnce(CallOptions) -> BoxFuture<'static, Result<RawResponse>> + Send>;

/// A model, with the metadata of its response.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The model.
    pub data: T,
    /// How it came about.
    pub metadata: Metadata,
}

impl<T> Request<T> {
    /// A request of an operation that is one call, from its arguments in order.
    pub(crate) fn of_call(
        client: &Client,
        operation: Operation,
        arguments: Vec<Option<Argument>>,
    ) -> Self {
        let call = build_call(&client.transport, operation, arguments)
            .map_err(|error| error.with(|details| details.operation = Some(operation)));
        Self::of_built(client, call)
    }

    fn of_built(client: &Client, call: Result<Call>) -> Self {
        let transport = Arc::clone(&client.transport);
        let steps = call.map(|call| -> Steps {
            Box::new(move |options| {
                Box::pin(async move { transport.execute(Call { options, ..call }).await })
            })
        });
        Self::new(client, steps)
    }

    /// A request that takes several calls.
    pub(crate) fn of_steps<F>(
        client: &Client,
        steps: impl FnOnce(Client, CallOptions) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = Result<RawResponse>> + Send + 'static,
    {
        let used = client.clone();
        Self::new(client, Ok(Box::new(move |options| Box::pin(steps(used, options)))))
    }

    fn new(client: &Client, steps: Result<Steps>) -> Self {
        let client = client.clone();
        Self { client, steps, options: CallOptions::default(), result: PhantomData }
    }

    /// Sets how long the call may take, including pauses and retries. [`Duration::MAX`] disables
    /// the deadline. Default: the client's setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// The request, with a result that is plain JSON.
    pub(crate) fn untyped(self) -> Request<Value> {
        let Self { client, steps, options, result: _ } = self;
        Request { client, steps, options, result: PhantomData }
    }

    /// Replaces all options of the call.
    #[doc(hidden)]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Whether its arguments can be sent.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if not.
    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        self.steps.as_ref().map(drop).map_err(Clone::clone)
    }

    /// Sends it, and returns the checked bytes of the response.
    ///
    /// # Errors
    /// Those of the operation.
    #[doc(hidden)]
    pub async fn bytes(self) -> Result<RawResponse> {
        (self.steps?)(self.options).await
    }
}

impl<T: DeserializeOwned> Request<T> {
    /// Sends it, and returns the model with the metadata of its response.
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
        Request::of_built(self, any_call(&self.transport, method, path, query, body))
    }
}

//! A service made of a function, for answers that hang on the request or on time; and calls to it.

use super::*;
use crate::client::RawClient;

type Answering = dyn Fn(usize, WireRequest) -> BoxFuture<'static, WireResponse> + Send + Sync;

pub(crate) struct Service {
    answer: Box<Answering>,
    arrivals: Mutex<Vec<Instant>>,
}

/// A service that answers by what came and by how many requests came before it.
pub(crate) fn service<F>(
    answer: impl Fn(usize, WireRequest) -> F + Send + Sync + 'static,
) -> Arc<Service>
where
    F: Future<Output = WireResponse> + Send + 'static,
{
    let answer =
        move |number, request| -> BoxFuture<'static, _> { Box::pin(answer(number, request)) };
    Arc::new(Service { answer: Box::new(answer), arrivals: Mutex::default() })
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Service")
    }
}

impl Service {
    pub(crate) fn arrivals(&self) -> Vec<Instant> {
        self.arrivals.lock().unwrap().clone()
    }
}

impl Exchange for Arc<Service> {
    fn exchange(
        &self,
        request: WireRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<WireResponse, Failure>> {
        let number = {
            let mut arrivals = self.arrivals.lock().unwrap();
            arrivals.push(Instant::now());
            arrivals.len() - 1
        };
        let answer = tokio::time::timeout(limit, (self.answer)(number, request));
        Box::pin(async { answer.await.map_err(|_| failure(Phase::Written, true)) })
    }

    fn is_in_process(&self) -> bool {
        true
    }
}

/// A client of this exchange, with the usual limits.
pub(crate) fn raw(exchange: impl Exchange + 'static) -> RawClient {
    RawClient { transport: Arc::new(transport(exchange, LIMITS)) }
}

/// Reads the status of an enterprise.
pub(super) async fn status(transport: &Arc<Transport>) -> Result<Answer> {
    let call = Call {
        operation: Operation::GetDirectorySyncStatus,
        method: Method::GET,
        target: Target::Fixed(transport.base.join(&["broadworks"]).unwrap()),
        body: None,
        shape: Shape::Object,
        enterprise: Some(EnterpriseRef::new("E1")),
        options: CallOptions::default(),
    };
    transport.call(call).await
}

/// Reads the status so many times at once; the results are in the order of the calls.
pub(super) async fn at_once(calls: usize, transport: &Arc<Transport>) -> Vec<Result<Answer>> {
    let call = |_| {
        let transport = Arc::clone(transport);
        tokio::spawn(async move { status(&transport).await })
    };
    let tasks: Vec<_> = (0..calls).map(call).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

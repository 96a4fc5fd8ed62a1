//! A service made of a function, for answers that hang on the request or on time; and calls to it.

use crate::transport::tests::*;

/// Reads the status of an enterprise.
pub(crate) async fn status(transport: &Arc<Transport>) -> Result<RawResponse> {
    let call = Call {
        operation: Operation::DirectorySyncGetStatus,
        method: Method::GET,
        target: Target::Fixed(transport.http.base.join(&["broadworks"]).unwrap()),
        body: None,
        shape: ExpectedBody::Object,
        subject: Some(Subject::new(SubjectKind::Enterprise, "E1")),
        options: CallOptions::default(),
    };
    transport.execute_inline(call).await
}

/// Reads the status this many times concurrently. The results are in the order of the calls.
pub(crate) async fn at_once(calls: usize, transport: &Arc<Transport>) -> Vec<Result<RawResponse>> {
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

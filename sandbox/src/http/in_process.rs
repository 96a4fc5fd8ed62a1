//! Requests without a connection.

use std::io;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::HOST;
use axum::http::{HeaderValue, Request, Response, Uri};
use bytes::Bytes;
use tower::ServiceExt as _;

use super::connection_control::ConnectionControl;
use super::router::{download_router, router};
use super::service::Shared;

/// The entry to the sandbox without a port.
pub(crate) struct InProcess {
    service: Shared,
    router: Router,
    download_router: Router,
}

impl InProcess {
    pub(crate) fn new(service: Shared) -> Self {
        Self {
            router: router(service.clone()),
            download_router: download_router(service.clone()),
            service,
        }
    }

    /// Has a request answered. The error stands for what a connection would have suffered.
    pub(crate) async fn call(&self, request: Request<Bytes>) -> io::Result<Response<Bytes>> {
        if self.service.refuses_connection().is_some() {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let control = ConnectionControl::default();
        let origin = request.uri().authority().map(|authority| format!("http://{authority}"));
        let router = match origin {
            Some(origin) if origin == self.service.downloads_origin => &self.download_router,
            _ => &self.router,
        };
        let mut request = as_sent(request).map(Body::from);
        request.extensions_mut().insert(control.clone());
        let Ok(response) = router.clone().oneshot(request).await;
        let (head, body) = response.into_parts();
        if control.is_cut() {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let body = to_bytes(body, usize::MAX).await.map_err(io::Error::other)?;
        Ok(Response::from_parts(head, body))
    }
}

/// A request as a client would write it to a connection: the host in a header, the rest in the
/// target.
fn as_sent(mut request: Request<Bytes>) -> Request<Bytes> {
    let Some(authority) = request.uri().authority() else {
        return request;
    };
    let host = HeaderValue::from_str(authority.as_str()).ok();
    let target = request.uri().path_and_query().cloned();
    if let Some(host) = host {
        request.headers_mut().entry(HOST).or_insert(host);
    }
    if let Some(target) = target {
        *request.uri_mut() = Uri::from(target);
    }
    request
}

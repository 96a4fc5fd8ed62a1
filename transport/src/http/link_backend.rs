//! Requests to the host of a signed link: by an HTTP client of their own, without token and cookies.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::LOCATION;
use tokio::sync::Mutex;

use crate::clock::BoxFuture;
use crate::http::backend::{FailurePhase, HttpBackend, HttpRequest, HttpResponse, SendError};
use crate::http::base_url::BaseUrl;
use crate::http::body_decoder::BodyLimits;
use crate::http::body_sink::BodySink;
use crate::http::context::HttpContext;
use crate::http::network::ReqwestBackend;
use crate::http::network::error::NetworkError;
use crate::http::signed_link::{LinkError, SignedLink};

/// How much longer than its content a compressed file may be.
const COMPRESSION_OVERHEAD: usize = 64 << 10;

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 3;

/// Follows signed links, and gives the body of a success to the sink.
pub(crate) struct LinkBackend {
    http: Arc<HttpContext>,
    /// The client's own network, with its proxy, certificate authorities and time limits.
    client: Option<Arc<ReqwestBackend>>,
    max_bytes: usize,
    sink: Arc<BodySink>,
    /// Connections to the host that was asked last.
    network: Mutex<Option<(BaseUrl, Arc<ReqwestBackend>)>>,
}

impl LinkBackend {
    pub(crate) fn new(
        http: Arc<HttpContext>,
        client: Option<Arc<ReqwestBackend>>,
        max_bytes: usize,
        sink: Arc<BodySink>,
    ) -> Self {
        Self { http, client, max_bytes, sink, network: Mutex::default() }
    }

    async fn follow(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> Result<HttpResponse, SendError> {
        let refused = |error: LinkError| SendError::new(FailurePhase::NotRetryable, error);
        let mut link =
            SignedLink::parse(request.url.as_str(), self.http.is_local()).map_err(refused)?;
        for _ in 0..=MAX_REDIRECTS {
            let request = HttpRequest { url: link.url().clone(), ..request.clone() };
            let response = self.exchange(&link, request, limit).await?;
            let location = response
                .headers
                .get(LOCATION)
                .filter(|_| matches!(response.status.as_u16(), 301 | 302 | 303 | 307 | 308));
            let Some(location) = location else { return Ok(response) };
            let location = location.to_str().map_err(|_| refused(LinkError::NotAUrl))?;
            link = link.redirect(location, self.http.is_local()).map_err(refused)?;
        }
        Err(refused(LinkError::TooManyRedirects(MAX_REDIRECTS)))
    }

    async fn exchange(
        &self,
        link: &SignedLink,
        request: HttpRequest,
        limit: Duration,
    ) -> Result<HttpResponse, SendError> {
        let unwritten = |error| SendError::new(FailurePhase::NotRetryable, error);
        self.sink.restart().await.map_err(unwritten)?;
        if let Some(client) = &self.client {
            let network = self.of_origin(client, link.origin()).await?;
            return network.execute_into(request, limit, &self.sink).await;
        }
        let mut response = self.http.backend.execute(request, limit).await?;
        let body = std::mem::take(&mut response.body);
        if response.status.is_success() {
            self.sink.write(&body).await.map_err(unwritten)?;
        }
        Ok(response)
    }

    async fn of_origin(
        &self,
        client: &ReqwestBackend,
        origin: &BaseUrl,
    ) -> Result<Arc<ReqwestBackend>, SendError> {
        let mut network = self.network.lock().await;
        if let Some((known, network)) = &*network
            && known == origin
        {
            return Ok(Arc::clone(network));
        }
        let limits = BodyLimits {
            compressed: self.max_bytes.saturating_add(COMPRESSION_OVERHEAD),
            decoded: self.max_bytes,
            ..BodyLimits::default()
        };
        let built = client
            .of_other_origin(origin, limits)
            .map_err(|error| SendError::new(FailurePhase::NotRetryable, error))?;
        let built = Arc::new(built);
        *network = Some((origin.clone(), Arc::clone(&built)));
        Ok(built)
    }
}

impl HttpBackend for LinkBackend {
    fn execute(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        Box::pin(async move {
            let followed = tokio::time::timeout(limit, self.follow(request, limit)).await;
            if let Ok(followed) = followed {
                return followed;
            }
            let late = NetworkError::AttemptTimeout(limit);
            Err(SendError { timed_out: true, ..SendError::new(FailurePhase::Written, late) })
        })
    }
}

impl fmt::Debug for LinkBackend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkBackend").field("sink", &self.sink).finish_non_exhaustive()
    }
}

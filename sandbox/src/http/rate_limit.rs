//! The middleware that refuses requests above the rate limit.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::errors::ApiError;
use super::service::Shared;

/// Refuses requests above the limit.
pub(super) async fn throttle(
    State(service): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    match service.admit() {
        Ok(()) => next.run(request).await,
        Err(wait) => ApiError::throttled(Some(retry_after(wait))).into_response(),
    }
}

/// A pause for `Retry-After`: whole seconds, rounded up, at least one.
fn retry_after(wait: Duration) -> String {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_at_least_one_whole_second() {
        let shown = |milliseconds| retry_after(Duration::from_millis(milliseconds));
        assert_eq!([0, 1, 1000, 1001].map(shown), ["1", "1", "1", "2"]);
    }
}

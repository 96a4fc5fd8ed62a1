//! The log of a server's requests, for assertions.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

/// One request as it came over the wire; of one for a new access token, `/v1/access_token`, the secrets are
/// left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// The method, as sent.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// Names in lower case, values as sent, in the order sent; in the sandbox those of one name together.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// The status of the answer; `None` before it, or if the connection ended before it.
    pub status: Option<u16>,
    /// When it arrived: virtual time in the sandbox, real time in a scripted server.
    pub at: String,
}

impl LoggedRequest {
    /// The first value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| &*header.1)
    }
}

/// A callback that gets every request with its outcome.
pub(crate) type Observer = Box<dyn Fn(&LoggedRequest) + Send + Sync>;

/// A bounded log with waiting.
pub(crate) struct RequestLog {
    inner: Mutex<Inner>,
    changed: Condvar,
    limit: usize,
    observer: Option<Observer>,
}

#[derive(Default)]
struct Inner {
    requests: VecDeque<LoggedRequest>,
    /// The number of the first request in the log.
    first: u64,
    /// The number of the first request since the log was last cleared.
    cleared: u64,
    /// How many clients disconnected while their answer was held.
    disconnects: usize,
}

impl Inner {
    fn next(&self) -> u64 {
        self.first + self.requests.len() as u64
    }
}

impl RequestLog {
    pub(crate) fn new(limit: usize, observer: Option<Observer>) -> Self {
        Self { inner: Mutex::default(), changed: Condvar::new(), limit, observer }
    }

    /// Records a request when it arrives, and returns its number for recording its status later.
    pub(crate) fn record_arrival(&self, request: LoggedRequest) -> u64 {
        let mut inner = self.lock();
        let number = inner.next();
        inner.requests.push_back(request);
        while inner.requests.len() > self.limit {
            inner.requests.pop_front();
            inner.first += 1;
        }
        self.changed.notify_all();
        number
    }

    /// Records the status of the response, or that there was none.
    pub(crate) fn record_status(&self, number: u64, status: Option<u16>) {
        let mut inner = self.lock();
        let place = number.checked_sub(inner.first).and_then(|place| usize::try_from(place).ok());
        let Some(request) = place.and_then(|place| inner.requests.get_mut(place)) else {
            return;
        };
        request.status = status;
        if let Some(observer) = &self.observer {
            let request = request.clone();
            drop(inner);
            observer(&request);
        }
    }

    pub(crate) fn record_disconnect(&self) {
        self.lock().disconnects += 1;
        self.changed.notify_all();
    }

    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.lock().requests.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        let mut inner = self.lock();
        inner.first = inner.next();
        inner.cleared = inner.first;
        inner.requests.clear();
    }

    pub(crate) fn disconnects(&self) -> usize {
        self.lock().disconnects
    }

    /// Waits until this many requests have arrived since the log was last cleared.
    pub(crate) fn wait_for_requests(&self, count: usize, timeout: Duration) -> bool {
        self.wait(timeout, |inner| inner.next() - inner.cleared >= count as u64)
    }

    pub(crate) fn wait_for_disconnects(&self, count: usize, timeout: Duration) -> bool {
        self.wait(timeout, |inner| inner.disconnects >= count)
    }

    fn wait(&self, timeout: Duration, enough: impl Fn(&Inner) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.lock(), timeout, |inner| !enough(inner));
        enough(&waited.unwrap_or_else(PoisonError::into_inner).0)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(target: &str) -> LoggedRequest {
        LoggedRequest {
            method: "GET".into(),
            target: target.into(),
            headers: Vec::new(),
            body: String::new(),
            status: None,
            at: String::new(),
        }
    }

    #[test]
    fn the_oldest_requests_are_forgotten_but_still_counted() {
        let log = RequestLog::new(2, None);
        let tickets: Vec<_> = ["/1", "/2", "/3"].map(|it| log.record_arrival(request(it))).into();
        log.record_status(tickets[0], Some(200));
        log.record_status(tickets[2], Some(404));
        let kept: Vec<_> = log.requests().into_iter().map(|it| (it.target, it.status)).collect();
        assert_eq!(kept, [("/2".into(), None), ("/3".into(), Some(404))]);
        assert!(log.wait_for_requests(3, Duration::ZERO));
    }

    #[test]
    fn clearing_resets_the_count_and_ignores_late_responses() {
        let log = RequestLog::new(10, None);
        let number = log.record_arrival(request("/1"));
        log.clear();
        log.record_status(number, Some(200));
        assert!(log.requests().is_empty());
        assert!(!log.wait_for_requests(1, Duration::ZERO));
    }
}

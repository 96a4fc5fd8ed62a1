//! The call that requests one page.

use webex_broadworks_transport::call::{Call, Target};
use webex_broadworks_transport::http::response_validation::ExpectedBody;
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::options::CallOptions;

use crate::paging::request::ListPageRequest;

/// The number of pages after which a list counts as endless.
pub(crate) const MAX_PAGES: usize = 100_000;

/// How each page is requested.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageCall {
    pub(crate) operation: Operation,
    /// Pages that are fetched ahead have tasks of their own in any case.
    pub(crate) options: CallOptions,
}

impl PageCall {
    /// Asks for one page.
    pub(crate) fn call(self, list: ListPageRequest) -> Call {
        Call {
            operation: self.operation,
            method: http::Method::GET,
            target: Target::Page(Box::new(list)),
            body: None,
            shape: ExpectedBody::Items,
            subject: None,
            options: self.options,
        }
    }
}

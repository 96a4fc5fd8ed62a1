//! Reading a list to its true end, or to an error that says it may be incomplete.

pub(crate) mod completeness;
pub(crate) mod link_header;
pub(crate) mod list;
pub(crate) mod next_link;
pub(crate) mod options;
pub(crate) mod page;
pub(crate) mod page_call;
pub(crate) mod paginator;
pub(crate) mod prefix_scan;
pub(crate) mod prefix_search;
pub(crate) mod request;

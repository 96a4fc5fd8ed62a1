//! Calls and lists of a client against scripted services, on tokio's paused clock: nothing here takes
//! any time.

mod adversary_lists;
mod client_calls;
mod observed;
mod random_lists;
mod redaction;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{HeaderValue, Method, StatusCode};
use tokio::time::Instant;
use url::Url;
use webex_broadworks_transport::auth::TokenSource;
use webex_broadworks_transport::call::rate_limiter_state::ConcurrencyLimits;
use webex_broadworks_transport::call::{Call, Target, Transport};
use webex_broadworks_transport::clock::BoxFuture;
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::http::backend::{
    FailurePhase, HttpBackend, HttpRequest, HttpResponse, SendError,
};
use webex_broadworks_transport::http::base_url::BaseUrl;
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::http::response_validation::ExpectedBody;
use webex_broadworks_transport::operation::subject::Subject;
use webex_broadworks_transport::operation::{Operation, SubjectKind};
use webex_broadworks_transport::options::{CallOptions, Limits};

use crate::generated::resources::ListEnterprises;
use crate::paging::options::ListOptions;
use crate::paging::request::ListPageRequest;
use crate::test_util::*;

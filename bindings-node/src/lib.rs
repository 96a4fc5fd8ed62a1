//! The Node binding: converts arguments and results. The JavaScript files beside this crate make it
//! the package `webex-broadworks`. All decisions are in the core crate.

#![allow(unreachable_pub, reason = "Node reaches what napi exports; no crate links this one")]
#![allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes by value")]
#![cfg_attr(test, allow(dead_code, reason = "napi registers nothing in a build for tests"))]

mod bulk;
mod call;
mod callbacks;
mod cancel;
mod cli;
mod client;
mod download;
mod error;
mod event_loop_waker;
mod events;
mod json_text;
mod list;
mod options;
mod sandbox_json;
mod spelling;
mod state;
mod testing;
mod token;
mod waiter;

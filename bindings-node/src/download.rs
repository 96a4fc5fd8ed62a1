//! A file that is still to be downloaded.

use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{Buffer, Env};
use napi_derive::napi;
use webex_broadworks::BillingReportDownload;
use webex_broadworks::internals::{arguments_from_json, download_of, operation_of};
use webex_broadworks::reexports::bytes::Bytes;
use webex_broadworks_bindings::duration_from_milliseconds;

use crate::call::{CallResult, spawn_call};
use crate::cancel::Cancel;
use crate::client::Client;
use crate::error::Result;
use crate::json_text::JsonText;

/// A download, which is made once.
#[napi]
pub struct Download {
    file: BillingReportDownload,
    /// What was read into memory and not taken yet.
    content: Arc<Mutex<Option<Bytes>>>,
}

#[napi]
impl Download {
    /// Checks what is to be downloaded; sends nothing. The arguments are a JSON array, in the
    /// operation's order.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        client: &Client,
        operation: String,
        arguments: String,
        timeout: Option<f64>,
    ) -> Result<Self> {
        let operation = operation_of(&operation)?;
        let arguments = arguments_from_json(operation, &arguments)?;
        let mut file = download_of(client.core(), operation, arguments)?;
        if let Some(timeout) = timeout {
            file = file.timeout(duration_from_milliseconds(timeout));
        }
        Ok(Self { file, content: Arc::default() })
    }

    /// Writes it to a file; the result is its size in bytes.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn save<'env>(
        &self,
        env: &'env Env,
        path: String,
        cancel: Option<&Cancel>,
    ) -> CallResult<'env> {
        let file = self.file.clone();
        spawn_call(env, cancel, async move { Ok(JsonText::of(&file.save(path).await?)) })
    }

    /// Reads it into memory, for `take`; the result is `null`.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn read<'env>(&self, env: &'env Env, cancel: Option<&Cancel>) -> CallResult<'env> {
        let (file, content) = (self.file.clone(), Arc::clone(&self.content));
        spawn_call(env, cancel, async move {
            let bytes = file.bytes().await?;
            *content.lock().unwrap_or_else(PoisonError::into_inner) = Some(bytes);
            Ok(JsonText::null())
        })
    }

    /// The content that was read.
    #[napi]
    pub fn take(&self) -> Option<Buffer> {
        let content = self.content.lock().unwrap_or_else(PoisonError::into_inner).take();
        content.map(|content| Vec::from(content).into())
    }
}

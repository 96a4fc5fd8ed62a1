//! A file that is still to be downloaded.

use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{Buffer, Env};
use napi_derive::napi;
use webex_broadworks::internals::{arguments_from_json, download_of, operation_of};
use webex_broadworks::reexports::bytes::Bytes;
use webex_broadworks::{BillingReportDownload, Client};
use webex_broadworks_bindings::duration_from_milliseconds;

use crate::call::{CallResult, spawn_call};
use crate::cancel::Cancel;
use crate::error::Result;
use crate::json_text::JsonText;

/// A download, which is made once.
#[napi]
pub struct Download {
    file: BillingReportDownload,
    /// What was read into memory and not taken yet.
    content: Arc<Mutex<Option<Bytes>>>,
}

/// Checks what is to be downloaded; sends nothing.
pub(crate) fn open(
    client: &Client,
    operation: &str,
    arguments: &str,
    timeout: Option<f64>,
) -> Result<Download> {
    let operation = operation_of(operation)?;
    let download = download_of(client, operation, arguments_from_json(operation, arguments)?)?;
    let file = match timeout {
        Some(timeout) => download.timeout(duration_from_milliseconds(timeout)),
        None => download,
    };
    Ok(Download { file, content: Arc::default() })
}

#[napi]
impl Download {
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

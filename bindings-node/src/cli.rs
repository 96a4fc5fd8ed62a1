//! The command `wxbw`, which is part of this library.

use std::panic::catch_unwind;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;

use crate::call::run_blocking;

/// Executes the command, its name among the arguments, and resolves with its exit code.
#[napi(ts_return_type = "Promise<number>")]
pub fn cli(env: &Env, arguments: Vec<String>) -> Result<PromiseRaw<'_, u32>> {
    run_blocking(env, move || {
        let run = || wxbw::run(arguments.into_iter().map(Into::into));
        // The panic hook has printed the panic.
        u32::from(catch_unwind(run).unwrap_or(wxbw::Exit::Error).code())
    })
}

//! The command `wxbw`, which is part of this library.

use std::panic::catch_unwind;

use napi::Task;
use napi::bindgen_prelude::{AsyncTask, Env, Result};
use napi_derive::napi;

/// The command, in another thread than JavaScript.
pub struct Command {
    arguments: Vec<String>,
}

impl Task for Command {
    type Output = u32;
    type JsValue = u32;

    fn compute(&mut self) -> Result<u32> {
        let arguments = std::mem::take(&mut self.arguments);
        let run = || wxbw::run(arguments.into_iter().map(Into::into));
        // The panic hook has printed the panic.
        Ok(u32::from(catch_unwind(run).unwrap_or(wxbw::Exit::Error).code()))
    }

    fn resolve(&mut self, _: Env, code: u32) -> Result<u32> {
        Ok(code)
    }
}

/// Executes the command, its name among the arguments, and resolves with its exit code.
#[napi(ts_return_type = "Promise<number>")]
pub fn cli(arguments: Vec<String>) -> AsyncTask<Command> {
    AsyncTask::new(Command { arguments })
}

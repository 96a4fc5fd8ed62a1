//! A token that a command prints.

use std::process::Stdio;
use std::time::Duration;

use secrecy::SecretString;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use zeroize::Zeroizing;

use crate::auth::credential_text;
use crate::error::{Error, Result};

/// Time limit of the command, which might ask a person for something.
const MAX_DURATION: Duration = Duration::from_secs(120);

/// The largest output of the command.
const MAX_OUTPUT: u64 = 64 * 1024;

/// Runs the command and takes the first line that it prints. Its error output is passed on, so that
/// it can ask a person for something. Errors contain neither output.
pub(crate) async fn run(argv: &[String]) -> Result<SecretString> {
    let Some((program, arguments)) = argv.split_first() else {
        return Err(Error::configuration("the token command is empty"));
    };
    let failed = |how: String| Error::configuration(format!("the token command {program} {how}"));
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed("cannot be run".to_owned()).with_source(error))?;
    let mut printed = Zeroizing::new(Vec::new());
    let stdout = child.stdout.take();
    let ended = tokio::time::timeout(MAX_DURATION, async {
        if let Some(stdout) = stdout {
            stdout.take(MAX_OUTPUT + 1).read_to_end(&mut printed).await?;
        }
        if printed.len() as u64 > MAX_OUTPUT {
            return Ok(None);
        }
        child.wait().await.map(Some)
    });
    let status = match ended.await {
        Ok(Ok(Some(status))) => status,
        Ok(Ok(None)) => {
            let limit = MAX_OUTPUT / 1024;
            return Err(failed(format!(
                "printed more than {limit} KiB: expected the token in its first line"
            )));
        }
        Ok(Err(error)) => return Err(failed("was lost".to_owned()).with_source(error)),
        Err(_) => return Err(failed(format!("timed out after {} s", MAX_DURATION.as_secs()))),
    };
    if !status.success() {
        return Err(failed(format!("failed ({status})")));
    }
    credential_text::read(&printed, format!("the output of the token command {program}"))
}

#[cfg(all(test, unix))]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn argv(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    #[tokio::test]
    async fn the_first_line_that_it_prints_is_the_token() {
        for script in ["echo SECRET", "printf 'SECRET\\nlogin: jane\\n'"] {
            let token = run(&argv(script)).await.unwrap();
            assert_eq!(token.expose_secret(), "SECRET");
        }
    }

    #[tokio::test]
    async fn what_it_prints_never_stands_in_an_error() {
        for script in ["echo SECRET; exit 3", "echo SECRET SECRET"] {
            let error = run(&argv(script)).await.unwrap_err();
            assert!(!format!("{error} {error:?}").contains("SECRET"));
        }
        let missing = run(&["no-such-program-here".to_owned()]).await.unwrap_err();
        assert!(missing.to_string().contains("no-such-program-here"));
    }

    #[tokio::test]
    async fn a_command_that_prints_without_end_is_ended() {
        let error = run(&["yes".to_owned()]).await.unwrap_err().to_string();
        assert!(error.contains("command yes printed more than 64 KiB"), "{error}");
    }
}

//! A token that a command prints.

use std::process::Stdio;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::process::Command;
use zeroize::Zeroizing;

use super::source::check;
use crate::error::{Error, Result};

/// How long the command may take: it may have to ask somebody.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs the command and takes what it prints. Its error output goes to ours, where a person may be
/// asked for something; neither output ever stands in an error.
pub(super) async fn run(argv: &[String]) -> Result<SecretString> {
    let Some((program, arguments)) = argv.split_first() else {
        return Err(Error::configuration("the token's command is empty"));
    };
    let failed = |how: String| Error::configuration(format!("the token's command {program} {how}"));
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed("cannot be run".to_owned()).with_source(error))?;
    let output = match tokio::time::timeout(PATIENCE, child.wait_with_output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => return Err(failed("was lost".to_owned()).with_source(error)),
        Err(_) => return Err(failed(format!("did not end within {} s", PATIENCE.as_secs()))),
    };
    let stdout = Zeroizing::new(output.stdout);
    if !output.status.success() {
        return Err(failed(format!("failed ({})", output.status)));
    }
    let text = std::str::from_utf8(&stdout).map_err(|_| failed("printed no text".to_owned()))?;
    let token = SecretString::from(text.trim().to_owned());
    check(token.expose_secret(), &format!("what the token's command {program} printed"))?;
    Ok(token)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn argv(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    #[tokio::test]
    async fn what_it_prints_is_the_token() {
        let token = run(&argv("echo SECRET")).await.unwrap();
        assert_eq!(token.expose_secret(), "SECRET");
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
}

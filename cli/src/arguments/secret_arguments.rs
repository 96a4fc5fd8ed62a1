//! Refuses a token in an argument before anything else, and never repeats it.

use std::ffi::OsString;

use webex_broadworks::internals::is_webex_access_token;

const SECRET_OPTIONS: [&str; 6] = [
    "--token",
    "--access-token",
    "--bearer",
    "--bearer-token",
    "--client-secret",
    "--refresh-token",
];

const REFUSAL: &str = "tokens are not accepted as arguments, because they would be visible in the \
     process list and in your shell history. If this was a real token, revoke it. Use the environment \
     variable WEBEX_ACCESS_TOKEN, --token-file FILE (mode 600), --token-command 'pass show webex', \
     --token-stdin, or --profile NAME";

/// Returns why these arguments are refused, if they contain a secret.
pub(crate) fn refuse_secrets(arguments: &[OsString]) -> Option<&'static str> {
    let own = arguments.iter().skip(1);
    // The tokens of a sandbox aren't secret.
    if own.clone().any(|argument| argument == "sandbox") {
        return None;
    }
    let holds_token = |argument: &OsString| {
        let is_outside = |c: char| c.is_whitespace() || "'\"=:@".contains(c);
        argument.to_string_lossy().split(is_outside).any(is_webex_access_token)
    };
    let is_secret = |argument: &OsString| {
        let text = argument.to_string_lossy();
        let name = text.split_once('=').map_or(text.as_ref(), |(name, _)| name);
        SECRET_OPTIONS.contains(&name)
    };
    let found =
        own.clone().any(holds_token) || own.take_while(|argument| *argument != "--").any(is_secret);
    found.then_some(REFUSAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(arguments: &[&str]) -> bool {
        let arguments: Vec<_> = arguments.iter().map(OsString::from).collect();
        refuse_secrets(&arguments).is_some()
    }

    #[test]
    fn token_arguments_are_refused_in_every_spelling() {
        assert!(refused(&["wxbw", "--token", "SECRET", "enterprise", "list"]));
        assert!(refused(&["wxbw", "enterprise", "list", "--token=SECRET"]));
        assert!(!refused(&["wxbw", "enterprise", "list", "--token-file=x"]));
        assert!(!refused(&["wxbw", "sandbox", "--token", "x"]));
        assert!(!refused(&["wxbw", "code", "explain", "--", "--token"]));
    }

    #[test]
    fn a_token_of_webex_is_refused_wherever_it_is() {
        let id = "1eb65fdf-9643-417f-9974-ad72cae0e10f";
        let token = format!("Zk9Qv7Lw2Rt8Yp4X_PF84_{id}");
        let (option, command) = (format!("--profile={token}"), format!("echo '{token}'"));
        for arguments in [
            &["wxbw", &*token][..],
            &["wxbw", "sync", "status", "--", &token],
            &["wxbw", "enterprise", "list", &option],
            &["wxbw", "enterprise", "list", "--token-command", &command],
        ] {
            assert!(refused(arguments), "{arguments:?}");
        }
        assert!(!refused(&["wxbw", "sync", "status", &format!("WEBEX-BROADWORKS_{id}")]));
    }
}

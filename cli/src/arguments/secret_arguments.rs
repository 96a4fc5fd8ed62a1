//! A token in an argument: refused before anything else, and never repeated.

use std::ffi::OsString;

const SECRET_OPTIONS: [&str; 6] = [
    "--token",
    "--access-token",
    "--bearer",
    "--bearer-token",
    "--client-secret",
    "--refresh-token",
];

const REFUSAL: &str = "a token does not belong into an argument: everybody who may list processes \
     sees it, and the shell's history keeps it. If that was a real one, revoke it. Put it into the \
     environment variable WEBEX_ACCESS_TOKEN, into a file of mode 600 (--token-file FILE), have a \
     command print it (--token-command 'pass show webex'), pipe it in (--token-stdin), or name a \
     profile (--profile NAME)";

/// Why these arguments are refused, if they hold a secret.
pub(crate) fn refuse_secrets(arguments: &[OsString]) -> Option<&'static str> {
    let own = arguments.iter().skip(1);
    // What a sandbox accepts is no secret.
    if own.clone().any(|argument| argument == "sandbox") {
        return None;
    }
    let is_secret = |argument: &OsString| {
        let text = argument.to_string_lossy();
        let name = text.split_once('=').map_or(text.as_ref(), |(name, _)| name);
        SECRET_OPTIONS.contains(&name)
    };
    own.take_while(|argument| *argument != "--").any(is_secret).then_some(REFUSAL)
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
        assert!(!refused(&["wxbw", "explain", "--", "--token"]));
    }
}

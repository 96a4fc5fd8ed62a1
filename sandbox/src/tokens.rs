//! Access tokens: which are accepted, what they permit, and until when.

use std::collections::HashMap;
use std::time::Duration;

use crate::clock::VirtualTime;
use crate::generated::options::{OAuthOptions, SandboxOptions};
use crate::random::Random;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Permit {
    pub(crate) may_write: bool,
    /// The expiry of the token, if it has one.
    pub(crate) expires: Option<VirtualTime>,
}

/// Every token that was ever valid, and the OAuth client that gets new ones.
#[derive(Debug)]
pub(crate) struct Tokens {
    main: String,
    main_expires: Option<VirtualTime>,
    main_lasts: Option<Duration>,
    read_only: String,
    issued: HashMap<String, VirtualTime>,
    oauth: Option<OAuthOptions>,
    refreshes: u64,
    random: Random,
}

/// The contents of a request for a new access token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Credentials<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) client_secret: &'a str,
    pub(crate) refresh_token: &'a str,
}

/// A new access token, and the refresh token for the next.
#[derive(Debug)]
pub(crate) struct IssuedToken {
    pub(crate) access_token: String,
    pub(crate) expires_in: Duration,
    pub(crate) refresh_token: String,
}

impl Tokens {
    pub(crate) fn new(options: &SandboxOptions, now: VirtualTime) -> Self {
        let mut tokens = Self {
            main: String::new(),
            main_expires: None,
            main_lasts: options.token_expires_after.map(seconds),
            read_only: options.read_only_token.clone(),
            issued: HashMap::new(),
            oauth: options.oauth.clone(),
            refreshes: 0,
            random: Random::of(options.seed, &[7]),
        };
        tokens.replace_main(options.token.clone(), now);
        tokens
    }

    /// Replaces the main token.
    pub(crate) fn replace_main(&mut self, token: String, now: VirtualTime) {
        self.main = token;
        self.main_expires = self.main_lasts.map(|length| now.after(length));
    }

    /// The permissions of a token; `None` if it is unknown or has expired.
    pub(crate) fn permit(&self, token: &str, now: VirtualTime) -> Option<Permit> {
        let permit = if token == self.main {
            Permit { may_write: true, expires: self.main_expires }
        } else if token == self.read_only {
            Permit { may_write: false, expires: None }
        } else {
            Permit { may_write: true, expires: Some(*self.issued.get(token)?) }
        };
        permit.expires.is_none_or(|end| now < end).then_some(permit)
    }

    /// Grants an access token; `None` if the client or its refresh token is wrong.
    pub(crate) fn refresh(
        &mut self,
        asked: Credentials<'_>,
        now: VirtualTime,
    ) -> Option<IssuedToken> {
        let oauth = self.oauth.as_mut()?;
        let right = oauth.client_id == asked.client_id
            && oauth.client_secret == asked.client_secret
            && oauth.refresh_token == asked.refresh_token;
        if oauth.fails || !right {
            return None;
        }
        if oauth.rotates {
            oauth.refresh_token = format!("sandbox-refresh-{}", self.random.uuid());
        }
        let access_token = format!("sandbox-access-{}", self.random.uuid());
        let expires_in = seconds(oauth.expires_in);
        self.issued.insert(access_token.clone(), now.after(expires_in));
        self.refreshes += 1;
        Some(IssuedToken { access_token, expires_in, refresh_token: oauth.refresh_token.clone() })
    }

    /// How many access tokens were granted.
    pub(crate) fn refreshes(&self) -> u64 {
        self.refreshes
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: Credentials<'_> = Credentials {
        client_id: "sandbox-client-id",
        client_secret: "sandbox-client-secret",
        refresh_token: "sandbox-refresh-token",
    };

    fn start() -> VirtualTime {
        VirtualTime::parse("2026-11-21T10:00:00Z").expect("a time")
    }

    fn later(seconds: u64) -> VirtualTime {
        start().after(Duration::from_secs(seconds))
    }

    fn tokens(change: impl FnOnce(&mut OAuthOptions)) -> Tokens {
        let mut oauth = OAuthOptions { expires_in: 60.0, ..OAuthOptions::default() };
        change(&mut oauth);
        let options = SandboxOptions { oauth: Some(oauth), ..SandboxOptions::default() };
        Tokens::new(&options, start())
    }

    #[test]
    fn an_issued_token_is_good_until_it_expires() {
        let mut tokens = tokens(|_| {});
        let issued = tokens.refresh(RIGHT, start()).expect("a token");
        assert_eq!(issued.refresh_token, RIGHT.refresh_token);
        let permit = Permit { may_write: true, expires: Some(later(60)) };
        assert_eq!(tokens.permit(&issued.access_token, later(59)), Some(permit));
        assert_eq!(tokens.permit(&issued.access_token, later(60)), None);
        assert_eq!(tokens.refreshes(), 1);
    }

    #[test]
    fn a_rotating_refresh_token_is_good_once() {
        let mut tokens = tokens(|oauth| oauth.rotates = true);
        let issued = tokens.refresh(RIGHT, start()).expect("a token");
        assert!(tokens.refresh(RIGHT, start()).is_none());
        let next = Credentials { refresh_token: &issued.refresh_token, ..RIGHT };
        let second = tokens.refresh(next, start()).expect("a token");
        assert!(tokens.permit(&issued.access_token, start()).is_some());
        assert!(tokens.permit(&second.access_token, start()).is_some());
    }

    #[test]
    fn requests_without_valid_client_credentials_are_refused() {
        for wrong in [
            Credentials { client_id: "x", ..RIGHT },
            Credentials { client_secret: "", ..RIGHT },
            Credentials { refresh_token: "sandbox-token", ..RIGHT },
        ] {
            assert!(tokens(|_| {}).refresh(wrong, start()).is_none());
        }
        assert!(tokens(|oauth| oauth.fails = true).refresh(RIGHT, start()).is_none());
        assert!(Tokens::new(&SandboxOptions::default(), start()).refresh(RIGHT, start()).is_none());
    }

    #[test]
    fn the_main_token_can_expire_and_its_successor_lives_as_long_again() {
        let options =
            SandboxOptions { token_expires_after: Some(100.0), ..SandboxOptions::default() };
        let mut tokens = Tokens::new(&options, start());
        assert!(tokens.permit("sandbox-token", later(99)).is_some());
        assert!(tokens.permit("sandbox-token", later(100)).is_none());
        tokens.replace_main("next".into(), later(100));
        assert!(tokens.permit("sandbox-token", later(100)).is_none());
        assert!(tokens.permit("next", later(199)).is_some());
        assert!(tokens.permit("next", later(200)).is_none());
        assert!(tokens.permit("sandbox-read-only-token", later(1_000_000)).is_some());
    }
}

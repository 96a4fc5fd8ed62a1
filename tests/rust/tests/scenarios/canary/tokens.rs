//! Token sources and stores, good and bad, that all hold secrets.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use webex_broadworks::{
    Error, FileStore, OAuthRefresh, Profile, ProvidedToken, StoreResult, StoredTokens,
    TokenProvider, TokenSource, TokenStore,
};

use super::program::{secret, write};

type Asked<'a, T> = Pin<Box<dyn Future<Output = StoreResult<T>> + Send + 'a>>;

/// Brings the token in one way or another.
#[derive(Clone, Copy, Debug)]
enum Brings {
    Token,
    ForAnHour,
    WithALineEnd,
    Nothing,
}

impl TokenProvider for Brings {
    fn token(&self) -> Asked<'_, ProvidedToken> {
        let token = secret("CANARY_TOKEN");
        let brought = match self {
            Self::Token => Ok(ProvidedToken::new(token, None)),
            Self::ForAnHour => {
                let end = SystemTime::now() + Duration::from_secs(3600);
                Ok(ProvidedToken::new(token, Some(end)))
            }
            Self::WithALineEnd => Ok(ProvidedToken::new(token + "\n", None)),
            Self::Nothing => Err("sealed".into()),
        };
        Box::pin(async { brought })
    }
}

/// Every kind of source but OAuth, as it is and as it should not be.
pub(super) fn sources(folder: &Path) -> Vec<Result<TokenSource, Error>> {
    let shell = |script: &str| TokenSource::command(["sh", "-c", script]);
    let token = secret("CANARY_TOKEN");
    let file = |name: &str, text: &str, mode| write(&folder.join(name), text, mode);
    let table = "[profiles.a]\ntoken = { env = \"CANARY_TOKEN\" }\n";
    let right = file("profiles", table, 0o600);
    let wrong = file("wrong-profiles", &format!("[profiles.a]\ntoken = \"{token}\"\n"), 0o600);
    let profile = |path: &Path| Profile::load(path, "a").map(|profile| profile.token);
    vec![
        TokenSource::literal(&token),
        TokenSource::literal(format!("Bearer {token}")),
        TokenSource::environment("CANARY_TOKEN"),
        TokenSource::environment("CANARY_WITH_A_LINE_END"),
        TokenSource::file(file("token", &token, 0o600)),
        TokenSource::file(file("shared", &token, 0o644)),
        TokenSource::file(file("two", &format!("{token} {token}"), 0o600)),
        shell("printenv CANARY_TOKEN"),
        shell("printenv CANARY_TOKEN; exit 3"),
        shell("printenv CANARY_TOKEN CANARY_CLIENT_SECRET"),
        profile(&right),
        profile(&wrong),
        Ok(TokenSource::provider(Brings::Token)),
        Ok(TokenSource::provider(Brings::ForAnHour)),
        Ok(TokenSource::provider(Brings::WithALineEnd)),
        Ok(TokenSource::provider(Brings::Nothing)),
    ]
}

/// Keeps nothing, or fails in one of its duties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Store {
    Forgets,
    CannotLoad,
    CannotSave,
    CannotLock,
}

impl TokenStore for Store {
    fn load(&self) -> Asked<'_, Option<StoredTokens>> {
        let failed = *self == Self::CannotLoad;
        Box::pin(async move { if failed { Err("load".into()) } else { Ok(None) } })
    }

    fn save<'a>(&'a self, _: &'a StoredTokens) -> Asked<'a, ()> {
        let failed = *self == Self::CannotSave;
        Box::pin(async move { if failed { Err("save".into()) } else { Ok(()) } })
    }

    fn lock(&self) -> Asked<'_, Box<dyn Send>> {
        let failed = *self == Self::CannotLock;
        let locked = if failed { Err("lock".into()) } else { Ok(Box::new(()) as Box<dyn Send>) };
        Box::pin(async { locked })
    }
}

/// OAuth with its secrets as text, and one of these stores.
pub(super) fn oauth(store: Store) -> TokenSource {
    let refresh = OAuthRefresh::new("C1", client_secret(), refresh_token(), store);
    TokenSource::oauth(refresh.expect("an id"))
}

/// OAuth with a file.
pub(super) fn oauth_in(file: &Path) -> TokenSource {
    let store = FileStore::new(file).expect("an absolute path");
    let refresh = OAuthRefresh::new("C1", client_secret(), refresh_token(), store);
    TokenSource::oauth(refresh.expect("an id"))
}

fn client_secret() -> TokenSource {
    TokenSource::environment("CANARY_CLIENT_SECRET").expect("a secret")
}

fn refresh_token() -> TokenSource {
    TokenSource::literal(secret("CANARY_REFRESH_TOKEN")).expect("a secret")
}

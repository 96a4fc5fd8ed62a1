//! Stores refreshed tokens, so that processes don't repeat a refresh.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::auth::folders::{absolute, name_a_place};
use crate::auth::secret_file::{read_private, write_private};
use crate::blocking::run_blocking;
use crate::clock::BoxFuture;
use crate::error::{Error, Result};
use crate::message::message;

/// How long to wait for another process that holds the store.
const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// The tokens of one refresh. Its fields are secrets: it has no `Debug`.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StoredTokens {
    /// The access token. Empty if no usable one was granted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub access_token: String,
    /// When it expires, in seconds since 1970.
    pub expires_at: u64,
    /// When it should be refreshed, in seconds since 1970.
    pub refresh_at: u64,
    /// The refresh token for the next refresh.
    pub refresh_token: String,
    /// When the refresh token expires, in seconds since 1970, if the token endpoint said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token_expires_at: Option<u64>,
    /// The base URL of the API that granted them.
    #[serde(default)]
    pub base_url: String,
    /// The client that they were granted to.
    #[serde(default)]
    pub client_id: String,
    /// The initial refresh token. With another one, it is another authorization, perhaps of another
    /// partner.
    #[serde(default)]
    pub authorized_with: String,
}

impl StoredTokens {
    /// Takes over the access token of other tokens, or removes it.
    pub(crate) fn keep_access_token_of(&mut self, other: Option<&Self>) {
        self.access_token.zeroize();
        (self.expires_at, self.refresh_at) = (0, 0);
        if let Some(other) = other {
            self.access_token.clone_from(&other.access_token);
            (self.expires_at, self.refresh_at) = (other.expires_at, other.refresh_at);
        }
    }
}

/// A result of the caller's own code.
pub type StoreResult<T> = std::result::Result<T, Box<dyn StdError + Send + Sync>>;

/// A time as [`StoredTokens`] has it, in seconds since 1970.
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Keeps the tokens of an [`OAuthRefresh`](crate::auth::OAuthRefresh) between runs and processes.
pub trait TokenStore: Debug + Send + Sync + 'static {
    /// The tokens that were saved last; `None` if none were saved.
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<StoredTokens>>>;

    /// Saves tokens. The client awaits it before it uses them.
    fn save<'a>(&'a self, tokens: &'a StoredTokens) -> BoxFuture<'a, StoreResult<()>>;

    /// Keeps other processes out until the guard is dropped. Does nothing unless overridden.
    fn lock(&self) -> BoxFuture<'_, StoreResult<Box<dyn Send>>> {
        Box::pin(async { Ok(Box::new(()) as Box<dyn Send>) })
    }
}

/// A file that only its owner can read, with a lock beside it that processes share.
#[derive(Clone, Debug)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// Keeps tokens in a file, which is made when there are some. A leading `~/` is the home folder.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the path is relative to the
    /// working directory.
    pub fn new(path: impl Into<PathBuf>) -> Result<Self> {
        absolute(path.into()).map(|path| Self { path })
    }

    async fn wait_for_lock(&self) -> Result<FileLockGuard> {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let path = self.path.with_file_name(name);
        let place = path.clone();
        let file = run_blocking(move || open_lock(&place)).await?;
        let step = Duration::from_millis(50);
        let mut waited = Duration::ZERO;
        while waited < LOCK_TIMEOUT {
            match file.try_lock() {
                Ok(()) => return Ok(FileLockGuard(file)),
                Err(std::fs::TryLockError::WouldBlock) => tokio::time::sleep(step).await,
                Err(std::fs::TryLockError::Error(error)) => {
                    return Err(lock_error(&path, "cannot be locked").with_source(error));
                }
            }
            waited += step;
        }
        Err(lock_error(&path, "has been held by another process for a minute"))
    }
}

/// Opens a lock file, and creates it if it is missing.
fn open_lock(path: &Path) -> Result<File> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)
            .map_err(|error| file_error(directory, "cannot be made").with_source(error))?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| file_error(path, "cannot be opened").with_source(error))
}

fn lock_error(path: &Path, what: &str) -> Error {
    Error::configuration(format!("the token store's lock {} {what}", path.display()))
}

fn file_error(path: &Path, what: &str) -> Error {
    let path = path.display();
    Error::configuration(message!("{path} {what}. {}", name_a_place()))
}

fn is_out_of_room(error: &Error) -> bool {
    let cause = error.details().source.as_ref();
    cause.and_then(|cause| cause.downcast_ref::<std::io::Error>()).is_some_and(|error| {
        matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
    })
}

/// A held lock. It is released explicitly, because a forked child might still have the file open.
struct FileLockGuard(File);

impl Drop for FileLockGuard {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<StoredTokens>>> {
        Box::pin(async {
            let path = self.path.clone();
            let read =
                run_blocking(
                    move || if path.exists() { read_private(&path).map(Some) } else { Ok(None) },
                );
            // A damaged file counts as missing: the initial refresh token is used again.
            Ok(read.await?.and_then(|text| serde_json::from_slice(&text).ok()))
        })
    }

    fn save<'a>(&'a self, tokens: &'a StoredTokens) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async {
            let text = zeroize::Zeroizing::new(serde_json::to_string(tokens)?);
            let path = self.path.clone();
            run_blocking(move || {
                write_private(&path, &text)
                    .map_err(|error| file_error(&path, "cannot be written").with_source(error))
            })
            .await?;
            Ok(())
        })
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<Box<dyn Send>>> {
        Box::pin(async {
            match self.wait_for_lock().await {
                Ok(lock) => Ok(Box::new(lock) as Box<dyn Send>),
                // A lock file needs only a directory entry. If even that is impossible, each
                // process refreshes on its own.
                Err(error) if is_out_of_room(&error) => Ok(Box::new(()) as Box<dyn Send>),
                Err(error) => Err(error.into()),
            }
        })
    }
}

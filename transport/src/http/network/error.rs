//! Why a connection could not be opened, or had no response.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

/// Why a TLS handshake fails without a common cipher suite.
const TLS_NEEDS: &str = "the server and this client have no TLS version and cipher suite in \
     common. This client needs TLS 1.3, or TLS 1.2 with an ECDHE key exchange and AES-GCM or \
     ChaCha20-Poly1305. If the server, or a proxy that inspects TLS, offers only RSA key exchange \
     or older versions, it must be reconfigured";

/// A failure of the network below HTTP.
#[derive(Clone, Debug, Error)]
pub(crate) enum NetworkError {
    #[error("the host name {host} could not be resolved")]
    NotResolved {
        host: String,
        #[source]
        source: Arc<io::Error>,
    },
    #[error("the TCP connection could not be opened")]
    Tcp(#[source] Arc<io::Error>),
    #[error("the connection was not ready within {:.1} s", .0.as_secs_f64())]
    ConnectTimeout(Duration),
    #[error("the proxy requires a login, or refused it (407 Proxy Authentication Required)")]
    ProxyLogin,
    #[error("the proxy did not open the connection")]
    ProxyRefused,
    #[error("the TLS handshake failed{}", hint(.0))]
    Tls(#[source] rustls::Error),
    #[error("no complete response within {:.1} s", .0.as_secs_f64())]
    AttemptTimeout(Duration),
    #[error("nothing was received for {:.1} s", .0.as_secs_f64())]
    ReadTimeout(Duration),
}

impl NetworkError {
    /// Why no connection could be opened, if the chain of causes shows it. reqwest has one name for
    /// refused connections, unknown hosts and certificates.
    pub(crate) fn of_connecting(error: &reqwest::Error, timeout: Duration) -> Option<Self> {
        if error.is_timeout() {
            return Some(Self::ConnectTimeout(timeout));
        }
        let mut tcp = None;
        for cause in causes(error) {
            if let Some(own) = cause.downcast_ref::<Self>() {
                return Some(own.clone());
            }
            if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
                return Some(Self::Tls(tls.clone()));
            }
            // The errors of the proxy's tunnel are private to the crate that makes them.
            let text = cause.to_string();
            if text.contains("proxy authorization required") {
                return Some(Self::ProxyLogin);
            }
            if text.contains("tunnel error") || text.contains("unsuccessful") {
                return Some(Self::ProxyRefused);
            }
            if let Some(io) = cause.downcast_ref::<io::Error>() {
                tcp = Some(io);
            }
        }
        let io = tcp?;
        let owned = match io.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(io.kind(), io.to_string()),
        };
        Some(Self::Tcp(Arc::new(owned)))
    }

    /// Node's code for the failure, unless the cause has it.
    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::NotResolved { source, .. } if is_temporary(source) => Some("EAI_AGAIN"),
            Self::NotResolved { .. } => Some("ENOTFOUND"),
            Self::ConnectTimeout(_) | Self::AttemptTimeout(_) | Self::ReadTimeout(_) => {
                Some("ETIMEDOUT")
            }
            Self::Tcp(_) | Self::ProxyLogin | Self::ProxyRefused | Self::Tls(_) => None,
        }
    }

    /// Whether a retry would fail in the same way.
    pub(crate) fn is_permanent(&self) -> bool {
        use rustls::Error as Tls;
        match self {
            Self::ProxyLogin => true,
            Self::Tls(error) => matches!(
                error,
                Tls::InvalidCertificate(_)
                    | Tls::NoCertificatesPresented
                    | Tls::UnsupportedNameType
                    | Tls::PeerIncompatible(_)
                    | Tls::AlertReceived(_)
                    | Tls::InvalidCertRevocationList(_)
                    | Tls::General(_)
            ),
            _ => false,
        }
    }

    /// Whether time was up.
    pub(crate) fn is_timeout(&self) -> bool {
        match self {
            Self::ConnectTimeout(_) | Self::AttemptTimeout(_) | Self::ReadTimeout(_) => true,
            Self::Tcp(error) => error.kind() == io::ErrorKind::TimedOut,
            _ => false,
        }
    }
}

/// getaddrinfo has a code for it, which the standard library doesn't expose.
fn is_temporary(error: &io::Error) -> bool {
    error.to_string().to_ascii_lowercase().contains("temporary failure")
}

fn hint(error: &rustls::Error) -> String {
    use rustls::{AlertDescription as Alert, Error as Tls};
    match error {
        Tls::PeerIncompatible(_)
        | Tls::AlertReceived(
            Alert::HandshakeFailure | Alert::InsufficientSecurity | Alert::ProtocolVersion,
        ) => format!(": {TLS_NEEDS}"),
        _ => String::new(),
    }
}

/// An error and its causes, outermost first.
pub(crate) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        let error: &'a (dyn StdError + 'static) = *error;
        match error.downcast_ref::<io::Error>() {
            // The `source` of an io error skips the error that it wraps.
            Some(io) => io.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

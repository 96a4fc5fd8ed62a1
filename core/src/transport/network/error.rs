//! Why a connection could not be opened or brought no answer.

use std::io;
use std::time::Duration;

use http::StatusCode;
use thiserror::Error;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What a TLS server lacks with which no handshake succeeds.
const TLS_NEEDS: &str = "the server and this client have no TLS version and cipher suite in common. \
     This client needs TLS 1.3, or TLS 1.2 with an ECDHE key exchange and AES-GCM or \
     ChaCha20-Poly1305. A server, or a proxy that inspects TLS, which offers only RSA key exchange \
     or older versions has to be changed";

/// A failure of the network below HTTP.
#[derive(Debug, Error)]
pub(crate) enum NetworkError {
    #[error("the host name {host} could not be resolved")]
    NotResolved {
        host: String,
        #[source]
        source: io::Error,
    },
    #[error("the TCP connection could not be opened")]
    Tcp(#[source] BoxError),
    #[error("the connection was not ready within {:.1} s", .0.as_secs_f64())]
    ConnectTimeout(Duration),
    #[error("the proxy wants a login, or another one (407 Proxy Authentication Required)")]
    ProxyLogin,
    #[error("the proxy refused the connection: it answered {0}")]
    ProxyRefused(StatusCode),
    #[error("the proxy did not open the connection")]
    Proxy(#[source] BoxError),
    #[error("the TLS handshake failed{}", hint(.0))]
    Tls(#[source] io::Error),
    #[error("the connection was opened and then lost")]
    Handshake(#[source] hyper::Error),
    #[error("no whole response within {:.1} s", .0.as_secs_f64())]
    AttemptTimeout(Duration),
    #[error("nothing was received for {:.1} s", .0.as_secs_f64())]
    ReadTimeout(Duration),
}

impl NetworkError {
    /// What Node calls the failure, where it is not in the cause.
    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::NotResolved { source, .. } if is_temporary(source) => Some("EAI_AGAIN"),
            Self::NotResolved { .. } => Some("ENOTFOUND"),
            Self::ConnectTimeout(_) | Self::AttemptTimeout(_) | Self::ReadTimeout(_) => {
                Some("ETIMEDOUT")
            }
            Self::Tcp(_)
            | Self::ProxyLogin
            | Self::ProxyRefused(_)
            | Self::Proxy(_)
            | Self::Tls(_)
            | Self::Handshake(_) => None,
        }
    }

    /// Whether it would end the same if it were tried again.
    pub(crate) fn is_permanent(&self) -> bool {
        use rustls::Error as Tls;
        match self {
            Self::ProxyLogin => true,
            Self::Tls(error) => matches!(
                tls_error(error),
                Some(
                    Tls::InvalidCertificate(_)
                        | Tls::NoCertificatesPresented
                        | Tls::UnsupportedNameType
                        | Tls::PeerIncompatible(_)
                        | Tls::AlertReceived(_)
                        | Tls::InvalidCertRevocationList(_)
                        | Tls::General(_)
                )
            ),
            _ => false,
        }
    }

    /// Whether time was up.
    pub(crate) fn is_timeout(&self) -> bool {
        if matches!(self, Self::ConnectTimeout(_) | Self::AttemptTimeout(_) | Self::ReadTimeout(_))
        {
            return true;
        }
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            let io = cause.downcast_ref::<io::Error>();
            if io.is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
                return true;
            }
            next = cause.source();
        }
        false
    }
}

/// getaddrinfo has a code for it that the standard library keeps to itself.
fn is_temporary(error: &io::Error) -> bool {
    error.to_string().to_ascii_lowercase().contains("temporary failure")
}

/// The error of the TLS library that an io error wraps.
pub(crate) fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn hint(error: &io::Error) -> String {
    use rustls::AlertDescription as Alert;
    use rustls::Error as Tls;
    match tls_error(error) {
        Some(
            Tls::PeerIncompatible(_)
            | Tls::AlertReceived(
                Alert::HandshakeFailure | Alert::InsufficientSecurity | Alert::ProtocolVersion,
            ),
        ) => format!(": {TLS_NEEDS}"),
        _ => String::new(),
    }
}

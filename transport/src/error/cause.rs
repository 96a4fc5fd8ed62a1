//! The causes of an error as data, with Node's codes.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use serde::Serialize;

use crate::error::Error;
use crate::http::network::error::NetworkError;
use crate::message::Spelling;

/// One of the causes of an [`Error`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cause {
    /// What happened, in words.
    pub message: String,
    /// What Node calls it or the next cause that has a code, such as `ECONNREFUSED`, `ENOTFOUND`,
    /// `ETIMEDOUT` or `CERT_HAS_EXPIRED`.
    pub code: Option<&'static str>,
}

impl Error {
    /// The causes of this error, outermost first.
    pub fn causes(&self, spelling: Spelling) -> Vec<Cause> {
        let mut causes: Vec<Cause> = Vec::new();
        let mut next: Option<&(dyn StdError + 'static)> =
            self.0.source.as_deref().map(|source| source as _);
        while let Some(error) = next {
            // Only the reason of our own errors: the outermost error has the advice.
            let message = match error.downcast_ref::<Error>() {
                Some(own) => own.0.reason.render(spelling),
                None => error.to_string(),
            };
            let code = code(error);
            match causes.iter_mut().find(|known| known.message.contains(&message)) {
                Some(known) => known.code = known.code.or(code),
                None => causes.push(Cause { message, code }),
            }
            next = error.source();
        }
        let mut inner = None;
        for cause in causes.iter_mut().rev() {
            inner = cause.code.or(inner);
            cause.code = inner;
        }
        causes
    }
}

fn code(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    if let Some(network) = error.downcast_ref::<NetworkError>() {
        return network.code();
    }
    let shared = error.downcast_ref::<Arc<io::Error>>().map(|io| &**io);
    if let Some(io) = shared.or_else(|| error.downcast_ref()) {
        let wrapped = io.get_ref().and_then(|inner| code(inner));
        return wrapped.or_else(|| io_code(io.kind()));
    }
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(tls_code(tls));
    }
    let hyper = error.downcast_ref::<hyper::Error>()?;
    (hyper.is_incomplete_message() || hyper.is_closed()).then_some("ECONNRESET")
}

fn io_code(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as Io;
    Some(match kind {
        Io::AddrNotAvailable => "EADDRNOTAVAIL",
        Io::BrokenPipe => "EPIPE",
        Io::ConnectionAborted => "ECONNABORTED",
        Io::ConnectionRefused => "ECONNREFUSED",
        Io::ConnectionReset | Io::UnexpectedEof => "ECONNRESET",
        Io::HostUnreachable => "EHOSTUNREACH",
        Io::NetworkDown => "ENETDOWN",
        Io::NetworkUnreachable => "ENETUNREACH",
        Io::NotFound => "ENOENT",
        Io::PermissionDenied => "EACCES",
        Io::TimedOut => "ETIMEDOUT",
        _ => return None,
    })
}

fn tls_code(error: &rustls::Error) -> &'static str {
    use rustls::CertificateError as Certificate;
    let rustls::Error::InvalidCertificate(error) = error else { return "EPROTO" };
    match error {
        Certificate::Expired | Certificate::ExpiredContext { .. } => "CERT_HAS_EXPIRED",
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => "CERT_NOT_YET_VALID",
        Certificate::Revoked => "CERT_REVOKED",
        Certificate::BadSignature => "CERT_SIGNATURE_FAILURE",
        Certificate::UnknownIssuer => "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
            "ERR_TLS_CERT_ALTNAME_INVALID"
        }
        _ => "CERT_REJECTED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::message::snake_case;

    #[test]
    fn every_cause_has_the_code_of_the_first_that_has_one() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        let source = NetworkError::Tcp(Arc::new(refused));
        let error = Error::new(ErrorKind::Connection, "no connection").with_source(source);
        let codes: Vec<_> = error.causes(snake_case).into_iter().map(|cause| cause.code).collect();
        assert_eq!(codes, [Some("ECONNREFUSED"); 2]);
        let plain = Error::new(ErrorKind::Connection, "broken").with_source("so it is");
        let expected = Cause { message: "so it is".to_owned(), code: None };
        assert_eq!(plain.causes(snake_case), [expected]);
    }
}

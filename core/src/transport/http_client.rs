//! The HTTP client below: TLS, proxies and time limits, set once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::{Certificate, Proxy};

use crate::base_url::BaseUrl;
use crate::error::{Error, Result};

/// What the HTTP client is made from.
#[derive(Clone, Debug, Default)]
pub(crate) struct HttpOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) proxy: Option<GivenUrl>,
    pub(crate) trust_env: bool,
    pub(crate) ca_files: Vec<PathBuf>,
    pub(crate) user_agent_suffix: Option<String>,
}

/// A URL as the caller wrote it, which may hold a password.
#[derive(Clone)]
pub(crate) struct GivenUrl(pub(crate) String);

impl std::fmt::Debug for GivenUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let host = url::Url::parse(&self.0).ok().and_then(|url| url.host_str().map(str::to_owned));
        f.write_str(host.as_deref().unwrap_or("(not a URL)"))
    }
}

/// Builds it for one origin.
pub(crate) fn build(options: &HttpOptions, base: &BaseUrl) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .user_agent(user_agent(options.user_agent_suffix.as_deref())?)
        .redirect(reqwest::redirect::Policy::none())
        // There is one layer that retries, and it is not this one.
        .retry(reqwest::retry::never())
        .referer(false)
        .https_only(!base.is_loopback())
        .tls_version_min(reqwest::tls::Version::TLS_1_2)
        .connect_timeout(options.connect_timeout)
        .read_timeout(options.read_timeout)
        .no_proxy();
    if let Some(proxy) = proxy(options, base)? {
        builder = builder.proxy(proxy);
    }
    let mut extra = Vec::new();
    for file in &options.ca_files {
        extra.extend(read_certificates(file)?);
    }
    builder = match system_roots_without_environment(options) {
        Some(mut roots) => {
            roots.extend(extra);
            builder.tls_certs_only(roots)
        }
        None => builder.tls_certs_merge(extra),
    };
    builder.build().map_err(|error| {
        Error::configuration(
            "the HTTP client cannot be set up; most often the system has no CA certificates: \
             install them (Debian: ca-certificates), or name a PEM file by `ca_file` or \
             SSL_CERT_FILE",
        )
        .with_source(error.without_url())
    })
}

fn user_agent(suffix: Option<&str>) -> Result<String> {
    let own = concat!("webex-broadworks/", env!("CARGO_PKG_VERSION"));
    match suffix {
        None => Ok(own.to_owned()),
        Some(suffix) if suffix.chars().all(|c| c.is_ascii_graphic() || c == ' ') => {
            Ok(format!("{own} {}", suffix.trim()))
        }
        Some(_) => Err(Error::configuration(
            "`user_agent_suffix` holds characters that cannot stand in a header; use printable \
             ASCII such as nightly-sync/1.2",
        )),
    }
}

/// The proxy for the one origin this client talks to. A loopback address never goes through one:
/// it would mean another machine there, and get the token in clear.
fn proxy(options: &HttpOptions, base: &BaseUrl) -> Result<Option<Proxy>> {
    if base.is_loopback() {
        return Ok(None);
    }
    let refuse = |what: &str, error: reqwest::Error| {
        Error::configuration(format!(
            "{what} is not a proxy that can be used: it looks like http://proxy.example:3128"
        ))
        .with_source(error.without_url())
    };
    if let Some(GivenUrl(url)) = &options.proxy {
        return Proxy::all(url).map(Some).map_err(|error| refuse("`proxy`", error));
    }
    if !options.trust_env {
        return Ok(None);
    }
    let Ok(destination) = base.as_url().as_str().parse::<Uri>() else {
        return Ok(None);
    };
    match Matcher::from_system().intercept(&destination) {
        Some(intercept) => from_environment(&intercept)
            .map(Some)
            .map_err(|error| refuse("the proxy that the environment names", error)),
        None => Ok(None),
    }
}

fn from_environment(intercept: &Intercept) -> reqwest::Result<Proxy> {
    let mut proxy = Proxy::all(intercept.uri().to_string())?;
    if let Some(login) = intercept.basic_auth() {
        proxy = proxy.custom_http_auth(login.clone());
    }
    if let Some((user, password)) = intercept.raw_auth() {
        proxy = proxy.basic_auth(user, password);
    }
    Ok(proxy)
}

fn read_certificates(file: &Path) -> Result<Vec<Certificate>> {
    let named = |what: &str| {
        Error::configuration(format!(
            "the file of certificate authorities {} {what}",
            file.display()
        ))
    };
    let pem = std::fs::read(file).map_err(|error| named("cannot be read").with_source(error))?;
    let certificates = Certificate::from_pem_bundle(&pem)
        .map_err(|error| named("is not a PEM file of certificates").with_source(error))?;
    if certificates.is_empty() {
        return Err(named("holds no certificate in PEM form"));
    }
    Ok(certificates)
}

/// The system's own roots where the environment names others and is not to be trusted.
///
/// The platform verifier asks `SSL_CERT_FILE` and `SSL_CERT_DIR` first and cannot be told not to.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn system_roots_without_environment(options: &HttpOptions) -> Option<Vec<Certificate>> {
    let named =
        ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| std::env::var_os(name).is_some());
    if options.trust_env || !named {
        return None;
    }
    let mut roots = Vec::new();
    for directory in openssl_probe::candidate_cert_dirs() {
        roots.extend(rustls_native_certs::load_certs_from_paths(None, Some(directory)).certs);
        for bundle in ["ca-certificates.crt", "ca-bundle.crt", "ca-bundle.trust.crt"] {
            let file = directory.join(bundle);
            if file.exists() {
                roots.extend(rustls_native_certs::load_certs_from_paths(Some(&file), None).certs);
            }
        }
    }
    Some(roots.iter().filter_map(|der| Certificate::from_der(der).ok()).collect())
}

#[cfg(not(all(unix, not(target_vendor = "apple"))))]
fn system_roots_without_environment(_options: &HttpOptions) -> Option<Vec<Certificate>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> BaseUrl {
        BaseUrl::parse(url).unwrap()
    }

    #[test]
    fn loopback_never_goes_through_a_proxy() {
        let options = HttpOptions {
            proxy: Some(GivenUrl("http://proxy.example:3128".to_owned())),
            ..HttpOptions::default()
        };
        assert!(proxy(&options, &base("http://127.0.0.1:1/v1")).unwrap().is_none());
        assert!(proxy(&options, &base("https://[::1]:1/v1")).unwrap().is_none());
        assert!(proxy(&options, &base("https://webexapis.com/v1")).unwrap().is_some());
    }

    #[test]
    fn a_proxy_s_password_is_never_shown() {
        let url = GivenUrl("http://user:SECRET@proxy.example:3128".to_owned());
        assert_eq!(format!("{url:?}"), "proxy.example");
        let bad = HttpOptions {
            proxy: Some(GivenUrl("http://user:SECRET@:x".to_owned())),
            ..HttpOptions::default()
        };
        let error = proxy(&bad, &base("https://webexapis.com/v1")).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
    }

    #[test]
    fn a_suffix_that_is_no_header_is_refused() {
        assert_eq!(
            user_agent(Some("nightly/1")).unwrap(),
            concat!("webex-broadworks/", env!("CARGO_PKG_VERSION"), " nightly/1")
        );
        assert!(user_agent(Some("x\r\nEvil: 1")).is_err());
    }

    #[test]
    fn a_ca_file_is_read_or_named() {
        let missing = read_certificates(Path::new("/nonexistent/ca.pem")).unwrap_err();
        assert!(missing.to_string().contains("/nonexistent/ca.pem"));
    }
}

//! The trusted certificate authorities: the system's, those of files, or built-in ones.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
#[cfg(feature = "aws-lc-rs")]
use rustls::crypto::aws_lc_rs as tls;
#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
use rustls::crypto::ring as tls;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::auth::refuse_token;
use crate::environment::{Variables, expand};
use crate::error::{Error, Result};
use crate::http::network::options::HttpOptions;
use crate::message::{Message, Name, message};

/// The variables that replace the system's authorities.
const FILE_VARIABLE: &str = "SSL_CERT_FILE";
const DIRECTORY_VARIABLE: &str = "SSL_CERT_DIR";

/// Node's variable for extra authorities.
const NODE_VARIABLE: &str = "NODE_EXTRA_CA_CERTS";

/// Files in which systems keep all their authorities, in addition to the probed directories.
#[cfg(all(unix, not(target_vendor = "apple")))]
const BUNDLES: [&str; 10] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/ssl/cert.pem",
    "/opt/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/certs/cacert.pem",
    "/usr/local/etc/ssl/cert.pem",
    "/etc/certs/ca-certificates.crt",
];

type Certificates = Vec<CertificateDer<'static>>;

/// How servers are verified, and notices for the caller.
pub(crate) struct Trust {
    pub(crate) tls: ClientConfig,
    pub(crate) notices: Vec<Message>,
}

impl Trust {
    /// Recognizes no server.
    pub(crate) fn in_nothing() -> Result<Self> {
        let provider = Arc::new(tls::default_provider());
        let tls = with_roots(&provider, RootCertStore::empty(), Vec::new())?;
        Ok(Self { tls, notices: Vec::new() })
    }

    pub(crate) fn build(options: &HttpOptions, variables: &Variables) -> Result<Self> {
        let mut notices = Vec::new();
        let extra = extra_authorities(options, variables, &mut notices)?;
        let provider = Arc::new(tls::default_provider());
        let named = if options.trust_env { named_authorities(variables)? } else { None };
        let mut tls = match named {
            Some(named) => with_roots(&provider, RootCertStore::empty(), [named, extra].concat())?,
            None => of_system(&provider, options, extra, &mut notices)?,
        };
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { tls, notices })
    }
}

/// Trusts the system's authorities, or others if a Unix system has none.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn of_system(
    provider: &Arc<CryptoProvider>,
    options: &HttpOptions,
    extra: Certificates,
    notices: &mut Vec<Message>,
) -> Result<ClientConfig> {
    let roots = system_roots(system_authorities(), options, extra.is_empty(), notices);
    with_roots(provider, roots, extra)
}

/// The system's authorities. If it has none and no others are given, Node's or the bundled ones.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn system_roots(
    system: Certificates,
    options: &HttpOptions,
    are_needed: bool,
    notices: &mut Vec<Message>,
) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(system);
    if roots.is_empty() && are_needed {
        let whose = if let Some(pem) = &options.fallback_roots {
            let fallback = CertificateDer::pem_slice_iter(pem).filter_map(Result::ok);
            roots.add_parsable_certificates(fallback);
            "Node's own"
        } else {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            "the bundled ones of Mozilla"
        };
        notices.push(message!(
            "the system has no CA certificates, so {whose} are used. To trust others, install them \
             (Debian: ca-certificates), or name a file by {} or {FILE_VARIABLE}",
            Name::Argument("ca_file")
        ));
    }
    roots
}

/// Lets the operating system verify servers.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
fn of_system(
    provider: &Arc<CryptoProvider>,
    _options: &HttpOptions,
    extra: Certificates,
    _notices: &mut Vec<Message>,
) -> Result<ClientConfig> {
    use rustls_platform_verifier::Verifier;

    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(provider)).map_err(refused)?;
    let config = ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

fn with_roots(
    provider: &Arc<CryptoProvider>,
    mut roots: RootCertStore,
    extra: Certificates,
) -> Result<ClientConfig> {
    roots.add_parsable_certificates(extra);
    let config = ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

fn refused(error: rustls::Error) -> Error {
    Error::configuration("TLS cannot be set up").with_source(error)
}

/// The files in which the system has its authorities, without reading them.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn system_files() -> (Vec<PathBuf>, Vec<PathBuf>) {
    let bundles = BUNDLES.iter().map(PathBuf::from).filter(|file| file.is_file()).collect();
    let directories = openssl_probe::candidate_cert_dirs()
        .filter(|directory| {
            std::fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some())
        })
        .map(Path::to_path_buf)
        .collect();
    (bundles, directories)
}

#[cfg(all(unix, not(target_vendor = "apple")))]
fn system_authorities() -> Certificates {
    use rustls_native_certs::load_certs_from_paths;

    let (bundles, directories) = system_files();
    let of_files = bundles.iter().map(|file| load_certs_from_paths(Some(file), None));
    let of_directories = directories.iter().map(|dir| load_certs_from_paths(None, Some(dir)));
    of_files.chain(of_directories).flat_map(|found| found.certs).collect()
}

/// Whether the system obviously has no certificates, without reading any.
pub fn system_has_no_authorities() -> bool {
    #[cfg(all(unix, not(target_vendor = "apple")))]
    return system_files() == (Vec::new(), Vec::new());
    #[cfg(not(all(unix, not(target_vendor = "apple"))))]
    return false;
}

/// The authorities that replace the system's, if the environment names any.
fn named_authorities(variables: &Variables) -> Result<Option<Certificates>> {
    let mut found = None;
    if let Some(file) = variables.path(FILE_VARIABLE) {
        let certificates =
            read_authorities(&file).map_err(|why| of_variable(FILE_VARIABLE, &why))?;
        found.get_or_insert_with(Vec::new).extend(certificates);
    }
    if let Some(directories) = variables.path(DIRECTORY_VARIABLE) {
        let of_directories = found.get_or_insert_with(Vec::new);
        let before = of_directories.len();
        for directory in std::env::split_paths(&directories).filter(|it| !it.as_os_str().is_empty())
        {
            let files = expanded(&directory)
                .and_then(|it| {
                    std::fs::read_dir(it).map_err(|why| format!("which cannot be read: {why}"))
                })
                .map_err(|why| {
                    of_variable(DIRECTORY_VARIABLE, &format!("{}, {why}", directory.display()))
                })?;
            // The folder may also contain revocation lists and other files.
            let certificates = files.flatten().map(|entry| read_authorities(&entry.path()));
            of_directories.extend(certificates.filter_map(Result::ok).flatten());
        }
        if of_directories.len() == before {
            let why = format!("{}, where there is no certificate", directories.display());
            return Err(of_variable(DIRECTORY_VARIABLE, &why));
        }
    }
    Ok(found)
}

fn of_variable(name: &str, why: &str) -> Error {
    Error::configuration(message!(
        "the environment variable {name} names {why}. Correct or unset it{}",
        Message::optional(", or pass ", Name::Setting("trust_env", "False".to_owned()))
    ))
}

/// The authorities of `ca_file`.
pub(crate) fn given_authorities(options: &HttpOptions) -> Result<Certificates> {
    let mut given = Vec::new();
    for file in &options.ca_files {
        let argument = Name::Argument("ca_file");
        let refused = |why| Error::configuration(message!("{} names {why}", argument.clone()));
        if !file.exists() {
            refuse_token(&file.to_string_lossy(), argument.clone(), "a path")?;
        }
        given.extend(read_authorities(file).map_err(refused)?);
    }
    Ok(given)
}

/// The extra trusted authorities: those of `ca_file`, and those of Node's variable.
fn extra_authorities(
    options: &HttpOptions,
    variables: &Variables,
    notices: &mut Vec<Message>,
) -> Result<Certificates> {
    let mut extra = given_authorities(options)?;
    let node = Some(NODE_VARIABLE).filter(|_| options.node_environment && options.trust_env);
    if let Some(file) = node.and_then(|name| variables.path(name)) {
        match read_authorities(&file) {
            Ok(certificates) => extra.extend(certificates),
            // Node also warns and continues without them.
            Err(why) => notices.push(
                format!("the environment variable {NODE_VARIABLE} is ignored: it names {why}")
                    .into(),
            ),
        }
    }
    Ok(extra)
}

/// Reads a file of authorities in PEM or DER form. The error starts with the file.
fn read_authorities(file: &Path) -> Result<Certificates, String> {
    let named = |why: &str| format!("{}, {why}", file.display());
    let path = expanded(file).map_err(|why| named(&why))?;
    let bytes =
        std::fs::read(path).map_err(|error| named(&format!("which cannot be read: {error}")))?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let is_pem = memchr::memmem::find(bytes, b"-----BEGIN").is_some();
    let read: Result<Certificates, _> = if is_pem {
        CertificateDer::pem_slice_iter(bytes).collect()
    } else {
        Ok(vec![CertificateDer::from(bytes.to_vec())])
    };
    let certificates = read.map_err(|error| named(&format!("which is damaged: {error}")))?;
    let usable =
        |it: &CertificateDer<'_>| RootCertStore::empty().add(it.clone().into_owned()).is_ok();
    if certificates.iter().any(usable) {
        return Ok(certificates);
    }
    Err(named(
        "which holds no certificate in PEM or DER form. To convert others: \
         openssl x509 -in FILE -out ca.pem, or openssl pkcs7 -print_certs -in FILE -out ca.pem",
    ))
}

/// Expands a path that may start with `~`, or returns why it can't be used.
fn expanded(path: &Path) -> Result<PathBuf, String> {
    expand(path.to_owned())
        .map_err(|error| format!("which can't be used: {}", error.details().reason))
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

    use super::*;

    /// An authority in PEM and in DER form.
    fn authority() -> (String, Vec<u8>) {
        let mut ca = CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap();
        (ca.pem(), ca.der().to_vec())
    }

    fn build(options: &HttpOptions, variables: &[(&str, &str)]) -> Result<Trust> {
        Trust::build(options, &Variables::given(variables))
    }

    fn options() -> HttpOptions {
        HttpOptions { trust_env: true, ..HttpOptions::default() }
    }

    #[test]
    fn authorities_are_read_in_all_forms_that_tools_write() {
        let folder = tempfile::tempdir().unwrap();
        let (pem, der) = authority();
        let forms = [
            ("pem", pem.clone().into_bytes()),
            ("mark", [b"\xEF\xBB\xBF", pem.as_bytes()].concat()),
            ("windows", pem.replace('\n', "\r\n").into_bytes()),
            ("commented", format!("Subject: us\n{pem}\n{pem}").into_bytes()),
            ("der", der),
        ];
        for (name, bytes) in forms {
            let file = folder.path().join(name);
            std::fs::write(&file, bytes).unwrap();
            let expected = if name == "commented" { 2 } else { 1 };
            assert_eq!(read_authorities(&file).expect(name).len(), expected, "{name}");
        }
        for bad in
            ["", "no certificate", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"]
        {
            let file = folder.path().join("bad");
            std::fs::write(&file, bad).unwrap();
            let why = read_authorities(&file).expect_err(bad);
            assert!(why.contains(&*file.to_string_lossy()), "{why}");
        }
    }

    #[cfg(all(unix, not(target_vendor = "apple")))]
    #[test]
    fn a_system_without_authorities_uses_those_of_node_or_the_bundled_ones() {
        let (pem, der) = authority();
        let of_node = HttpOptions { fallback_roots: Some(pem.into_bytes()), ..options() };
        let system = vec![CertificateDer::from(der)];
        let bundled = webpki_roots::TLS_SERVER_ROOTS.len();
        for (system, options, are_needed, expected, notice) in [
            (Vec::new(), &options(), true, bundled, Some("the bundled ones of Mozilla")),
            (Vec::new(), &of_node, true, 1, Some("Node's own")),
            (Vec::new(), &of_node, false, 0, None),
            (system, &options(), true, 1, None),
        ] {
            let mut notices = Vec::new();
            let roots = system_roots(system, options, are_needed, &mut notices);
            assert_eq!((roots.len(), notices.len()), (expected, notice.iter().count()));
            assert!(
                notices.iter().all(|it| it.to_string().contains(notice.unwrap_or_default())),
                "{notices:?}"
            );
        }
    }

    #[test]
    fn another_user_s_home_is_refused_wherever_authorities_are_named() {
        for name in [FILE_VARIABLE, DIRECTORY_VARIABLE] {
            let error = build(&options(), &[(name, "~other/ca")]).err().expect(name).to_string();
            assert!(error.contains(name) && error.contains("another user's home"), "{error}");
        }
        let given = HttpOptions { ca_files: vec!["~other/ca.pem".into()], ..options() };
        let error = build(&given, &[]).err().expect("an error").to_string();
        assert!(error.contains("`ca_file`") && error.contains("another user's home"), "{error}");
        let node = HttpOptions { node_environment: true, ..options() };
        let notices = build(&node, &[(NODE_VARIABLE, "~other/ca.pem")]).unwrap().notices;
        assert!(notices[0].to_string().contains("another user's home"), "{notices:?}");
        let home = HttpOptions { ca_files: vec!["~/nonexistent/ca.pem".into()], ..options() };
        let error = build(&home, &[]).err().expect("an error").to_string();
        assert!(error.contains("cannot be read"), "{error}");
    }

    #[test]
    fn a_variable_that_names_no_authority_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().to_string_lossy().into_owned();
        for (name, path) in [
            (FILE_VARIABLE, "/nonexistent/ca.pem"),
            (DIRECTORY_VARIABLE, "/nonexistent/certs"),
            (FILE_VARIABLE, &*empty),
            (DIRECTORY_VARIABLE, &*empty),
        ] {
            let error = build(&options(), &[(name, path)]).err().expect(path).to_string();
            assert!(error.contains(name) && error.contains(path), "{error}");
            let untrusting = HttpOptions { trust_env: false, ..options() };
            assert!(build(&untrusting, &[(name, path)]).is_ok(), "{name}");
            assert!(build(&options(), &[(name, "")]).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_file_that_node_is_told_of_may_be_missing() {
        let variables = [(NODE_VARIABLE, "/nonexistent/extra.pem")];
        let node = HttpOptions { node_environment: true, ..options() };
        let [notice] = &build(&node, &variables).unwrap().notices[..] else { panic!("no notice") };
        let notice = notice.to_string();
        assert!(notice.contains(NODE_VARIABLE) && notice.contains("/nonexistent/extra.pem"));
        assert!(build(&options(), &variables).unwrap().notices.is_empty());
        let untrusting = HttpOptions { trust_env: false, ..node };
        assert!(build(&untrusting, &variables).unwrap().notices.is_empty());
    }

    #[test]
    fn an_argument_that_names_no_authority_is_refused() {
        let options = HttpOptions { ca_files: vec!["/nonexistent/ca.pem".into()], ..options() };
        let error = build(&options, &[]).err().expect("an error").to_string();
        assert!(error.contains("`ca_file`") && error.contains("/nonexistent/ca.pem"), "{error}");
    }
}

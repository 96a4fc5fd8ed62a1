//! The secrets that sing, and finding them in whatever shape they come.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The environment variables that the program has its secrets from.
pub(super) const SECRETS: [(&str, &str); 5] = [
    ("CANARY_TOKEN", "Tok3n-cAnAry+Sings/0f1e2d3c4b5a"),
    ("CANARY_CLIENT_SECRET", "cl13nt-cAnAry+S3cret/9a8b7c6d5e"),
    ("CANARY_REFRESH_TOKEN", "r3fresh-cAnAry+T0ken/1122334455"),
    // In the links of the scenarios of downloads.
    ("CANARY_SIGNED_LINK", "S1gned-cAnAry-L1nk-2718281828"),
    ("CANARY_PROXY_PASSWORD", "pr0xy-cAnAry-Passw0rd-66778899"),
];

/// The secret in plaintext, URL-encoded, as numbers, and in base64 at any offset.
fn forms(secret: &str) -> Vec<String> {
    let bytes = format!("{:?}", secret.as_bytes());
    let mut forms = vec![
        secret.to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        bytes.trim_matches(['[', ']']).to_owned(),
    ];
    for shift in 0..3 {
        let encoded = STANDARD.encode(format!("{}{secret}", "x".repeat(shift)));
        forms.push(encoded[4..encoded.len() - 4].to_owned());
    }
    forms
}

/// The names of the secrets that can be seen in a text.
pub(super) fn leaks(text: &str) -> Vec<&'static str> {
    let seen = |secret| forms(secret).iter().any(|form| text.contains(form));
    SECRETS.into_iter().filter(|(_, secret)| seen(secret)).map(|(name, _)| name).collect()
}

/// The lines in which one can be seen.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !leaks(line).is_empty()).take(5).collect()
}

#[test]
fn every_form_of_a_secret_is_found() {
    for (name, secret) in SECRETS {
        let query = utf8_percent_encode(secret, NON_ALPHANUMERIC);
        for wrapped in [
            format!("Bearer {secret}"),
            format!("grant_type=refresh_token&a={query}"),
            STANDARD.encode(format!("user:{secret}")),
            format!("{:?}", secret.as_bytes()),
            format!("{:?}", http::HeaderValue::from_str(secret).unwrap()),
        ] {
            assert_eq!(leaks(&wrapped), [name], "{wrapped}");
        }
    }
    assert!(leaks("Bearer").is_empty());
}

//! Reads a credential from the text of a source, and refuses an invalid one.

use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::http::context::HttpContext;
use crate::message::{Message, message};
use crate::redact::SHORTEST_SECRET;

/// The longest credential. Webex's are shorter than 300 characters.
const MAX_LENGTH: usize = 16 * 1024;

/// The minimum length at which a word without a path separator counts as an access token.
const SHORTEST_LONG_TOKEN: usize = 40;

/// Placeholders that people and tools write instead of a credential.
const PLACEHOLDERS: [&str; 11] = [
    "changeme",
    "insertyourtokenhere",
    "nil",
    "none",
    "null",
    "replaceme",
    "todo",
    "undefined",
    "youraccesstoken",
    "yourtoken",
    "yourtokenhere",
];

/// Reads a credential; `origin` names its source, and no error shows what was read.
///
/// A byte order mark, blanks around it, and lines after the first aren't part of it.
pub(crate) fn read(bytes: &[u8], origin: impl Into<Message>) -> Result<SecretString> {
    let refuse = |fault: &str| Err(Error::configuration(message!("{} {fault}", origin)));
    let Some(text) = decode(bytes) else {
        return refuse("is not text: expected one line of ASCII, saved as UTF-8");
    };
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    match fault(line) {
        Some(fault) => refuse(fault),
        None => Ok(SecretString::from(line.to_owned())),
    }
}

/// Reads a credential that is given as text.
pub(crate) fn read_text(text: &str, origin: impl Into<Message>) -> Result<SecretString> {
    read(text.as_bytes(), origin)
}

/// Whether a granted or stored refresh token can be used unchanged.
pub(crate) fn is_usable(token: &str) -> bool {
    fault(token).is_none()
}

/// Whether a granted or stored access token can be used unchanged.
pub(crate) fn is_usable_access_token(token: &str) -> bool {
    is_usable(token) && foreign(token).is_none()
}

/// Refuses an access token with a character that no access token has (RFC 6750, `b64token`). Other
/// credentials may have it.
pub(crate) fn check_access_token(token: &SecretString, origin: impl Into<Message>) -> Result<()> {
    let Some(foreign) = foreign(token.expose_secret()) else { return Ok(()) };
    Err(Error::configuration(message!(
        "{} contains the character {foreign}: expected letters, digits and - . _ ~ + /, and = at \
         the end only. Pass only the token, without the text around it",
        origin
    )))
}

/// Whether a text has the shape of an access token: at least 40 letters, digits and - . _ ~ + = with
/// a digit among them, or the `_` and the UUID that Webex's tokens end in.
pub fn looks_like_access_token(text: &str) -> bool {
    let text = text.trim();
    let is_long = text.len() >= SHORTEST_LONG_TOKEN && !text.contains('/');
    foreign(text).is_none()
        && (ends_like_webex_token(text)
            || (is_long
                && text.contains(|c: char| c.is_ascii_digit())
                && text.contains(|c: char| c.is_ascii_alphabetic())))
}

/// Whether a text has the shape of Webex's own access tokens: `NDkz…_PF84_1eb65fdf-…`. An id, or a
/// tracking id, does not.
pub fn is_webex_access_token(text: &str) -> bool {
    let text = text.trim();
    foreign(text).is_none() && ends_like_webex_token(text)
}

/// Whether a text ends with a random part, a short part and the id of an organization.
fn ends_like_webex_token(text: &str) -> bool {
    let mut parts = text.rsplitn(3, '_');
    let (id, cluster, random) = (parts.next(), parts.next(), parts.next());
    id.is_some_and(|id| id.len() == 36 && Uuid::try_parse(id).is_ok())
        && cluster.is_some_and(|cluster| (1..=8).contains(&cluster.len()))
        && random.is_some_and(|random| random.len() >= SHORTEST_SECRET)
}

/// Refuses a text that may be an access token where something else is expected, without showing it.
pub(crate) fn refuse_token(text: &str, place: impl Into<Message>, expected: &str) -> Result<()> {
    if !looks_like_access_token(text) {
        return Ok(());
    }
    Err(Error::configuration(message!(
        "{} looks like an access token, so it is not shown: expected {expected}. If it is one, \
         revoke it, because the process list and the shell history might show it",
        place
    )))
}

/// The first character that is not valid at its place in an access token.
fn foreign(token: &str) -> Option<char> {
    let is_known = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
    token.trim_end_matches('=').chars().find(|c| !is_known(*c))
}

/// Refuses a credential that is too short to be recognized and redacted. A server on this computer
/// accepts any length.
pub(crate) fn require_length(
    secret: &SecretString,
    origin: impl Into<Message>,
    is_local: bool,
) -> Result<()> {
    if is_local || secret.expose_secret().len() >= SHORTEST_SECRET {
        return Ok(());
    }
    Err(Error::configuration(message!(
        "{} is too short: expected at least {SHORTEST_SECRET} characters. Shorter ones are \
         accepted only for a loopback address",
        origin
    )))
}

/// Registers a secret, so that it is redacted everywhere.
///
/// # Errors
/// [`ErrorKind::Configuration`] if it is too short for that.
pub(crate) fn register_secret(
    http: &HttpContext,
    label: &'static str,
    secret: &SecretString,
) -> Result<()> {
    let origin = label.trim_matches(['[', ']']);
    require_length(secret, origin, http.is_local())?;
    http.redactor.add(label, secret.expose_secret());
    Ok(())
}

/// Decodes text: UTF-8, or UTF-16 with a byte order mark, as `PowerShell` writes it.
fn decode(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let from_utf_16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|pair| Some(unit(pair.try_into().ok()?)));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok()
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => from_utf_16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => from_utf_16(rest, u16::from_be_bytes)?,
        _ => std::str::from_utf8(bytes).ok()?.to_owned(),
    };
    let text = Zeroizing::new(text);
    Some(Zeroizing::new(text.trim_start_matches('\u{feff}').to_owned()))
}

/// What is wrong with a credential, in words that follow the name of its source.
fn fault(text: &str) -> Option<&'static str> {
    let starts_with = |start: &str| {
        text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    let is_within = |open: &str, close: &str| text.starts_with(open) && text.ends_with(close);
    Some(if text.is_empty() {
        "is empty"
    } else if text.len() > MAX_LENGTH {
        "is too long: expected at most 16 KiB"
    } else if is_within("\"", "\"") || is_within("'", "'") || is_within("`", "`") {
        "is in quotes: remove them"
    } else if starts_with("Authorization:") {
        "begins with \"Authorization:\": pass only the token"
    } else if starts_with("Bearer ") || text.eq_ignore_ascii_case("Bearer") {
        "begins with \"Bearer \": remove that"
    } else if text.starts_with(['{', '[']) && !is_placeholder(text) {
        "looks like JSON: pass only the token"
    } else if is_placeholder(text) {
        "is a placeholder that was not filled in, such as ${NAME} or <your-token>"
    } else if is_assignment(text) {
        "looks like NAME=value: pass only the value"
    } else if text.starts_with("-----BEGIN") {
        "looks like a key or a certificate: expected a token"
    } else if text.bytes().any(|byte| byte == 0) {
        "contains null characters: save it as UTF-8"
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        "contains white space, control or non-ASCII characters: expected one word of ASCII"
    } else if text.contains(['"', '\'']) {
        "contains a quote: remove it"
    } else {
        return None;
    })
}

fn is_placeholder(text: &str) -> bool {
    let is_within = |open: &str, close: &str| text.starts_with(open) && text.ends_with(close);
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let word: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let one_character = |text: &str| {
        let mut characters = text.chars();
        let first = characters.next().filter(|first| "xX.*?".contains(*first));
        first.is_some_and(|first| characters.all(|next| next == first))
    };
    text.contains("${")
        || text.contains("$(")
        || text.contains("{{")
        || is_within("<", ">")
        || text.strip_prefix('$').is_some_and(is_name)
        || text.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).is_some_and(is_name)
        || (text.len() > 2 && one_character(text))
        || PLACEHOLDERS.contains(&&*word)
}

/// Whether it is a line of a file of variables. A token has `=` only at its end.
fn is_assignment(text: &str) -> bool {
    let text = text.strip_prefix("export ").unwrap_or(text);
    text.split_once('=').is_some_and(|(name, value)| {
        let name = name.trim_end();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        !name.is_empty() && name.bytes().all(is_name) && !value.trim_matches(['=', ' ']).is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn what_came_along_with_a_credential_is_left_out() {
        for bytes in [
            b"SECRET-1".to_vec(),
            b"SECRET-1\n".to_vec(),
            b"\xef\xbb\xbfSECRET-1\r\n".to_vec(),
            b"  SECRET-1\t\n\n".to_vec(),
            b"\nSECRET-1\nlogin: jane\nurl: https://x\n".to_vec(),
            utf_16("SECRET-1\r\n", u16::to_le_bytes),
            utf_16("SECRET-1\r\n", u16::to_be_bytes),
        ] {
            let secret = read(&bytes, "it").unwrap();
            assert_eq!(secret.expose_secret(), "SECRET-1", "{bytes:?}");
        }
        for whole in ["ZjE2+a/b-c_d.e~f==", "C0ffee=", "a:b$c&d<e>f", "x{y}z"] {
            assert_eq!(read_text(whole, "it").unwrap().expose_secret(), whole);
        }
    }

    #[test]
    fn what_cannot_be_a_credential_is_refused_by_its_name_and_not_shown() {
        for (bad, named) in [
            ("", "empty"),
            (" \n\t\n", "empty"),
            ("\"SECRET-1\"", "quotes"),
            ("'SECRET-1'\n", "quotes"),
            ("`SECRET-1`", "quotes"),
            ("\"SECRET-1", "a quote"),
            ("\u{201c}SECRET-1\u{201d}", "ASCII"),
            ("Bearer SECRET-1", "Bearer"),
            ("bearer SECRET-1", "Bearer"),
            ("Authorization: Bearer SECRET-1", "Authorization"),
            ("{\"access_token\": \"SECRET-1\"}", "JSON"),
            ("{\n\"SECRET-1\": 1}", "JSON"),
            ("[\"SECRET-1\"]", "JSON"),
            ("${SECRET_1}", "placeholder"),
            ("$SECRET_1", "placeholder"),
            ("$(cat SECRET)", "placeholder"),
            ("%SECRET_1%", "placeholder"),
            ("{{ SECRET_1 }}", "placeholder"),
            ("<your-SECRET>", "placeholder"),
            ("your-token-here", "placeholder"),
            ("CHANGE_ME", "placeholder"),
            ("xxxxxxxx", "placeholder"),
            ("undefined", "placeholder"),
            ("WEBEX_ACCESS_TOKEN=SECRET-1", "NAME=value"),
            ("export WEBEX_ACCESS_TOKEN=SECRET-1", "NAME=value"),
            ("token = SECRET-1", "NAME=value"),
            ("SEC RET", "white space"),
            ("SECR\u{e9}T", "ASCII"),
            ("SECRET\0", "null"),
            ("-----BEGIN SECRET KEY-----\nabc", "key"),
        ] {
            let error = read_text(bad, "the file x").unwrap_err().to_string();
            assert!(error.contains("the file x") && error.contains(named), "{bad}: {error}");
            assert!(!error.contains("SECRET"), "{error}");
        }
        assert!(read(b"S\0E\0C\0R\0E\0T\0", "x").unwrap_err().to_string().contains("UTF-8"));
        assert!(read(b"\xff\xff\xff", "x").unwrap_err().to_string().contains("UTF-8"));
        assert!(read(&[b'x', b'y'].repeat(9 * 1024), "x").is_err());
    }

    #[test]
    fn an_access_token_has_the_characters_of_one_alone() {
        let check = |token: &str| check_access_token(&SecretString::from(token), "the file x");
        for good in ["ZjE2+a/b-c_d.e~f==", "C0ffee="] {
            assert!(check(good).is_ok() && is_usable_access_token(good), "{good}");
        }
        for (bad, named) in [
            ("SECRET-1,", "character ,:"),
            ("SECRET-1;", "character ;:"),
            ("SECRET-1,jane,2026", "character ,:"),
            ("a:SECRET", "character ::"),
            ("SECRET=1", "character =:"),
            ("x|SECRET", "character |:"),
        ] {
            let error = check(bad).unwrap_err().to_string();
            assert!(error.contains("the file x") && error.contains(named), "{bad}: {error}");
            assert!(!error.contains("SECRET") && !is_usable_access_token(bad), "{error}");
        }
    }

    #[test]
    fn an_access_token_is_known_by_its_shape() {
        let id = "1eb65fdf-9643-417f-9974-ad72cae0e10f";
        let webex = format!("Zk9Qv7Lw2Rt8Yp4X/n6Bc1Md3_PF84_{id}");
        for token in
            [&*webex, &format!(" {webex}\n"), &"aB3".repeat(14), &format!("{}==", "a1".repeat(20))]
        {
            assert!(looks_like_access_token(token), "{token}");
        }
        assert!(is_webex_access_token(&webex));
        let tracking_id = format!("WEBEX-BROADWORKS_{id}");
        let no_token = "a1".repeat(40) + "/token";
        for other in ["", "east", "Reseller1+acme", "WEBEX_ACCESS_TOKEN", id, &no_token] {
            assert!(!looks_like_access_token(other), "{other}");
        }
        for other in [&*tracking_id, "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8xZWI2NWZkZi05NjQz"] {
            assert!(!is_webex_access_token(other), "{other}");
        }
    }

    #[test]
    fn a_short_credential_is_for_this_computer_alone() {
        let short = SecretString::from("seven77".to_owned());
        assert!(require_length(&short, "x", true).is_ok());
        let error = require_length(&short, "x", false).unwrap_err().to_string();
        assert!(error.contains("at least 8") && !error.contains("seven77"), "{error}");
        assert!(require_length(&SecretString::from("eight888".to_owned()), "x", false).is_ok());
    }
}

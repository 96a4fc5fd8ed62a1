//! The `Retry-After` header: seconds or a date (RFC 9110, section 10.2.3), and nothing else.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The pause that Webex asks for.
///
/// A date counts from the response's own `Date`, else from `now`; one that is past means zero.
/// Of several headers the largest valid one counts. What is neither number nor date is ignored:
/// the real service once sent a program fragment.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let sent_at = headers
        .get(DATE)
        .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?.trim()).ok())
        .unwrap_or(now);
    headers
        .get_all(RETRY_AFTER)
        .iter()
        .filter_map(|value| {
            let text = value.to_str().ok()?.trim();
            seconds(text).or_else(|| {
                let until = httpdate::parse_http_date(text).ok()?;
                Some(until.duration_since(sent_at).unwrap_or_default())
            })
        })
        .max()
}

/// Digits with an optional fraction, rounded up to whole seconds.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole = whole.parse::<u64>().unwrap_or(u64::MAX);
    let up = u64::from(fraction.bytes().any(|b| b != b'0'));
    Some(Duration::from_secs(whole.saturating_add(up)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<Vec<_>>()
            .into_iter()
            .fold(
                HeaderMap::new(),
                |mut map, (name, value): (http::HeaderName, http::HeaderValue)| {
                    map.append(name, value);
                    map
                },
            )
    }

    fn parse(value: &str) -> Option<Duration> {
        retry_after(&headers(&[("retry-after", value)]), SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn seconds_are_rounded_up_and_saturate() {
        assert_eq!(parse("194"), Some(Duration::from_secs(194)));
        assert_eq!(parse("0"), Some(Duration::ZERO));
        assert_eq!(parse(" 1.5 "), Some(Duration::from_secs(2)));
        assert_eq!(parse("2.0"), Some(Duration::from_secs(2)));
        assert_eq!(parse("99999999999999999999999"), Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn what_is_no_time_is_no_time() {
        for odd in ["", "-1", "+1", "1e3", "inf", "nan", "0x10", "1.", ".5", "rand(30),add(30)"] {
            assert_eq!(parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn all_three_date_forms_count_from_the_response_s_own_date() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:07 GMT");
        for form in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            let headers = headers(&[date, ("retry-after", form)]);
            let wait = retry_after(&headers, SystemTime::now());
            assert_eq!(wait, Some(Duration::from_secs(30)), "{form}");
        }
        let past = headers(&[date, ("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")]);
        assert_eq!(retry_after(&past, SystemTime::now()), Some(Duration::ZERO));
    }

    #[test]
    fn without_a_date_header_the_local_clock_serves() {
        assert_eq!(parse("Thu, 01 Jan 1970 00:01:00 GMT"), Some(Duration::from_secs(60)));
    }

    #[test]
    fn of_several_the_largest_valid_one_counts() {
        let headers = headers(&[("retry-after", "5"), ("retry-after", "x"), ("retry-after", "9")]);
        assert_eq!(retry_after(&headers, SystemTime::now()), Some(Duration::from_secs(9)));
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(value in "[ -~]{0,40}") {
            parse(&value);
        }

        #[test]
        fn whole_seconds_come_back(seconds in any::<u64>()) {
            prop_assert_eq!(parse(&seconds.to_string()), Some(Duration::from_secs(seconds)));
        }
    }
}

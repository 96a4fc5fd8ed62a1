//! A maintenance window: its end, or its start and its end, as times of day or as a date and time.
//! Pure but for the time zone of this machine.

use std::time::SystemTime;

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{ToSpan as _, Zoned};
use webex_broadworks::Timestamp;

/// The largest UTC offset in use is UTC+14.
const MAX_OFFSET_HOURS: i32 = 14;

/// A window as it was typed. The meaning of a time of day depends on the current time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum WindowArgument {
    /// An end with its date.
    End(Zoned),
    /// A daily start, if there is one, and a daily end.
    Daily { start: Option<Time>, end: Time, zone: TimeZone },
}

impl WindowArgument {
    /// The window at a time. A time of day is the next one.
    pub(crate) fn at(&self, now: Timestamp) -> Result<Window, String> {
        match self {
            Self::End(end) if end.timestamp() <= dated(now) => Err(format!(
                "--stop-starting-after: {} is in the past, so nothing would be started. Pass the end of \
                 the next window",
                format_zoned(end)
            )),
            Self::End(end) => Ok(Window { start: None, end: end.clone() }),
            Self::Daily { start, end, zone } => window(*start, *end, zone, now)
                .ok_or_else(|| format!("the time {end} does not exist on the next days")),
        }
    }
}

/// When something may be started.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    start: Option<Zoned>,
    end: Zoned,
}

impl Window {
    /// Nothing is started after this.
    pub(crate) fn end(&self) -> SystemTime {
        self.end.timestamp().into()
    }

    /// When it opens, if that is in the future.
    pub(crate) fn next_opening(&self, now: Timestamp) -> Option<String> {
        let start = self.start.as_ref().filter(|start| start.timestamp() > dated(now))?;
        Some(format_with_time_left(start, now))
    }

    /// The end as an absolute time: a time of day could mean the next day.
    pub(crate) fn dated_end(&self) -> Option<String> {
        self.start.is_none().then(|| self.end.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// Describes the end, with its offset and the time until then.
    pub(crate) fn describe_end(&self, now: Timestamp) -> String {
        format_with_time_left(&self.end, now)
    }
}

fn format_with_time_left(time: &Zoned, now: Timestamp) -> String {
    let left = time.timestamp().duration_since(dated(now));
    let (hours, minutes) = (left.as_hours(), left.as_mins() % 60);
    format!("{} (in {hours} h {minutes} min)", format_zoned(time))
}

/// A moment in the form of the crate that knows calendars and time zones.
fn dated(moment: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::try_from(SystemTime::from(moment)).unwrap_or(jiff::Timestamp::MAX)
}

/// A moment with its offset.
fn format_zoned(time: &Zoned) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// Reads the end of a window.
pub(crate) fn parse_end(text: &str) -> Result<WindowArgument, String> {
    match parse(text)? {
        WindowArgument::Daily { start: Some(_), .. } => {
            Err(format!("expected one time such as 05:30; for hours, pass --window {text}"))
        }
        end => Ok(end),
    }
}

/// Reads a window with a start and an end.
pub(crate) fn parse_hours(text: &str) -> Result<WindowArgument, String> {
    match parse(text)? {
        hours @ WindowArgument::Daily { start: Some(_), .. } => Ok(hours),
        _ => Err(format!(
            "expected hours such as 22:00-05:30; for an end without a start, pass \
             --stop-starting-after {text}"
        )),
    }
}

fn parse(text: &str) -> Result<WindowArgument, String> {
    parse_in(text, &|| TimeZone::try_system().ok())
}

fn parse_in(text: &str, here: &dyn Fn() -> Option<TimeZone>) -> Result<WindowArgument, String> {
    let here = || {
        here().ok_or_else(|| {
            "the time zone of this machine is not known (environment variable TZ, /etc/localtime): \
             write the time with its offset, such as 05:30Z or 05:30+01:00, or set TZ to a zone such \
             as Europe/Berlin"
                .to_owned()
        })
    };
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Ok(WindowArgument::End(time.to_zoned(here().unwrap_or(TimeZone::UTC))));
    }
    if let Ok(time) = text.parse::<Zoned>() {
        return Ok(WindowArgument::End(time));
    }
    let wrong = || {
        format!(
            "invalid time {text:?}: expected 05:30 (local), 05:30+01:00, 05:30Z, \
             05:30[Europe/Berlin] or 2026-11-22T05:30:00+01:00, or hours such as 22:00-05:30"
        )
    };
    let (times, zone) = split_zone(text).ok_or_else(wrong)?;
    let (start, end) = parse_times(times).ok_or_else(wrong)?;
    let zone = zone.map_or_else(here, Ok)?;
    Ok(WindowArgument::Daily { start, end, zone })
}

/// The next end, and the last start before it.
fn window(start: Option<Time>, end: Time, zone: &TimeZone, now: Timestamp) -> Option<Window> {
    let now = dated(now);
    let today = now.to_zoned(zone.clone()).date();
    let end = occurrences(end, today, zone).find(|end| end.timestamp() > now)?;
    let start = match start {
        Some(start) => Some(occurrences(start, today, zone).filter(|start| *start < end).last()?),
        None => None,
    };
    Some(Window { start, end })
}

/// When it is this time of day around a date. When clocks are set back, that is twice. When they
/// are set forward, it is the corresponding later time.
fn occurrences(time: Time, around: Date, zone: &TimeZone) -> impl Iterator<Item = Zoned> {
    (-2..=2).flat_map(move |days: i64| {
        let date = around.checked_add(days.days()).ok();
        let time = date.map(|date| zone.to_ambiguous_zoned(date.to_datetime(time)));
        let Some(time) = time else { return [None, None].into_iter().flatten() };
        let later = matches!(time.offset(), AmbiguousOffset::Fold { .. })
            .then(|| time.clone().later().ok())
            .flatten();
        [time.compatible().ok(), later].into_iter().flatten()
    })
}

/// A start, if there is one, and an end.
fn parse_times(text: &str) -> Option<(Option<Time>, Time)> {
    let time = |text: &str| -> Option<Time> {
        let is_plain =
            text.contains(':') && text.bytes().all(|it| it == b':' || it.is_ascii_digit());
        is_plain.then(|| text.parse().ok()).flatten()
    };
    match text.split_once('-') {
        Some((start, end)) => {
            let (start, end) = (time(start)?, time(end)?);
            (start != end).then_some((Some(start), end))
        }
        None => Some((None, time(text)?)),
    }
}

/// The time, and the time zone if there is one.
fn split_zone(text: &str) -> Option<(&str, Option<TimeZone>)> {
    if let Some(times) = text.strip_suffix(['Z', 'z']) {
        return Some((times, Some(TimeZone::UTC)));
    }
    if let Some((times, name)) = text.strip_suffix(']').and_then(|text| text.split_once('[')) {
        return Some((times, Some(TimeZone::get(name).ok()?)));
    }
    let Some((times, offset)) = text.split_once('+') else { return Some((text, None)) };
    let (hours, minutes) = offset.split_once(':')?;
    let number = |text: &str| -> Option<i32> {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if minutes > 59 || hours * 60 + minutes > MAX_OFFSET_HOURS * 60 {
        return None;
    }
    let offset = Offset::from_seconds(hours * 3_600 + minutes * 60).ok()?;
    Some((times, Some(TimeZone::fixed(offset))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(time: &Zoned) -> Timestamp {
        SystemTime::from(time.timestamp()).try_into().expect("a time within the calendar")
    }

    fn at(now: &str, text: &str) -> Result<Window, String> {
        let now: Zoned = now.parse().expect("a time");
        parse_in(text, &|| Some(now.time_zone().clone()))?.at(moment(&now))
    }

    fn end(now: &str, text: &str) -> Result<String, String> {
        at(now, text).map(|window| format_zoned(&window.end))
    }

    const EVENING: &str = "2026-11-21T22:00:00+01:00[+01:00]";

    #[test]
    fn a_time_of_day_is_the_next_occurrence_and_can_have_an_offset() {
        let parsed = |text| end(EVENING, text);
        assert_eq!(parsed("05:30").as_deref(), Ok("2026-11-22 05:30:00 +01:00"));
        assert_eq!(parsed("23:30").as_deref(), Ok("2026-11-21 23:30:00 +01:00"));
        assert_eq!(parsed("05:30+05:30").as_deref(), Ok("2026-11-22 05:30:00 +05:30"));
        assert_eq!(parsed("05:30Z").as_deref(), Ok("2026-11-22 05:30:00 +00:00"));
        let exact = parsed("2026-11-22T05:30:00+02:00");
        assert_eq!(exact.as_deref(), Ok("2026-11-22 04:30:00 +01:00"));
        let west = parsed("2026-11-22T05:30:00-05:00");
        assert_eq!(west.as_deref(), Ok("2026-11-22 11:30:00 +01:00"));
    }

    #[test]
    fn a_wrong_or_past_time_is_refused() {
        for wrong in [
            "",
            "5",
            "25:00",
            "05:30+1",
            "tomorrow",
            "2026-11-20T05:30:00Z",
            "05:30+25:00",
            "05:30+14:01",
            "05:30+01:60",
            "05:30+999999999:00",
            "05:30++1:00",
            "05:30-05:30",
            "22:00-",
            "05:30[Nowhere/At_All]",
            "22:00-05:30-01:00",
        ] {
            assert!(end(EVENING, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_window_with_a_start_reports_its_next_opening() {
        let next_opening = |now: &str, text: &str| {
            let now: Zoned = now.parse().expect("a time");
            let window = parse_in(text, &|| Some(now.time_zone().clone())).expect("a window");
            let window = window.at(moment(&now)).expect("a window");
            (window.next_opening(moment(&now)), format_zoned(&window.end))
        };
        let day = "2026-11-22T05:30:01+01:00[+01:00]";
        for text in ["22:00-05:30", "22:00-05:30+01:00", "21:00-04:30Z"] {
            assert_eq!(next_opening(EVENING, text).0, None, "{text}");
            let (at, end) = next_opening(day, text);
            assert!(at.is_some_and(|at| at.contains("(in 16 h 29 min)")), "{text}");
            assert!(end.starts_with("2026-11-23 0"), "{end}");
        }
        assert_eq!(at(EVENING, "22:00-05:30").expect("a window").dated_end(), None);
    }

    #[test]
    fn an_end_can_be_given_again_with_its_date() {
        let again = at(EVENING, "05:30").expect("a window").dated_end().expect("a time");
        assert_eq!(again, "2026-11-22T05:30:00+01:00");
        let refused = end("2026-11-22T05:31:00+01:00[+01:00]", &again);
        assert!(refused.is_err_and(|text| text.contains("is in the past")));
    }

    #[test]
    fn daylight_saving_changes_are_followed() {
        let Ok(berlin) = TimeZone::get("Europe/Berlin") else { return };
        let cases = [
            ("2026-10-25T00:15:00Z", "2026-10-25 02:30:00 +02:00"),
            ("2026-10-25T00:45:00Z", "2026-10-25 02:30:00 +01:00"),
            ("2026-10-25T01:15:00Z", "2026-10-25 02:30:00 +01:00"),
            ("2026-10-25T01:45:00Z", "2026-10-26 02:30:00 +01:00"),
            ("2026-03-29T00:15:00Z", "2026-03-29 03:30:00 +02:00"),
        ];
        for (now, expected) in cases {
            let now: Timestamp = now.parse().expect("a time");
            let window = parse_in("02:30", &|| Some(berlin.clone())).expect("a window");
            let window = window.at(now).expect("a window");
            assert_eq!(format_zoned(&window.end), expected, "{now}");
        }
    }

    #[test]
    fn a_local_time_is_refused_where_the_zone_is_not_known() {
        for text in ["05:30", "22:00-05:30"] {
            let refused = parse_in(text, &|| None);
            assert!(refused.is_err_and(|text| text.contains("TZ")), "{text}");
        }
        for text in ["05:30Z", "22:00-05:30+01:00", "2026-11-22T05:30:00+01:00"] {
            assert!(parse_in(text, &|| None).is_ok(), "{text}");
        }
    }
}

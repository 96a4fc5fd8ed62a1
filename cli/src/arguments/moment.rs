//! The end of a maintenance window: `05:30`, `05:30+01:00`, or a date and time. Pure but for the
//! clock and the time zone of this machine.

use std::time::SystemTime;

use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _, Zoned};

/// When nothing more is begun.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window(Zoned);

impl Window {
    pub(crate) fn end(&self) -> SystemTime {
        self.0.timestamp().into()
    }

    /// The moment in words, with its offset and how long it is until then.
    pub(crate) fn in_words(&self, now: Timestamp) -> String {
        let left = self.0.timestamp().duration_since(now);
        let (hours, minutes) = (left.as_hours(), left.as_mins() % 60);
        format!("{} (in {hours} h {minutes} min)", shown(&self.0))
    }
}

/// A moment with its offset.
pub(crate) fn shown(moment: &Zoned) -> String {
    moment.strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// Reads the end of a window; a time of day is the next one.
pub(crate) fn parse(text: &str) -> Result<Window, String> {
    parse_at(text, &Zoned::now())
}

fn parse_at(text: &str, now: &Zoned) -> Result<Window, String> {
    let wrong = || {
        format!(
            "{text:?} is no time: write 05:30 (here), 05:30+01:00, 05:30Z, or \
             2026-11-22T05:30:00+01:00"
        )
    };
    let moment = if let Ok(moment) = text.parse::<Timestamp>() {
        moment.to_zoned(now.time_zone().clone())
    } else {
        let (time, zone) = split(text).ok_or_else(wrong)?;
        let zone = zone.unwrap_or_else(|| now.time_zone().clone());
        let time: Time = time.parse().map_err(|_| wrong())?;
        let here = now.with_time_zone(zone.clone());
        let today = here.date().to_datetime(time).to_zoned(zone.clone()).map_err(|_| wrong())?;
        if today > here {
            today
        } else {
            let tomorrow = here.date().checked_add(1.day()).map_err(|_| wrong())?;
            tomorrow.to_datetime(time).to_zoned(zone).map_err(|_| wrong())?
        }
    };
    if moment <= *now {
        return Err(format!("{} is past: nothing would be begun", shown(&moment)));
    }
    Ok(Window(moment))
}

/// A time of day, and the zone behind it if there is one.
fn split(text: &str) -> Option<(&str, Option<TimeZone>)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, Some(TimeZone::UTC)));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, None)) };
    let (time, offset) = (text.get(..at)?, text.get(at..)?);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let offset = Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()?;
    Some((time, Some(TimeZone::fixed(offset))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, String> {
        let now: Zoned = "2026-11-21T22:00:00+01:00[+01:00]".parse().expect("a time");
        parse_at(text, &now).map(|window| shown(&window.0))
    }

    #[test]
    fn a_time_of_day_is_the_next_one_and_has_an_offset() {
        assert_eq!(parsed("05:30").as_deref(), Ok("2026-11-22 05:30:00 +01:00"));
        assert_eq!(parsed("23:30").as_deref(), Ok("2026-11-21 23:30:00 +01:00"));
        assert_eq!(parsed("05:30-05:00").as_deref(), Ok("2026-11-22 05:30:00 -05:00"));
        assert_eq!(parsed("05:30Z").as_deref(), Ok("2026-11-22 05:30:00 +00:00"));
        let exact = parsed("2026-11-22T05:30:00+02:00");
        assert_eq!(exact.as_deref(), Ok("2026-11-22 04:30:00 +01:00"));
    }

    #[test]
    fn what_is_no_time_or_is_past_is_refused() {
        for wrong in ["", "5", "25:00", "05:30+1", "tomorrow", "2026-11-20T05:30:00Z"] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }
}

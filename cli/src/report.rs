//! `wxbw report`: a run of a ledger as core sums it up, for a person, a program or a ticket.

use std::fmt::Write as _;

use webex_broadworks::sync::ledger::{Affected, Ledger, Problem, RunReport};

use crate::arguments::ReportArguments;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::cell::visible;
use crate::output::{Format, write};
use crate::run::Session;

/// How many items a table for people shows of each problem.
const SHOWN: usize = 10;

pub(crate) async fn run(arguments: &ReportArguments, session: &Session) -> Result<Exit> {
    let format = match session.manner.output {
        Some(Format::Markdown) => Format::Markdown,
        Some(Format::Csv) => {
            return Err(Failure::usage("a report is a table, markdown or json, and no CSV"));
        }
        _ => session.format()?,
    };
    let report = Ledger::read(&arguments.ledger).await?.report(arguments.run.as_deref()).await?;
    let json = |pretty: bool| {
        let text = if pretty {
            serde_json::to_string_pretty(&report)
        } else {
            serde_json::to_string(&report)
        };
        text.map_err(|error| Failure::Other(error.to_string()))
    };
    match format {
        Format::Markdown => write(&markdown(&report))?,
        Format::Json => write(&format!("{}\n", json(true)?))?,
        Format::Ndjson | Format::Csv => write(&format!("{}\n", json(false)?))?,
        Format::Table => write(&table(&report))?,
    }
    Ok(Exit::Done)
}

/// The counts of what there is any of.
fn counts(report: &RunReport) -> String {
    let some = report.outcomes.iter().filter(|(_, count)| count.as_u64() != Some(0));
    let mut words: Vec<String> = some.map(|(name, count)| format!("{count} {name}")).collect();
    if report.open > 0 {
        words.push(format!("{} without an outcome", report.open));
    }
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

fn state(report: &RunReport) -> String {
    let because = report.reason.as_deref().map(|reason| format!(" ({reason})"));
    format!("{}{}", report.state, because.unwrap_or_default())
}

fn name(affected: &Affected) -> String {
    let enterprise = affected.sp_enterprise_id.as_ref().unwrap_or(&affected.enterprise_id);
    match &affected.user_id {
        Some(user) => format!("{enterprise} {user}"),
        None => enterprise.clone(),
    }
}

fn title(problem: &Problem) -> String {
    let meaning = problem.meaning.as_deref().map(|meaning| format!(": {meaning}"));
    format!("{}{}", problem.code, meaning.unwrap_or_default())
}

fn table(report: &RunReport) -> String {
    let mut text = String::new();
    let times = times(report);
    let _ = write!(
        text,
        "run        {}\noperation  {}\nstate      {}\nwhen       {times}\noutcomes   {}\n",
        visible(&report.run),
        report.operation,
        state(report),
        counts(report)
    );
    for problem in &report.problems {
        let _ = writeln!(text, "\n{} x {}", problem.items.len(), visible(&title(problem)));
        if let Some(description) = &problem.description {
            let _ = writeln!(text, "  Webex says: {}", visible(description));
        }
        if let Some(remedy) = &problem.remedy {
            let _ = writeln!(text, "  what to do: {}", visible(remedy));
        }
        for affected in problem.items.iter().take(SHOWN) {
            let id = affected.tracking_id.as_deref().unwrap_or("no tracking id");
            let outcome = affected.outcome.name();
            let _ = writeln!(text, "  {}  {outcome}  {}", visible(&name(affected)), visible(id));
        }
        if problem.items.len() > SHOWN {
            let more = problem.items.len() - SHOWN;
            let _ = writeln!(text, "  and {more} more: --output markdown has them all");
        }
    }
    text
}

fn times(report: &RunReport) -> String {
    let shown = |time: &jiff::Timestamp| time.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    match &report.ended_at {
        Some(end) => format!("{} to {}", shown(&report.created_at), shown(end)),
        None => {
            format!("{}, last seen {}", shown(&report.created_at), shown(&report.updated_at))
        }
    }
}

fn markdown(report: &RunReport) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        "## Directory sync run {}\n\n| | |\n| --- | --- |\n| operation | {} |\n| state | {} |\n\
         | when | {} |\n| outcomes | {} |\n",
        escaped(&report.run),
        escaped(&report.operation),
        escaped(&state(report)),
        times(report),
        counts(report)
    );
    for problem in &report.problems {
        let _ = write!(text, "\n### {} x {}\n\n", problem.items.len(), escaped(&title(problem)));
        if let Some(description) = &problem.description {
            let _ = write!(text, "Webex says: {}\n\n", escaped(description));
        }
        if let Some(remedy) = &problem.remedy {
            let _ = write!(text, "What to do: {}\n\n", escaped(remedy));
        }
        text.push_str("| enterprise | outcome | tracking id |\n| --- | --- | --- |\n");
        for affected in &problem.items {
            let id = affected.tracking_id.as_deref().unwrap_or_default();
            let outcome = affected.outcome.name();
            let _ =
                writeln!(text, "| {} | {outcome} | {} |", escaped(&name(affected)), escaped(id));
        }
    }
    text
}

/// Text in which Markdown finds nothing to do.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        if matches!(c, '\\' | '|' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_cell() {
        assert_eq!(escaped("a|b <i> [x](y)"), "a\\|b \\<i\\> \\[x\\](y)");
        assert!(!escaped("a\nb").contains('\n'));
    }
}

//! `wxbw report`: summarizes a run of a ledger, for a person, a program or a ticket.

use std::fmt::Write as _;

use serde_json::json;
use webex_broadworks_bulk::OutcomeKind;
use webex_broadworks_bulk::ledger::{Affected, Ledger, LedgerReader, Problem, RunReport, RunState};

use crate::arguments::ReportArguments;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::sanitize::escape_terminal;
use crate::output::{Format, views, write, write_json, write_line};
use crate::session::Session;
use webex_broadworks::Timestamp;

/// How many items of each problem a table for people shows.
const MAX_ITEMS_SHOWN: usize = 10;

pub(crate) async fn run(arguments: &ReportArguments, session: &Session) -> Result<Exit> {
    let ledger = Ledger::read(&arguments.ledger).await?;
    if arguments.list {
        return list(&ledger, session).await;
    }
    let format = match session.output_options.output {
        Some(Format::Markdown) => Format::Markdown,
        Some(Format::Csv) => {
            return Err(Failure::usage(
                "--output csv is only available with --list. Use table, markdown or json",
            ));
        }
        _ => session.format()?,
    };
    let report = ledger.report(arguments.run_name.as_deref(), session.now()).await?;
    match format {
        Format::Markdown => write(&markdown(&report))?,
        Format::Json => write_json(&json!(report))?,
        Format::Ndjson | Format::Csv => write_line(&json!(report).to_string())?,
        Format::Table => write(&table(&report, session.now()))?,
    }
    Ok(Exit::Done)
}

/// Lists the runs of a ledger, the latest first.
async fn list(ledger: &LedgerReader, session: &Session) -> Result<Exit> {
    if session.output_options.output == Some(Format::Markdown) {
        return Err(Failure::usage(
            "--output markdown is not available with --list. Use table, json, ndjson or csv",
        ));
    }
    let mut output = session.output(&views::RUNS)?;
    for record in ledger.runs().await? {
        let summary = ledger.summary(&record.name).await?;
        let time = |time: Timestamp| format!("{time:.6}");
        let mut row = json!({
            "runName": record.name,
            "operation": record.operation,
            "partner": record.partner,
            "state": record.state.name(),
            "createdAt": time(record.created_at),
            "updatedAt": time(record.updated_at),
            "endedAt": record.ended_at.map(time),
            "recorded": summary.recorded,
            "open": summary.open,
        });
        for &kind in OutcomeKind::ALL {
            row[kind.name()] = summary.count(kind).into();
        }
        output.row(&row.to_string())?;
    }
    output.finish()?;
    Ok(Exit::Done)
}

/// The counts that are not zero.
fn describe_counts(report: &RunReport) -> String {
    let some = report.outcomes.iter().filter(|(_, count)| count.as_u64() != Some(0));
    let mut words: Vec<String> = some.map(|(name, count)| format!("{count} {name}")).collect();
    if report.open > 0 {
        words.push(format!("{} without an outcome", report.open));
    }
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

fn describe_state(report: &RunReport) -> String {
    let running = report.state == RunState::Running.name();
    match (report.active, report.process, &report.reason) {
        (true, Some(process), _) => format!("running now, in process {process}"),
        (true, None, _) => "running now".to_owned(),
        (false, ..) if running => {
            "not at work: its process was killed, or the machine stopped. The same command resumes it"
                .to_owned()
        }
        (false, _, Some(reason)) => format!("{} ({reason})", report.state),
        (false, _, None) => report.state.to_owned(),
    }
}

/// Its pace, and the expected end.
fn describe_pace(report: &RunReport, now: Timestamp) -> Option<String> {
    let per_hour = report.per_hour?;
    let end = report.expected_end?;
    let left = views::format_duration(end.seconds_since(now).max(0.0));
    Some(format!("{per_hour} an hour; at that pace it ends in about {left}"))
}

fn affected_name(affected: &Affected) -> String {
    let enterprise = affected.sp_enterprise_id.as_ref().unwrap_or(&affected.enterprise_id);
    match &affected.user_id {
        Some(user) => format!("{enterprise} {user}"),
        None => enterprise.clone(),
    }
}

fn problem_title(problem: &Problem) -> String {
    let meaning = problem.meaning.as_deref().map(|meaning| format!(": {meaning}"));
    format!("{}{}", problem.code, meaning.unwrap_or_default())
}

fn table(report: &RunReport, now: Timestamp) -> String {
    let mut text = String::new();
    let times = describe_times(report);
    let _ = write!(
        text,
        "run        {}\noperation  {}\nstate      {}\nwhen       {times}\noutcomes   {}\n",
        escape_terminal(&report.run_name),
        report.operation,
        describe_state(report),
        describe_counts(report)
    );
    if let Some(pace) = describe_pace(report, now) {
        let _ = writeln!(text, "pace       {pace}");
    }
    for problem in &report.problems {
        let _ = writeln!(
            text,
            "\n{} x {}",
            problem.items.len(),
            escape_terminal(&problem_title(problem))
        );
        if let Some(description) = &problem.description {
            let _ = writeln!(text, "  Webex says: {}", escape_terminal(description));
        }
        if let Some(remedy) = &problem.remedy {
            let _ = writeln!(text, "  what to do: {}", escape_terminal(remedy));
        }
        for affected in problem.items.iter().take(MAX_ITEMS_SHOWN) {
            let id = affected.tracking_id.as_deref().unwrap_or("no tracking id");
            let outcome = affected.outcome.name();
            let _ = writeln!(
                text,
                "  {}  {outcome}  {}",
                escape_terminal(&affected_name(affected)),
                escape_terminal(id)
            );
        }
        if problem.items.len() > MAX_ITEMS_SHOWN {
            let more = problem.items.len() - MAX_ITEMS_SHOWN;
            let _ = writeln!(text, "  and {more} more: --output markdown has them all");
        }
    }
    text
}

fn describe_times(report: &RunReport) -> String {
    let format_time = |time: &Timestamp| time.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    match &report.ended_at {
        Some(end) => format!("{} to {}", format_time(&report.created_at), format_time(end)),
        None => {
            format!(
                "{}, last active {}",
                format_time(&report.created_at),
                format_time(&report.updated_at)
            )
        }
    }
}

fn markdown(report: &RunReport) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        "## Directory sync run {}\n\n| | |\n| --- | --- |\n| operation | {} |\n| state | {} |\n\
         | when | {} |\n| outcomes | {} |\n",
        code_span(&report.run_name),
        code_span(&report.operation),
        escape_markdown(&describe_state(report)),
        describe_times(report),
        describe_counts(report)
    );
    for problem in &report.problems {
        let _ = write!(
            text,
            "\n### {} x {}\n\n",
            problem.items.len(),
            escape_markdown(&problem_title(problem))
        );
        if let Some(description) = &problem.description {
            let _ = write!(text, "Webex says: {}\n\n", escape_markdown(description));
        }
        if let Some(remedy) = &problem.remedy {
            let _ = write!(text, "What to do: {}\n\n", escape_markdown(remedy));
        }
        text.push_str("| enterprise | outcome | tracking id |\n| --- | --- | --- |\n");
        for affected in &problem.items {
            let id = affected.tracking_id.as_deref().map(code_span).unwrap_or_default();
            let outcome = code_span(affected.outcome.name());
            let _ =
                writeln!(text, "| {} | {outcome} | {id} |", code_span(&affected_name(affected)));
        }
    }
    text
}

/// A name or an id as Markdown code, which is also correct as plain text.
fn code_span(text: &str) -> String {
    let text = escape_terminal(text);
    if text.is_empty() {
        return String::new();
    }
    // A table has no code: a bar ends the cell, unless it is escaped.
    let text = text.replace('|', "\\|");
    let mut ticks = "`".to_owned();
    while text.contains(&ticks) {
        ticks.push('`');
    }
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// Escapes Markdown in a text.
fn escape_markdown(text: &str) -> String {
    let mut out = String::new();
    for c in escape_terminal(text).chars() {
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
    fn ids_are_unchanged_in_markdown_code_spans() {
        assert_eq!(code_span("WEBEX-BROADWORKS_1"), "`WEBEX-BROADWORKS_1`");
        assert_eq!(code_span("a`b|c"), "``a`b\\|c``");
        assert_eq!(code_span("`a"), "`` `a ``");
        assert_eq!((code_span(""), code_span("a\nb")), (String::new(), "`a\\nb`".to_owned()));
    }

    #[test]
    fn a_name_cannot_break_out_of_its_cell() {
        assert_eq!(escape_markdown("a|b <i> [x](y)"), "a\\|b \\<i\\> \\[x\\](y)");
        assert!(!escape_markdown("a\nb").contains('\n'));
    }
}

//! Billing reports, and the signed links under which they can be downloaded.

use super::State;
use super::event::Refusal;
use crate::billing_reports::{BillingReport, COMPLETED, FAILED, IN_PROGRESS, ReportError};
use crate::clock::VirtualTime;
use crate::codes;
use crate::generator::id;
use crate::random::Random;
use crate::run_durations;
use crate::subscribers::PROVISIONED;

/// The only documented code of billing reports.
const REPORT_NOT_FOUND: u32 = 2024;

impl State {
    /// Starts a billing report, and returns its id.
    pub(crate) fn create_billing_report(
        &mut self,
        billing_period: String,
        created_by: String,
        now: VirtualTime,
    ) -> String {
        self.reports_created += 1;
        let mut random = Random::of(self.options.seed, &[18, self.reports_created]);
        let uuid = random.uuid();
        let report = BillingReport {
            id: id("BILLING_REPORT", &uuid),
            billing_period,
            status: IN_PROGRESS,
            created: now.to_the_millisecond(),
            created_by,
            errors: Vec::new(),
            uuid,
        };
        let failed = random.chance(self.options.billing_report_fail_share);
        let length = run_durations::seconds(self.options.billing_report_seconds);
        let (id, key) = (report.id.clone(), report.id.clone());
        self.billing_reports.insert(id.clone(), report);
        let end = move |state: &mut Self, _| state.end_billing_report(&key, failed);
        self.schedule_change(now.after(length), Box::new(end));
        id
    }

    /// The billing report with an id, with or without the padding of base64.
    pub(crate) fn billing_report(&self, id: &str) -> Result<&BillingReport, Refusal> {
        let found = self.billing_reports.get(id.trim_end_matches('='));
        found.ok_or(Refusal::Coded(REPORT_NOT_FOUND))
    }

    /// Deletes a billing report.
    pub(crate) fn delete_billing_report(&mut self, id: &str) -> Result<(), Refusal> {
        let deleted = self.billing_reports.remove(id.trim_end_matches('='));
        deleted.map(drop).ok_or(Refusal::Coded(REPORT_NOT_FOUND))
    }

    /// The signature of a link to a report that is valid until a second since 1970.
    pub(crate) fn link_signature(&self, uuid: &str, expires: i64) -> String {
        let text = format!("{uuid} {expires}");
        let parts: Vec<u64> = text.bytes().map(u64::from).collect();
        Random::of(self.options.seed, &parts).uuid()
    }

    /// The content of every report: one row for each provisioned subscriber.
    pub(crate) fn billing_csv(&self) -> String {
        let mut csv = "spEnterpriseId,userId,package\n".to_owned();
        for it in self.subscribers.all().filter(|it| it.status == PROVISIONED) {
            let texts = [&it.sp_enterprise_id, &it.user_id, &it.package];
            let cells = texts.map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
            csv += &(cells.join(",") + "\n");
        }
        csv
    }

    fn end_billing_report(&mut self, id: &str, failed: bool) {
        if let Some(report) = self.billing_reports.get_mut(id) {
            report.status = if failed { FAILED } else { COMPLETED };
            if failed {
                let description = codes::description(REPORT_NOT_FOUND);
                report.errors.push(ReportError { code: REPORT_NOT_FOUND, description });
            }
        }
    }
}

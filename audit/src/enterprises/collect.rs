//! Collects the enterprises of an audit: lists them, compares them with a ledger and records them there.

use serde_json::Value;

use self::history::History;
use super::audit::Audit;
use super::auditor::Auditor;
use super::options::AuditOptions;
use crate::input::{CHUNK_SIZE, ListedItems, check_items, page_items};
use crate::listing::Scope;
use webex_broadworks::{Client, ListEnterprises, Result};

impl Audit {
    /// Audits the enterprises of a list: which are stale, failing, stuck or changed.
    ///
    /// `GET /broadworks/enterprises`
    ///
    /// The list shows the last sync of every enterprise, so no other request is sent.
    ///
    /// # Errors
    ///
    /// Those of [`EnterprisesResource::list`](webex_broadworks::EnterprisesResource::list), and of the ledger if one is given.
    pub async fn of_enterprises(
        client: &Client,
        listing: ListEnterprises,
        mut options: AuditOptions,
    ) -> Result<Self> {
        options.check()?;
        options.now = options.now.or_else(|| Some(client.now()));
        options.partner = options.partner.or_else(|| client.partner().map(str::to_owned));
        let mut list = client.enterprises().list(listing)?;
        options.scope = Scope::of(list.description(), list.may_be_partial());
        list.prefetch();
        let history = History::open(&mut options).await?;
        let mut auditor = Auditor::new(&options);
        while let Some(page) = list.next_raw_page().await? {
            let items = page_items(&page)?;
            auditor.extend(&items);
            history.record(&items, auditor.now)?;
        }
        history.finish(auditor).await
    }

    /// Checks the given enterprises without a request, and compares them with a ledger if the
    /// options name one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) for a limit that cannot be
    /// used or an item that is not an enterprise, and the errors of the ledger.
    pub async fn of_items(items: &[Value], mut options: AuditOptions) -> Result<Self> {
        options.check()?;
        check_items(items, "what was passed", ListedItems::Enterprises)?;
        let history = History::open(&mut options).await?;
        let mut auditor = Auditor::new(&options);
        for chunk in items.chunks(CHUNK_SIZE) {
            auditor.extend(chunk);
            history.record(chunk, auditor.now)?;
            // The thread may have other calls.
            tokio::task::yield_now().await;
        }
        history.finish(auditor).await
    }
}

mod history {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::super::audit::Audit;
    use super::super::auditor::Auditor;
    use super::super::options::AuditOptions;
    use super::super::row::LastSeen;
    use super::super::trend;
    use crate::baseline::Baseline;
    use webex_broadworks::{Result, Timestamp};
    use webex_broadworks_bulk::ledger::{Ledger, LedgerReader, Snapshot};

    /// Reads earlier states from a ledger, and records new ones.
    pub(super) struct History {
        writer: Option<Ledger>,
        reader: Option<LedgerReader>,
    }

    impl History {
        pub(super) async fn open(options: &mut AuditOptions) -> Result<Self> {
            let Some(path) = options.ledger.clone() else {
                return Ok(Self { writer: None, reader: None });
            };
            let writer = if options.record { Some(Ledger::open(&path).await?) } else { None };
            let reader = Ledger::read(&path).await?;
            if options.baseline.is_none() {
                let snapshots = reader.latest_snapshots().await?;
                let seen = snapshots.into_iter().map(|(id, seen)| (id, LastSeen::from(seen)));
                options.baseline = Some(Baseline { seen: seen.collect(), listing: None });
            }
            Ok(Self { writer, reader: Some(reader) })
        }

        pub(super) fn record(&self, items: &[Value], now: Timestamp) -> Result<()> {
            let Some(writer) = &self.writer else { return Ok(()) };
            let text =
                |item: &Value, key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
            let snapshots = items.iter().filter_map(|item| {
                Some(Snapshot::new(text(item, "id")?, text(item, "spEnterpriseId"), now, item))
            });
            writer.snapshot(snapshots.collect())
        }

        pub(super) async fn finish(self, auditor: Auditor<'_>) -> Result<Audit> {
            let Some(reader) = self.reader else { return Ok(auditor.finish(Vec::new())) };
            if let Some(writer) = self.writer {
                writer.flush().await?;
                writer.close().await?;
            }
            let ids = auditor.rows.iter().filter_map(|row| row.enterprise_id.clone());
            let totals = reader.totals_by_day(ids.collect::<HashSet<_>>()).await?;
            let partner = auditor.options.partner.as_ref();
            Ok(auditor.finish(trend::rows(totals, partner)))
        }
    }
}

//! The table of a bulk run.

use super::column::Column;
use super::column_type::ColumnType;
use super::directory_sync::{RUN, SWITCH};
use super::schema::{ColumnGroup, LEFTOVERS, TableSchema};
use super::{Table, TableBuilder};
use webex_broadworks::{Error, Result};
use webex_broadworks_bulk::{BulkRun, RawOutcome};

/// Number of outcomes per batch.
const BATCH: usize = 1024;

/// The columns of a bulk run's outcomes, one row each.
pub static OUTCOMES: TableSchema = TableSchema::new(&[
    ColumnGroup { json_paths: &[&[]], columns: OWN },
    ColumnGroup { json_paths: &[&["error"]], columns: ERROR },
    ColumnGroup { json_paths: &[&["result"]], columns: CHANGE },
    ColumnGroup { json_paths: &[&["result", "before"]], columns: BEFORE },
    ColumnGroup {
        json_paths: &[&["result"], &["result", "before"], &["result", "after"]],
        columns: SWITCH,
    },
    ColumnGroup {
        json_paths: &[
            &["result", "directorySyncStatus"],
            &["result", "before", "directorySyncStatus"],
            &["result", "after", "directorySyncStatus"],
        ],
        columns: RUN,
    },
    ColumnGroup { json_paths: &[&["result"]], columns: USER_SYNC },
    ColumnGroup { json_paths: &[&["result", "userResponse"]], columns: USER },
    LEFTOVERS,
]);

const OWN: &[Column] = &[
    Column::new("index", ColumnType::Integer, "The item's position in the input, from 0."),
    Column::new("enterpriseId", ColumnType::Text, "The enterprise's `id`."),
    Column::new(
        "spEnterpriseId",
        ColumnType::Text,
        "Its identifier on BroadWorks, if it was given.",
    ),
    Column::new("userId", ColumnType::Text, "The user, if users are synced."),
    Column::new("partner", ColumnType::Text, "The client's partner label."),
    Column::new(
        "outcome",
        ColumnType::Text,
        "The outcome of the item: `ok`, `unchanged`, `partial`, `failed`, `ambiguous`, \
         `skipped`, `planned` or `not_started`.",
    ),
    Column::new("reason", ColumnType::Text, "The cause, in one word that programs can compare."),
    Column::new("attempts", ColumnType::Integer, "Number of requests."),
    Column::new("startedAt", ColumnType::Time, "When the item started; null if it didn't."),
    Column::new("endedAt", ColumnType::Time, "When the item ended."),
];

const ERROR: &[Column] = &[
    Column::new(
        "errorCode",
        ColumnType::Text,
        "The stable code of the error's class, such as `NOT_FOUND`; null without an error.",
    )
    .of_field("code"),
    Column::new("errorMessage", ColumnType::Text, "What failed, and what to do.")
        .of_field("message"),
    Column::new("statusCode", ColumnType::Integer, "The HTTP status of the error."),
    Column::new("trackingId", ColumnType::Text, "The id that Webex support asks for."),
    Column::new(
        "directorySyncCodes",
        ColumnType::Json,
        "The directory sync error codes of the refusal or of the sync: an array.",
    ),
    Column::new("remedy", ColumnType::Text, "What to do about the error."),
    Column::new("requestSent", ColumnType::Flag, "Whether a request might have reached Webex."),
    Column::new(
        "safeToRetry",
        ColumnType::Flag,
        "Whether rerunning the item can't execute anything twice.",
    ),
];

const CHANGE: &[Column] = &[Column::new(
    "changed",
    ColumnType::Flag,
    "Whether directory sync was, or would be, turned on or off; only for `directory_sync.ensure`.",
)];

const BEFORE: &[Column] = &[Column::new(
    "enabledBefore",
    ColumnType::Flag,
    "Whether it was on before; only for `directory_sync.ensure`.",
)
.of_field("enableDirSync")];

const USER_SYNC: &[Column] = &[Column::new(
    "userSyncStatus",
    ColumnType::Text,
    "The result of a user's sync, such as `ADD`.",
)
.of_field("status")];

const USER: &[Column] = &[
    Column::new(
        "userResponseId",
        ColumnType::Text,
        "The user's BroadWorks id in Webex's spelling, which can differ from `userId`.",
    )
    .of_field("userId"),
    Column::new("firstName", ColumnType::Text, "The user's first name."),
    Column::new("lastName", ColumnType::Text, "The user's last name."),
    Column::new("extension", ColumnType::Text, "The user's extension."),
    Column::new("number", ColumnType::Text, "The user's primary number."),
    Column::new("mobile", ColumnType::Text, "The user's mobile number."),
];

/// A bulk run as a table.
pub trait OutcomeTable {
    /// Runs it to its end, and returns its outcomes as a table.
    ///
    /// # Errors
    /// The reason for which the run stopped early. To get a table anyway, read the run in another way,
    /// and pass the outcomes to [`TableBuilder::push_outcome`].
    fn table(self) -> impl Future<Output = Result<Table>> + Send;
}

impl OutcomeTable for BulkRun {
    async fn table(mut self) -> Result<Table> {
        let mut builder = TableBuilder::new(&OUTCOMES);
        loop {
            let outcomes = self.next_batch(BATCH).await?;
            if outcomes.is_empty() {
                return builder.finish();
            }
            outcomes.iter().try_for_each(|outcome| builder.push_outcome(outcome))?;
        }
    }
}

impl TableBuilder {
    /// Adds an outcome to a table of [`OUTCOMES`].
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if Arrow refuses the rows.
    pub fn push_outcome(&mut self, outcome: &RawOutcome) -> Result<()> {
        let row = std::str::from_utf8(outcome.json())
            .map_err(|error| Error::internal("an outcome is not UTF-8").with_source(error))?;
        self.push_json(row)
    }
}

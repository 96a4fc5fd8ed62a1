//! The table of a bulk run.

use super::column::Column;
use super::column_type::ColumnType;
use super::directory_sync::{RUN, SWITCH};
use super::schema::{ColumnGroup, LEFTOVERS, TableSchema};
use super::{Table, TableBuilder};
use webex_broadworks::{Error, Result};
use webex_broadworks_bulk::{BulkRun, RawOutcome};

/// How many outcomes are taken at once.
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
    Column::new("index", ColumnType::Integer, "The item's place in the input, from 0."),
    Column::new("enterpriseId", ColumnType::Text, "The enterprise's `id`."),
    Column::new(
        "spEnterpriseId",
        ColumnType::Text,
        "Its own identifier on BroadWorks, where it was given.",
    ),
    Column::new("userId", ColumnType::Text, "The user, where users are synced."),
    Column::new("partner", ColumnType::Text, "The label of the partner that the client is for."),
    Column::new(
        "outcome",
        ColumnType::Text,
        "What became of the item, in one word: `ok`, `unchanged`, `partial`, `failed`, `ambiguous`, \
         `skipped`, `planned` or `not_started`.",
    ),
    Column::new("reason", ColumnType::Text, "Why, in one word that programs can compare."),
    Column::new("attempts", ColumnType::Integer, "How many requests it took."),
    Column::new("startedAt", ColumnType::Time, "When the item was begun; null where it was not."),
    Column::new("endedAt", ColumnType::Time, "When its outcome was known."),
];

const ERROR: &[Column] = &[
    Column::new(
        "errorCode",
        ColumnType::Text,
        "The stable code of the error's class, such as `NOT_FOUND`; null where nothing went wrong.",
    )
    .of_field("code"),
    Column::new("errorMessage", ColumnType::Text, "What failed, whether it was sent, what to do.")
        .of_field("message"),
    Column::new("statusCode", ColumnType::Integer, "The HTTP status of the error."),
    Column::new("trackingId", ColumnType::Text, "The id that Webex support asks for."),
    Column::new(
        "directorySyncCodes",
        ColumnType::Json,
        "The directory sync error codes, of the refusal or of the run: an array.",
    ),
    Column::new("remedy", ColumnType::Text, "What to do about the error."),
    Column::new("requestSent", ColumnType::Flag, "Whether a request may have reached Webex."),
    Column::new(
        "safeToRetry",
        ColumnType::Flag,
        "Whether the item can be run again without doing something twice.",
    ),
];

const CHANGE: &[Column] = &[Column::new(
    "changed",
    ColumnType::Flag,
    "Whether directory sync was switched, or would be; only where it is ensured.",
)];

const BEFORE: &[Column] = &[Column::new(
    "enabledBefore",
    ColumnType::Flag,
    "Whether it was on before; only where it is ensured.",
)
.of_field("enableDirSync")];

const USER_SYNC: &[Column] = &[Column::new(
    "userSyncStatus",
    ColumnType::Text,
    "What the sync of a user did, such as `ADD`.",
)
.of_field("status")];

const USER: &[Column] = &[
    Column::new(
        "userResponseId",
        ColumnType::Text,
        "The user's BroadWorks id in Webex's spelling, which need not be that of `userId`.",
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
    /// Runs it to its end; the outcomes are the rows of a table.
    ///
    /// # Errors
    /// What made the run stop early; there is no table then. To have one nevertheless, read the run
    /// otherwise and hand the outcomes to [`TableBuilder::push_outcome`].
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
    pub fn push_outcome(&mut self, outcome: &RawOutcome) -> Result<()> {
        let row = std::str::from_utf8(outcome.json())
            .map_err(|error| Error::internal("an outcome is not UTF-8").with_source(error))?;
        self.push_json(row)
    }
}

//! Rows as tables show them, whatever they were.

use proptest::prelude::*;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

use super::{
    Column, ColumnGroup, ColumnType, ENTERPRISES, OUTCOMES, Table, TableBuilder, TableSchema,
};
use webex_broadworks::{DirectorySyncStatus, Enterprise, Timestamp, directory_sync_state};

fn table<T: serde::Serialize>(schema: &'static TableSchema, rows: &[T]) -> Table {
    let mut builder = TableBuilder::new(schema);
    for row in rows {
        builder.push(row).unwrap();
    }
    builder.finish().unwrap()
}

fn rows(table: &Table) -> Vec<Value> {
    table.ndjson().map(|line| serde_json::from_str(&line).unwrap()).collect()
}

/// The only row of a table of this JSON, to the letter.
fn row(schema: &'static TableSchema, text: &str) -> Value {
    let mut builder = TableBuilder::new(schema);
    builder.push_json(text).unwrap();
    rows(&builder.finish().unwrap()).remove(0)
}

/// What stands in a column of JSON.
fn inside(row: &Value, column: &str) -> Value {
    serde_json::from_str(row[column].as_str().unwrap()).unwrap()
}

#[test]
fn an_enterprise_is_a_row() {
    let row = row(
        &ENTERPRISES,
        r#"{"id":"E1","orgId":"O1","spEnterpriseId":"SP1+acm\u00e9","broadworksDirectorySync":
        {"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE","usersAdded":44.0,
        "lastSyncStartTime":"2026-01-01T00:00:00Z","lastSyncEndTime":"2026-01-01T00:00:02.5Z",
        "errors":[{"errorCode":"600014","description":"x"},{"errorCode":1}]}}}"#,
    );
    let picked = [
        ("id", json!("E1")),
        ("spEnterpriseId", json!("SP1+acmé")),
        ("provisioningId", Value::Null),
        ("enableDirSync", json!(true)),
        ("syncStatus", json!("COMPLETE")),
        ("lastSyncEndTime", json!("2026-01-01T00:00:02.500000Z")),
        ("lastSuccessfulSyncTime", Value::Null),
        ("lastSuccess", json!("2026-01-01T00:00:02.500000Z")),
        ("duration", json!(2.5)),
        ("usersAdded", json!(44)),
        ("usersDeleted", Value::Null),
        ("errorCount", json!(2)),
        ("firstErrorCode", json!(600_014)),
        ("firstErrorDescription", json!("x")),
        ("unparsed", Value::Null),
        ("extra", Value::Null),
    ];
    for (name, value) in picked {
        assert_eq!(row[name], value, "{name}");
    }
}

#[test]
fn every_field_that_a_model_knows_has_a_column() {
    let fields = |model: Value| model.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut filled = json!({"errors": [{}]});
    // What a model knows it does not put under `extra`.
    for column in ENTERPRISES.columns() {
        let value = match column.kind() {
            ColumnType::Flag => json!(true),
            ColumnType::Integer => json!(1),
            ColumnType::Time => json!("2026-01-01T00:00:00Z"),
            _ => json!("x"),
        };
        filled.as_object_mut().unwrap().entry(column.name()).or_insert(value);
    }
    let enterprise: Enterprise = serde_json::from_value(filled.clone()).unwrap();
    let status: DirectorySyncStatus = serde_json::from_value(filled.clone()).unwrap();
    let names: Vec<_> = ENTERPRISES.columns().map(Column::name).collect();
    for model in [enterprise.extra, status.extra] {
        filled.as_object_mut().unwrap().retain(|name, _| model.contains_key(name));
    }
    // The other columns exist only in the table.
    let own = [
        "enableDirSync",
        "lastSuccess",
        "duration",
        "errorCount",
        "firstErrorCode",
        "firstErrorDescription",
        "unparsed",
        "extra",
    ];
    assert_eq!(fields(filled), own);
    let counters = serde_json::to_value(webex_broadworks::Counters::default()).unwrap();
    for name in fields(counters) {
        assert!(names.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn what_does_not_fit_is_null_and_kept() {
    let row = row(
        &ENTERPRISES,
        r#"{"id":["odd"],"name":"new","broadworksDirectorySync":{"enableDirSync":"maybe","on":1,
        "directorySyncStatus":{"usersAdded":"many","lastSyncStartTime":"yesterday","new":{"a":[1]},
        "usersUpdated":1e999,"syncStatus":"\ud800","usersDeleted":3}}}"#,
    );
    for name in ["id", "enableDirSync", "usersAdded", "lastSyncStartTime", "usersUpdated"] {
        assert_eq!(row[name], Value::Null, "{name}");
    }
    assert_eq!(row["usersDeleted"], 3);
    assert_eq!(
        row["unparsed"],
        concat!(
            r#"{"id":["odd"],"enableDirSync":"maybe","syncStatus":"\ud800","#,
            r#""lastSyncStartTime":"yesterday","usersAdded":"many","usersUpdated":1e999}"#,
        )
    );
    assert_eq!(
        inside(&row, "extra"),
        json!({"name": "new", "broadworksDirectorySync": {"on": 1,
            "directorySyncStatus": {"new": {"a": [1]}}}})
    );
}

#[test]
fn what_is_no_object_where_one_should_be_is_kept_whole() {
    let odd = row(&ENTERPRISES, r#"{"id":"E1","broadworksDirectorySync":"odd"}"#);
    assert_eq!(odd["id"], "E1");
    assert_eq!(inside(&odd, "extra"), json!({"broadworksDirectorySync": "odd"}));
    // A name that no text can hold spoils its object alone.
    let name = row(
        &ENTERPRISES,
        r#"{"id":"E1","broadworksDirectorySync":{"enableDirSync":true,"\ud800":1}}"#,
    );
    assert_eq!((&name["id"], &name["enableDirSync"]), (&json!("E1"), &Value::Null));
    assert_eq!(name["extra"], r#"{"broadworksDirectorySync":{"enableDirSync":true,"\ud800":1}}"#);
    assert_eq!(row(&ENTERPRISES, "[1]")["extra"], "[1]");
}

#[test]
fn of_what_is_there_twice_the_last_counts() {
    let row = row(
        &ENTERPRISES,
        r#"{"id":"E1","id":"E2","broadworksDirectorySync":{"enableDirSync":true},
        "broadworksDirectorySync":{"directorySyncStatus":{"usersAdded":1}}}"#,
    );
    assert_eq!((&row["id"], &row["usersAdded"]), (&json!("E2"), &json!(1)));
    assert_eq!(row["enableDirSync"], Value::Null);
}

#[test]
fn an_outcome_shows_its_error_and_its_result() {
    let status = |on: bool, added: u32| json!({"enableDirSync": on, "directorySyncStatus": {"usersAdded": added}});
    let outcome = |result: Value| {
        json!({"index": 3, "enterpriseId": "E1", "outcome": "ok", "result": result, "error": null,
            "attempts": 2, "startedAt": null, "endedAt": "2026-01-01T00:00:00.500Z"})
    };
    let rows = rows(&table(
        &OUTCOMES,
        &[
            outcome(status(true, 1)),
            outcome(json!({"changed": true, "before": status(true, 1), "after": status(false, 2)})),
            outcome(json!({"changed": true, "before": status(true, 1), "after": null})),
            outcome(json!({"status": "ADD", "userResponse": {"userId": "j", "firstName": "J"}})),
            json!({"index": 4, "error": {"code": "NOT_FOUND", "message": "m", "statusCode": 404,
                "trackingId": "T", "directorySyncCodes": [600_009, "B-1"], "remedy": null,
                "requestSent": true, "safeToRetry": false}}),
        ],
    ));
    let sync = |row: &Value| {
        ["changed", "enabledBefore", "enableDirSync", "usersAdded"].map(|name| row[name].clone())
    };
    assert_eq!(sync(&rows[0]), [json!(null), json!(null), json!(true), json!(1)]);
    assert_eq!(sync(&rows[1]), [json!(true), json!(true), json!(false), json!(2)]);
    assert_eq!(sync(&rows[2]), [json!(true), json!(true), json!(true), json!(1)]);
    let user = ["userSyncStatus", "userResponseId", "firstName"].map(|name| rows[3][name].clone());
    assert_eq!(user, ["ADD", "j", "J"]);
    let error = ["errorCode", "statusCode", "directorySyncCodes", "safeToRetry"]
        .map(|name| rows[4][name].clone());
    assert_eq!(error, [json!("NOT_FOUND"), json!(404), json!("[600009,\"B-1\"]"), json!(false)]);
    assert_eq!((&rows[0]["index"], &rows[0]["attempts"]), (&json!(3), &json!(2)));
    assert_eq!(rows[0]["endedAt"], "2026-01-01T00:00:00.500000Z");
    assert!(rows.iter().all(|row| row["extra"].is_null() && row["unparsed"].is_null()));
}

#[test]
fn any_struct_can_be_a_row_of_a_schema_of_its_own() {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Finding {
        enterprise_id: &'static str,
        age: Option<f64>,
    }
    static FINDINGS: TableSchema = TableSchema::new(&[ColumnGroup {
        json_paths: &[&[]],
        columns: &[
            Column::new("enterpriseId", ColumnType::Text, "The enterprise."),
            Column::new("age", ColumnType::Number, "Seconds."),
        ],
    }]);
    let finding = |age| Finding { enterprise_id: "E1", age };
    let table = table(&FINDINGS, &[finding(Some(0.5)), finding(None)]);
    assert_eq!(
        rows(&table),
        [json!({"enterpriseId": "E1", "age": 0.5}), json!({"enterpriseId": "E1", "age": null})]
    );
}

#[test]
fn a_table_without_rows_has_its_columns() {
    let empty = table::<Value>(&ENTERPRISES, &[]);
    assert!(empty.is_empty() && empty.batches().is_empty());
    assert_eq!(empty.columns().next(), Some("id"));
    assert!(empty.to_schema().is_ok());
}

#[test]
fn rows_keep_their_order_across_batches() {
    let many: Vec<_> = (0..20_000).map(|index| json!({"index": index})).collect();
    let table = table(&OUTCOMES, &many);
    assert!(table.batches().len() > 1);
    assert_eq!(table.len(), many.len());
    assert!(rows(&table).iter().zip(&many).all(|(row, given)| row["index"] == given["index"]));
}

/// JSON of the names that have columns, and values of every kind for each.
fn any_json() -> impl Strategy<Value = Value> {
    let names: Vec<&str> = ENTERPRISES
        .columns()
        .chain(OUTCOMES.columns())
        .map(Column::name)
        .chain(["broadworksDirectorySync", "directorySyncStatus", "result", "before", "after"])
        .chain(["error", "userResponse", "new", ""])
        .collect();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "-?[0-9]{1,6}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 12, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(names.clone()), inner), 0..12).prop_map(
                |pairs| {
                    let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value));
                    Value::Object(pairs.collect())
                }
            ),
        ]
    })
}

/// An enterprise or an outcome whose objects are where they should be, and odd inside.
fn any_row() -> impl Strategy<Value = Value> {
    (any_json(), any_json(), any_json()).prop_map(|(mut row, mut sync, status)| {
        if let (Value::Object(sync), true) = (&mut sync, status.is_object()) {
            sync.insert("directorySyncStatus".to_owned(), status);
        }
        if let Value::Object(row) = &mut row {
            row.insert("broadworksDirectorySync".to_owned(), sync);
        }
        row
    })
}

proptest! {
    #[test]
    fn no_json_makes_it_fail_and_a_column_agrees_with_the_state(given in any_row()) {
        for schema in [&ENTERPRISES, &OUTCOMES] {
            let shown = row(schema, &given.to_string());
            prop_assert_eq!(shown.as_object().unwrap().len(), schema.columns().count());
        }
        let shown = row(&ENTERPRISES, &given.to_string());
        if given["broadworksDirectorySync"]["directorySyncStatus"].is_object() {
            let state = directory_sync_state(&given["broadworksDirectorySync"], Timestamp::UNIX_EPOCH);
            prop_assert_eq!(&shown["usersAdded"], &json!(state.counters.users_added));
            prop_assert_eq!(&shown["enableDirSync"], &json!(state.enabled));
        }
    }

    #[test]
    fn nothing_is_lost(given in any_row()) {
        let text = given.to_string();
        let shown = row(&ENTERPRISES, &text);
        if let (Some(fields), Some(_)) = (given.as_object(), to_raw_value(&given).ok()) {
            for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                let in_extra = || inside(&shown, "extra").get(name) == Some(value);
                let in_unparsed = || inside(&shown, "unparsed").get(name) == Some(value);
                match name.as_str() {
                    "broadworksDirectorySync" => {}
                    "id" | "orgId" | "provisioningId" | "spEnterpriseId"
                    | "orgCreationTimeStamp" => {
                        prop_assert!(!shown[name].is_null() || in_unparsed(), "{}", name);
                    }
                    _ => prop_assert!(in_extra(), "{}", name),
                }
            }
        }
    }
}

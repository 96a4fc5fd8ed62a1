//! The five most common mistakes: the complete message of each.

use crate::World;

/// Compares the complete message and the exit code.
#[track_caller]
fn says(world: &World, token: Option<&str>, arguments: &[&str], (code, expected): (i32, &str)) {
    let mut command = world.command(arguments);
    command.env_remove("WEBEX_ACCESS_TOKEN").envs(token.map(|token| ("WEBEX_ACCESS_TOKEN", token)));
    let done = crate::done(command.output().expect("it runs")).ends_with(code);
    let tracking_id = done.err.split("WEBEX-BROADWORKS_").nth(1).and_then(|rest| rest.get(..36));
    let said = tracking_id.map_or(done.err.clone(), |id| done.err.replace(id, "ID"));
    assert_eq!(said, expected);
}

#[test]
fn no_token() {
    let expected = "error: no access token. Set the environment variable WEBEX_ACCESS_TOKEN, or pass \
         `--token-file` or `--profile`. The token must belong to a partner administrator. For a first \
         test, copy your personal token from developer.webex.com, which is valid for 12 hours. Nothing \
         was sent.\n\
         To check a token: wxbw auth check\n";
    says(&World::of(2), None, &["enterprise", "list"], (3, expected));
}

#[test]
fn a_token_that_has_expired() {
    let expected = "error: List BroadWorks Enterprises: Webex answered 401 Unauthorized. The access token \
         is wrong, has expired or was revoked. Get a new one from a partner administrator. A personal \
         token from developer.webex.com lasts 12 hours. Nothing was changed. You can retry with a valid \
         token. Webex says: \"The request requires a valid access token set in the Authorization \
         request header.\" Tracking id for Webex support: WEBEX-BROADWORKS_ID.\n\
         The token came from: the environment variable WEBEX_ACCESS_TOKEN.\n\
         To check a new token: wxbw auth check\n";
    says(&World::of(2), Some("expired"), &["enterprise", "list"], (3, expected));
}

#[test]
fn the_hint_checks_the_token_in_use() {
    let world = World::of(2);
    let file = world.path("a token");
    std::fs::write(&file, "not-the-token").expect("a file");
    let file = file.to_str().expect("a name");
    for options in [vec!["--token-file", file], vec!["--token-command", "echo not-the-token"]] {
        let mut command = world.command(&["enterprise", "list"]);
        command.args(&options);
        let done = crate::done(command.output().expect("it runs")).ends_with(3);
        let [name, value] = [options[0], options[1]];
        let expected = format!("wxbw auth check {name} '{value}'\n");
        assert!(done.err.ends_with(&expected), "{}", done.err);
    }
}

#[test]
fn no_such_enterprise() {
    let world = World::of(2);
    let expected = "error: Get a BroadWorks Enterprise: no enterprise with the spEnterpriseId \
         \"Reseller1+acm\" is visible to this token. Names are case-sensitive; `wxbw enterprise list \
         --starts-with Reseller1` shows the valid ones. Nothing was changed.\n";
    says(&world, Some(&world.sandbox.token()), &["sync", "run", "Reseller1+acm"], (1, expected));
}

#[test]
fn a_token_without_the_scope() {
    let world = World::of(2);
    let expected = "error: Trigger Directory Sync for an Enterprise (enterprise Reseller1+acme, id \
         Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvZmI3YTFlZWQtNTg2OS00MWRiLThjODUtNjg5OTEzZWI1YmVi): \
         Webex answered 403 Forbidden. The token is missing the scope \
         `spark-admin:broadworks_enterprises_write`, or its owner is not a partner administrator. Use a \
         token that has both. If the token has both, the customer may be missing from the customers that \
         its owner manages. Calling GET /organizations/{orgId} once with the same token can add it. \
         Nothing was changed. You can retry with such a token. Webex says: \"The server understood the \
         request, but refused to fulfill it because the access token is missing required scopes or the \
         user is missing required roles or licenses.\" Tracking id for Webex support: \
         WEBEX-BROADWORKS_ID.\n\
         The token came from: the environment variable WEBEX_ACCESS_TOKEN.\n\
         To see whose token this is, and whether it can read: wxbw auth check\n";
    let trigger = ["sync", "run", "--no-wait", "Reseller1+acme"];
    says(&world, Some(world.sandbox.read_only_token()), &trigger, (3, expected));
}

#[test]
fn the_id_of_an_organization() {
    let world = World::of(2);
    let expected = "error: Trigger Directory Sync for an Enterprise (enterprise \
         Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi9mYjdhMWVlZC01ODY5LTQxZGItOGM4NS02ODk5MTNlYjViZWI): \
         Webex answered 404 Not Found. This is the id of an organization, not of an enterprise. To find \
         its enterprise: `wxbw enterprise get --by org-id \
         Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi9mYjdhMWVlZC01ODY5LTQxZGItOGM4NS02ODk5MTNlYjViZWI`. \
         Nothing was changed. You can retry with the correct id. Webex says: \"The requested resource \
         could not be found.\" Tracking id for Webex support: WEBEX-BROADWORKS_ID.\n";
    let trigger = ["sync", "run", "--no-wait", &world.column("orgId", 1)[0]];
    says(&world, Some(&world.sandbox.token()), &trigger, (1, expected));
}

//! The five most common mistakes: the whole text that whoever makes one has to go by.

use crate::World;

/// What the command says, for a reader who has nothing else, and the number that it ends with.
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
    let expected = "error: there is no access token for Webex: set the environment variable \
         WEBEX_ACCESS_TOKEN, or pass `--token-file` or `--profile`. It has to belong to a \
         partner administrator; a personal one, for trying things out, is shown on \
         developer.webex.com and lasts 12 hours. Nothing was sent.\n\
         Once there is one, to see whether it is good: wxbw auth check\n";
    says(&World::of(2), None, &["enterprise", "list"], (3, expected));
}

#[test]
fn a_token_that_has_expired() {
    let expected = "error: List BroadWorks Enterprises: Webex answered 401 Unauthorized. Webex says: \"The \
         request requires a valid access token set in the Authorization request header.\" The \
         access token is wrong, has expired or was revoked: get a new one. It must belong to a \
         partner administrator; a personal token from developer.webex.com lasts 12 hours. Webex \
         refused the request; with a good token it is safe to run it again. Tracking id for \
         Webex support: WEBEX-BROADWORKS_ID.\n\
         The token came from: the environment variable WEBEX_ACCESS_TOKEN.\n\
         Once a new one is there, to see whether it is good: wxbw auth check\n";
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
    let expected = "error: Get a BroadWorks Enterprise: no enterprise that this token may see has the \
         spEnterpriseId \"Reseller1+acm\". Upper and lower case count; `wxbw enterprise list \
         --starts-with Reseller1` shows which there are. Nothing was changed.\n";
    says(&world, Some(world.sandbox.token()), &["sync", "run", "Reseller1+acm"], (1, expected));
}

#[test]
fn a_token_without_the_scope() {
    let world = World::of(2);
    let expected = "error: Trigger Directory Sync for an Enterprise (enterprise Reseller1+acme, id \
         Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvZmI3YTFlZWQtNTg2OS00MWRiLThjODUtNjg5OTEzZWI1YmVi): \
         Webex answered 403 Forbidden. Webex says: \"The server understood the request, but \
         refused to fulfill it because the access token is missing required scopes or the user \
         is missing required roles or licenses.\" The token lacks the scope \
         `spark-admin:broadworks_enterprises_write`, or its owner is no partner administrator: \
         get a token that has both. If it has both already, the customer may be missing among \
         those that its owner manages: asking for it once, GET /organizations/{orgId} with the \
         same token, can add it. Webex refused the request; with such a token it is safe to run \
         it again. Tracking id for Webex support: WEBEX-BROADWORKS_ID.\n\
         The token came from: the environment variable WEBEX_ACCESS_TOKEN.\n\
         Whose it is, and whether it may read (no check shows whether it may write): wxbw auth \
         check\n";
    let trigger = ["sync", "trigger", "Reseller1+acme"];
    says(&world, Some(world.sandbox.read_only_token()), &trigger, (3, expected));
}

#[test]
fn the_id_of_an_organisation() {
    let world = World::of(2);
    let expected = "error: Trigger Directory Sync for an Enterprise (enterprise \
         Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi9mYjdhMWVlZC01ODY5LTQxZGItOGM4NS02ODk5MTNlYjViZWI): \
         Webex answered 404 Not Found. Webex says: \"The requested resource could not be \
         found.\" This is the id of an organisation, not of an enterprise: `wxbw enterprise get \
         --by org \
         Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi9mYjdhMWVlZC01ODY5LTQxZGItOGM4NS02ODk5MTNlYjViZWI` \
         finds its enterprise. Webex refused the request; with the right id it is safe to run \
         it again. Tracking id for Webex support: WEBEX-BROADWORKS_ID.\n";
    let trigger = ["sync", "trigger", &world.column("orgId", 1)[0]];
    says(&world, Some(world.sandbox.token()), &trigger, (1, expected));
}

//! Options that make no sense are refused, by name, before anything starts.

use std::io::ErrorKind;

use webex_broadworks_sandbox::{Fault, Sandbox, SandboxOptions, from_json};

/// Why a sandbox can't be started with options, given as JSON.
fn refusal(options: &str) -> String {
    let options = match from_json::<SandboxOptions>(options) {
        Ok(options) => options,
        Err(reason) => return reason,
    };
    let error = Sandbox::start(options).expect_err("the options are refused");
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    error.to_string()
}

#[test]
fn options_out_of_bounds_are_refused() {
    for (name, options) in [
        ("speed", r#"{"speed": 0}"#),
        ("speed", r#"{"speed": -1}"#),
        ("clusters", r#"{"clusters": 0}"#),
        ("provisioning_ids_per_cluster", r#"{"provisioning_ids_per_cluster": 0}"#),
        ("provisioning_ids", r#"{"provisioning_ids": {"random": 0}}"#),
        ("cluster_sizes", r#"{"cluster_sizes": [1, -1]}"#),
        ("cluster_sizes", r#"{"cluster_sizes": []}"#),
        ("run_seconds", r#"{"run_seconds": [9, 2]}"#),
        ("run_seconds", r#"{"run_seconds": [-1, 2]}"#),
        ("run_log_normal.median", r#"{"run_log_normal": {"median": 0, "sigma": 1}}"#),
        ("run_spread", r#"{"run_spread": 2}"#),
        ("fail_share", r#"{"fail_share": 3}"#),
        ("partial_share", r#"{"partial_share": -0.1}"#),
        ("fail_share and partial_share together", r#"{"fail_share": 0.6, "partial_share": 0.6}"#),
        ("external_client_share", r#"{"external_client_share": 20}"#),
        ("fail_codes", r#"{"fail_share": 0.1, "fail_codes": {"600014": 0}}"#),
        ("token", r#"{"token": ""}"#),
        ("token_expires_after", r#"{"token_expires_after": -5}"#),
        ("clamp_max", r#"{"clamp_max": 0}"#),
        ("clamp_max", r#"{"clamp_max": 1001}"#),
        ("rate_limit", r#"{"rate_limit": 0}"#),
        ("rate_burst", r#"{"rate_burst": 0}"#),
        ("oauth.expires_in", r#"{"oauth": {"expires_in": -1}}"#),
    ] {
        let reason = refusal(options);
        assert!(reason.contains(&format!("`{name}`: expected")), "{options}: {reason}");
    }
}

#[test]
fn faults_that_could_not_apply_as_they_say_are_refused() {
    for (reason, fault) in [
        ("`share`: expected a share from 0 to 1; 0.2 is 20 %, got 20", r#""share": 20"#),
        ("`share`: expected", r#""share": -1"#),
        ("`every`: expected a number of at least 1, got 0", r#""every": 0"#),
    ] {
        let refused = refusal(&format!(r#"{{"faults": [{{"name": "throttle", {fault}}}]}}"#));
        assert!(refused.contains(reason), "{fault}: {refused}");
        assert!(refused.contains("faults[0]"), "{refused}");
    }
    for fault in [
        r#"{"name": "status", "status": 99}"#,
        r#"{"name": "status", "status": 1000}"#,
        r#"{"name": "slow", "seconds": -1}"#,
        r#"{"name": "dribble", "bytes": 0}"#,
        r#"{"name": "late", "operation": "enterprises.list"}"#,
        r#"{"name": "link", "operation": "directory_sync.trigger"}"#,
    ] {
        assert!(from_json::<Fault>(fault).is_err(), "{fault}");
    }
}

//! The enterprises, the processes that sync them, and what both say in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use tempfile::TempDir;
use webex_broadworks_bulk::ledger::{Ledger, RunState};
use webex_broadworks_bulk::{Outcome, OutcomeKind};
use webex_broadworks_sandbox::{LogNormal, Sandbox, SandboxOptions};

use crate::child::{BASE_URL, EPOCH, LEDGER, TOKEN};

/// How fast time runs, for the fleet and those who sync it.
pub(crate) const SPEED: f64 = 500.0;

/// Longer than anything stays on its way, also between processes on a busy machine.
pub(crate) const SETTLE_AFTER: Duration = Duration::from_secs(600);

pub(crate) const RUN: &str = "tonight";

const ENTERPRISES: usize = 30;

/// When a process is killed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum VirtualTime {
    /// By the clock, from its start on.
    After(Duration),
    /// As soon as it has made so many requests.
    Request(usize),
    /// Not at all.
    End,
}

pub(crate) struct Fleet {
    sandbox: Sandbox,
    folder: TempDir,
    epoch: SystemTime,
    /// Whether a fault can lose the answer to a trigger.
    loses_answers: bool,
}

impl Fleet {
    /// A fleet in which all is well, but for what the options say.
    pub(crate) fn start(options: Value) -> Self {
        let loses_answers = options["faults"].as_array().is_some_and(|faults| !faults.is_empty());
        let given: SandboxOptions = serde_json::from_value(options).expect("options");
        let sandbox = Sandbox::start(SandboxOptions {
            enterprises: ENTERPRISES,
            clusters: 4,
            all_synced: true,
            speed: SPEED,
            run_log_normal: Some(LogNormal { median: 60.0, sigma: 0.8 }),
            ..given
        });
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            sandbox: sandbox.expect("a sandbox"),
            folder,
            epoch: SystemTime::now(),
            loses_answers,
        }
    }

    /// Has a process work on the run up to a moment; false where it was at its end before. What it
    /// had said by then stands in the ledger.
    pub(crate) async fn work_until(&self, moment: VirtualTime) -> bool {
        self.sandbox.clear_requests();
        let mut child = self.start_child();
        let was_killed = self.kill_at(&mut child, moment);
        let output = child.wait_with_output().expect("an end");
        assert!(was_killed || output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout);
        let said = said.lines().filter_map(|line| line.strip_prefix("outcome ")?.parse().ok());
        let said: BTreeSet<u64> = said.collect();
        if !said.is_empty() {
            let recorded = self.outcomes().await.into_iter().map(|outcome| outcome.index);
            let missing: Vec<_> = said.difference(&recorded.collect()).copied().collect();
            assert!(missing.is_empty(), "reported but not recorded: {missing:?}");
        }
        was_killed
    }

    fn start_child(&self) -> Child {
        let epoch = self.epoch.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
        Command::new(std::env::current_exe().expect("this program"))
            .args(["child::child", "--exact", "--ignored", "--nocapture"])
            .env(LEDGER, self.folder.path().join("bulk.ledger"))
            .env(BASE_URL, self.sandbox.base_url())
            .env(TOKEN, self.sandbox.token())
            .env(EPOCH, epoch.as_millis().to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process")
    }

    /// Kills the process at a moment; false where it ended before.
    fn kill_at(&self, child: &mut Child, moment: VirtualTime) -> bool {
        let began = Instant::now();
        let is_time = || match moment {
            VirtualTime::After(length) => {
                std::thread::sleep(Duration::from_millis(1));
                began.elapsed() >= length
            }
            VirtualTime::Request(number) => {
                self.sandbox.wait_for_requests(number, Duration::from_millis(20))
            }
            VirtualTime::End => {
                std::thread::sleep(Duration::from_millis(5));
                false
            }
        };
        while !is_time() {
            assert!(began.elapsed() < Duration::from_secs(120), "it does not end");
            if child.try_wait().expect("a status").is_some() {
                return false;
            }
        }
        child.kill().is_ok()
    }

    async fn outcomes(&self) -> Vec<Outcome> {
        let reader = Ledger::read(self.folder.path().join("bulk.ledger")).await.expect("a ledger");
        let records = reader.outcomes(RUN, None, 10_000).await.expect("outcomes");
        let read = |(_, record): (u64, String)| serde_json::from_str(&record).expect("an outcome");
        records.into_iter().map(read).collect()
    }

    /// Every enterprise was synced exactly once, and is said to have been. Where answers are lost, an
    /// enterprise may also be given up after three triggers, none of which was accepted.
    pub(crate) async fn check(&self, kills: u32) {
        let triggers = self.sandbox.accepted_triggers();
        let mut outcomes = BTreeMap::new();
        let mut given_up = 0;
        for outcome in self.outcomes().await {
            let requests = || {
                let requests = self.sandbox.requests();
                let its = requests.iter().filter(|it| it.target.contains(&outcome.enterprise_id));
                its.map(|it| format!("{it:?}")).collect::<Vec<_>>().join("\n")
            };
            if self.loses_answers && outcome.outcome == OutcomeKind::Ambiguous {
                let sent =
                    self.sandbox.requests().into_iter().filter(|it| {
                        it.method == "POST" && it.target.contains(&outcome.enterprise_id)
                    });
                assert!(sent.count() >= 3, "{outcome:?}\n{}", requests());
                assert_eq!(triggers.get(&outcome.enterprise_id), None, "{outcome:?}");
                given_up += 1;
            } else {
                assert_eq!(outcome.outcome, OutcomeKind::Ok, "{outcome:?}\n{}", requests());
            }
            let twice = outcomes.insert(outcome.enterprise_id.clone(), outcome.index);
            assert_eq!(twice, None, "{outcome:?}");
        }
        let twice: Vec<_> = triggers.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "triggered more than once, after {kills} kills: {twice:?}");
        assert_eq!(outcomes.len(), ENTERPRISES, "{kills} kills");
        assert_eq!(triggers.len() + given_up, ENTERPRISES, "{kills} kills");
        let reader = Ledger::read(self.folder.path().join("bulk.ledger")).await.expect("a ledger");
        let run = reader.runs().await.expect("runs").remove(0);
        assert_eq!((run.state, run.input_complete), (RunState::Complete, true));
    }
}

/// Chance that is the same every time: splitmix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

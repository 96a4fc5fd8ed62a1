//! The process that is killed.

use std::io::Write as _;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;
use webex_broadworks::{Client, Clock, ListEnterprises, ScaledClock};
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions};

use crate::fleet::{RUN, SETTLE_AFTER, SPEED};

pub(crate) const LEDGER: &str = "WEBEX_BROADWORKS_TEST_LEDGER";
pub(crate) const BASE_URL: &str = "WEBEX_BROADWORKS_TEST_BASE_URL";
pub(crate) const TOKEN: &str = "WEBEX_BROADWORKS_TEST_TOKEN";
/// When the fleet's clock began, in milliseconds since 1970.
pub(crate) const EPOCH: &str = "WEBEX_BROADWORKS_TEST_EPOCH";

/// The fleet's clock: all processes agree on its wall time.
#[derive(Debug)]
struct FleetClock {
    fast: ScaledClock,
    epoch: SystemTime,
}

impl Clock for FleetClock {
    fn now(&self) -> Instant {
        self.fast.now()
    }

    fn wall(&self) -> SystemTime {
        let passed = SystemTime::now().duration_since(self.epoch).unwrap_or_default();
        self.epoch + passed.mul_f64(SPEED)
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.fast.sleep(duration)
    }
}

/// Syncs the whole fleet, and says the index of each outcome that it is given.
#[tokio::test]
#[ignore = "the other process: the tests beside it start it"]
async fn child() {
    let Ok(ledger) = std::env::var(LEDGER) else { return };
    let given = |name| std::env::var(name).expect("what the parent sets");
    let epoch = given(EPOCH).parse().expect("milliseconds");
    let clock = FleetClock {
        fast: ScaledClock::new(SPEED),
        epoch: SystemTime::UNIX_EPOCH + Duration::from_millis(epoch),
    };
    let client = Client::builder()
        .base_url(given(BASE_URL))
        .token(given(TOKEN))
        // A busy machine must not look like a service that is gone.
        .attempt_timeout(SETTLE_AFTER)
        .clock(clock)
        .build()
        .expect("a client");
    let everyone =
        BulkItems::list(client.enterprises().list(ListEnterprises::default()).expect("a list"));
    let options = BulkOptions::default().settle_after(SETTLE_AFTER).ledger(ledger).run_name(RUN);
    let mut run = Bulk::new(&client).directory_sync().run(everyone, options).expect("a run");
    while let Some(outcome) = run.next().await.expect("an outcome") {
        println!("\noutcome {}", outcome.index);
        std::io::stdout().flush().expect("a pipe");
    }
}

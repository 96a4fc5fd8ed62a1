//! The retry quota: when everything fails, retrying everything makes it worse.

use std::sync::Mutex;
use std::sync::PoisonError;

/// What the quota holds when it is full.
const FULL: u32 = 500;

/// What one retry after a transient failure costs.
const COST: u32 = 14;

/// A bucket that retries of all calls of a client draw from.
///
/// A service that is down for all uses it up after 35 retries, and from then on each call is sent
/// once; successes fill it again.
#[derive(Debug)]
pub(crate) struct Quota(Mutex<u32>);

impl Default for Quota {
    fn default() -> Self {
        Self(Mutex::new(FULL))
    }
}

impl Quota {
    /// Pays for one retry; returns false where the quota does not suffice.
    pub(crate) fn draw(&self) -> bool {
        self.change(|left| left.checked_sub(COST))
    }

    /// A call succeeded: gives back what its retries cost, or one unit where it took none.
    pub(crate) fn give_back(&self, retries: u32) {
        let back = retries.saturating_mul(COST).max(1);
        self.change(|left| Some(left.saturating_add(back).min(FULL)));
    }

    fn change(&self, change: impl FnOnce(u32) -> Option<u32>) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match change(*left) {
            Some(now) => {
                *left = now;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    fn left(quota: &Quota) -> u32 {
        *quota.0.lock().unwrap()
    }

    #[test]
    fn it_pays_for_35_retries_and_no_more() {
        let quota = Quota::default();
        assert_eq!((0..100).filter(|_| quota.draw()).count(), 35);
    }

    #[test]
    fn a_success_gives_back_what_it_cost_and_a_clean_one_a_little() {
        let quota = Quota::default();
        assert!(quota.draw() && quota.draw());
        quota.give_back(2);
        assert_eq!(left(&quota), FULL);
        assert!(quota.draw());
        quota.give_back(0);
        assert_eq!(left(&quota), FULL - COST + 1);
    }

    #[test]
    fn many_threads_never_overdraw_or_overfill_it() {
        let quota = Arc::new(Quota::default());
        let drawn: usize = (0..16)
            .map(|_| {
                let quota = Arc::clone(&quota);
                thread::spawn(move || (0..1_000).filter(|_| quota.draw()).count())
            })
            .map(|thread| thread.join().unwrap())
            .sum();
        assert_eq!(drawn, 35);
        let threads: Vec<_> = (0..16)
            .map(|_| {
                let quota = Arc::clone(&quota);
                thread::spawn(move || (0..1_000).for_each(|_| quota.give_back(1)))
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(left(&quota), FULL);
    }
}

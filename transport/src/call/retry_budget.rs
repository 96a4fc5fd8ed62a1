//! The retry budget, which keeps retries from making an outage worse.

use std::sync::{Mutex, PoisonError};

/// The capacity of the budget.
const CAPACITY: u32 = 500;

/// The cost of a retry after a transient failure.
const RETRY_COST: u32 = 14;

/// A token bucket for the retries of all calls of a client.
///
/// A service that is down for all uses it up after 35 retries, and from then on each call is sent
/// once; successes fill it again.
#[derive(Debug)]
pub(crate) struct RetryBudget(Mutex<u32>);

impl Default for RetryBudget {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl RetryBudget {
    /// Pays for one retry. Returns false if the budget is exhausted.
    pub(crate) fn try_spend(&self) -> bool {
        self.change(|left| left.checked_sub(RETRY_COST))
    }

    /// Refunds a successful call: what its retries cost, or one unit if it had none.
    pub(crate) fn refund(&self, retries: u32) {
        let back = retries.saturating_mul(RETRY_COST).max(1);
        self.change(|left| Some(left.saturating_add(back).min(CAPACITY)));
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

    fn left(budget: &RetryBudget) -> u32 {
        *budget.0.lock().unwrap()
    }

    #[test]
    fn it_pays_for_35_retries_and_no_more() {
        let budget = RetryBudget::default();
        assert_eq!((0..100).filter(|_| budget.try_spend()).count(), 35);
    }

    #[test]
    fn a_success_gives_back_what_it_cost_and_a_clean_one_a_little() {
        let budget = RetryBudget::default();
        assert!(budget.try_spend() && budget.try_spend());
        budget.refund(2);
        assert_eq!(left(&budget), CAPACITY);
        assert!(budget.try_spend());
        budget.refund(0);
        assert_eq!(left(&budget), CAPACITY - RETRY_COST + 1);
    }

    #[test]
    fn many_threads_never_overdraw_or_overfill_it() {
        let budget = Arc::new(RetryBudget::default());
        let drawn: usize = (0..16)
            .map(|_| {
                let budget = Arc::clone(&budget);
                thread::spawn(move || (0..1_000).filter(|_| budget.try_spend()).count())
            })
            .map(|thread| thread.join().unwrap())
            .sum();
        assert_eq!(drawn, 35);
        let threads: Vec<_> = (0..16)
            .map(|_| {
                let budget = Arc::clone(&budget);
                thread::spawn(move || (0..1_000).for_each(|_| budget.refund(1)))
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(left(&budget), CAPACITY);
    }
}

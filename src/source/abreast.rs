//! Asks one thing of many files or modules on all cores. The answers come in the order of what was asked, so that nothing
//! that is made of them depends on which thread was faster.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many items a thread takes at a time. What is no more than this is not worth a thread.
const BATCH: usize = 16;

/// The answers to `one` of each item, in the order of the items.
pub(super) fn each<T: Sync, A: Send>(items: &[T], one: impl Fn(&T) -> A + Sync) -> Vec<A> {
    let batches: Vec<&[T]> = items.chunks(BATCH).collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(batches.len());
    if workers < 2 {
        return items.iter().map(one).collect();
    }
    let next = AtomicUsize::new(0);
    let answered = Mutex::new(Vec::with_capacity(batches.len()));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(batch) = batches.get(number) else { break };
            let answers: Vec<A> = batch.iter().map(&one).collect();
            answered.lock().unwrap_or_else(PoisonError::into_inner).push((number, answers));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(work);
        }
        work();
    });
    let mut answered = answered.into_inner().unwrap_or_else(PoisonError::into_inner);
    answered.sort_by_key(|(number, _)| *number);
    answered.into_iter().flat_map(|(_, answers)| answers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_keep_the_order_of_the_items() {
        for count in [0, 1, BATCH, BATCH + 1, 1000] {
            let items: Vec<usize> = (0..count).collect();
            let answers = each(&items, |item| {
                if item % 7 == 0 {
                    std::thread::yield_now();
                }
                item * 2
            });
            assert_eq!(answers, items.iter().map(|item| item * 2).collect::<Vec<_>>(), "{count}");
        }
    }
}

//! Asks one thing of many items on all cores: files, modules, plans. The answers come in the order of what was asked, so that
//! nothing that is made of them depends on which thread was faster. Knows nothing of what is asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// The answers to `one` of each item, in the order of the items. A thread takes `batch` items at a time, and what is no more than
/// one batch is not worth a thread. `told` hears, on the thread that asks, of each item that is done.
pub(crate) fn each<T: Sync, A: Send>(
    items: &[T],
    batch: usize,
    one: impl Fn(&T) -> A + Sync,
    mut told: impl FnMut(&T),
) -> Vec<A> {
    let batches: Vec<&[T]> = items.chunks(batch.max(1)).collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(batches.len());
    if workers < 2 {
        return items.iter().map(|item| (one(item), told(item)).0).collect();
    }
    let next = AtomicUsize::new(0);
    let (done, answers) = mpsc::channel();
    let mut answered: Vec<(usize, Vec<A>)> = Vec::with_capacity(batches.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (done, next, one, batches) = (done.clone(), &next, &one, &batches);
            scope.spawn(move || {
                let claim = || {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    batches.get(number).map(|batch| (number, batch))
                };
                while let Some((number, batch)) = claim() {
                    // Nobody waits for the answers only if the run has ended.
                    if done.send((number, batch.iter().map(one).collect())).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        for (number, answers) in answers {
            batches.get(number).into_iter().copied().flatten().for_each(&mut told);
            answered.push((number, answers));
        }
    });
    answered.sort_by_key(|(number, _)| *number);
    answered.into_iter().flat_map(|(_, answers)| answers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_keep_the_order_of_the_items_and_each_is_told_of_once() {
        for (count, batch) in [(0, 1), (1, 1), (100, 1), (16, 16), (17, 16), (1000, 16)] {
            let items: Vec<usize> = (0..count).collect();
            let one = |item: &usize| {
                if item.is_multiple_of(7) {
                    std::thread::yield_now();
                }
                item * 2
            };
            let mut told = Vec::new();
            let answers = each(&items, batch, one, |item| told.push(*item));
            assert_eq!(answers, items.iter().map(|item| item * 2).collect::<Vec<_>>(), "{count} by {batch}");
            told.sort_unstable();
            assert_eq!(told, items, "{count} by {batch}");
        }
    }
}

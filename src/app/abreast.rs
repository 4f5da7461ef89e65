//! Does one thing to many plans at once, as many as there are cores. The answers come back in the order of the plans.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::watch::{Stage, Watch};

/// Asks `one` of each file, several at a time; `watch` is told of each that is done.
pub(super) fn each<T: Send>(files: &[PathBuf], watch: &mut dyn Watch, one: impl Fn(usize, &Path) -> T + Sync) -> Vec<T> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    let next = AtomicUsize::new(0);
    let (done, answers) = mpsc::channel();
    let mut answered: Vec<(usize, T)> = Vec::with_capacity(files.len());
    watch.stage(Stage::Judge);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (done, next, one) = (done.clone(), &next, &one);
            scope.spawn(move || {
                while let Some((number, file)) = claim(next, files) {
                    // Nobody waits for the answer only if the run has ended.
                    if done.send((number, one(number, file))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        for (number, answer) in answers {
            if let Some(file) = files.get(number) {
                watch.plan(answered.len() + 1, files.len(), file);
            }
            answered.push((number, answer));
        }
    });
    answered.sort_by_key(|(number, _)| *number);
    answered.into_iter().map(|(_, answer)| answer).collect()
}

fn claim<'f>(next: &AtomicUsize, files: &'f [PathBuf]) -> Option<(usize, &'f Path)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    files.get(number).map(|file| (number, file.as_path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_keep_the_order_of_the_plans() {
        let files: Vec<PathBuf> = (0..100).map(|number| PathBuf::from(number.to_string())).collect();
        let answers = each(&files, &mut (), |number, file| {
            std::thread::yield_now();
            format!("{number}={}", file.display())
        });
        assert_eq!(answers, (0..100).map(|number| format!("{number}={number}")).collect::<Vec<_>>());
    }
}

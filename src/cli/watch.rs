//! Listens to a run: shows its progress on a terminal if it is long, and takes the times for `--stats`. Standard output and
//! the report know nothing of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::app::{Report, Stage, Watch};

/// A plan of this many bytes takes long enough for people to wonder.
const LONG: u64 = 20_000_000;

/// The listener of a run.
pub(super) struct Listener {
    /// Whether progress may be shown at all.
    shows: bool,
    bar: Option<ProgressBar>,
    current: Option<(Stage, Instant)>,
    times: BTreeMap<Stage, Duration>,
}

impl Listener {
    pub(super) fn new(shows: bool) -> Self {
        Self { shows, bar: None, current: None, times: BTreeMap::new() }
    }

    /// Takes what is shown from the terminal: the report follows.
    pub(super) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// Ends the last stage and says how long each took.
    pub(super) fn stats(&mut self, report: &Report) -> String {
        self.end();
        let times: Vec<String> = Stage::ALL
            .iter()
            .map(|stage| format!("{} {}", stage.name(), milliseconds(self.times.get(stage).copied().unwrap_or_default())))
            .collect();
        let sum = milliseconds(self.times.values().sum());
        let resources: usize = report.plans.iter().map(|plan| plan.resources).sum();
        let (plans, findings) = (report.plans.len(), report.findings.len());
        format!("stats: {}; {sum} in all; plans {plans}, resources {resources}, findings {findings}", times.join(", "))
    }

    fn end(&mut self) {
        if let Some((stage, began)) = self.current.take() {
            *self.times.entry(stage).or_default() += began.elapsed();
        }
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

impl Watch for Listener {
    fn plan(&mut self, number: usize, of: usize, path: &Path) {
        let long = of > 1 || path.metadata().is_ok_and(|file| file.len() >= LONG);
        if !self.shows || !long {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(of as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} {prefix} {msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        bar.set_position(number as u64);
        bar.set_prefix(crate::render::printable(&path.display().to_string()));
    }

    fn stage(&mut self, stage: Stage) {
        self.end();
        self.current = Some((stage, Instant::now()));
        if let Some(bar) = &self.bar {
            bar.set_message(stage.name());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown_where_nothing_may_be_or_the_run_is_short() {
        let mut listener = Listener::new(false);
        listener.plan(1, 100, Path::new("a"));
        assert!(listener.bar.is_none());
        let mut listener = Listener::new(true);
        listener.plan(1, 1, Path::new("no/such/file"));
        assert!(listener.bar.is_none());
        listener.plan(1, 2, Path::new("no/such/file"));
        assert!(listener.bar.is_some());
        listener.clear();
        assert!(listener.bar.is_none());
    }

    #[test]
    fn times_are_added_up_by_stage() {
        let mut listener = Listener::new(false);
        for stage in [Stage::Read, Stage::Judge, Stage::Read] {
            listener.stage(stage);
        }
        listener.end();
        assert_eq!(listener.times.keys().copied().collect::<Vec<_>>(), [Stage::Read, Stage::Judge]);
    }
}

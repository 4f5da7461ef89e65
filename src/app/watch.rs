//! What a run tells of itself while it works: which plan, which stage. Who listens has the clock and the terminal; the run
//! has neither.

/// A part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Policies are loaded.
    Load,
    /// Plans and their source are read.
    Read,
    /// Values get their origins. Most of it happens when a policy first asks, and counts as judging.
    Link,
    /// Policies are evaluated.
    Judge,
    /// Findings are placed in the source and masked.
    Locate,
    /// Reports are written.
    Render,
}

impl Stage {
    /// All, in the order of a run.
    pub const ALL: [Self; 6] = [Self::Load, Self::Read, Self::Link, Self::Judge, Self::Locate, Self::Render];

    /// As it is shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Read => "read",
            Self::Link => "link",
            Self::Judge => "judge",
            Self::Locate => "locate",
            Self::Render => "render",
        }
    }
}

/// Who listens to a run.
pub trait Watch {
    /// A plan is taken up: its number from 1, how many there are, its path.
    fn plan(&mut self, number: usize, of: usize, path: &std::path::Path);
    /// A stage begins, and the one before it ends.
    fn stage(&mut self, stage: Stage);
}

/// Nobody listens.
impl Watch for () {
    fn plan(&mut self, _: usize, _: usize, _: &std::path::Path) {}
    fn stage(&mut self, _: Stage) {}
}

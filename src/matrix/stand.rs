//! How an obligation stands, by what was counted. The one place that decides it, for rows, services and plans alike.

use super::{Counts, Status};
use crate::judge::Verdict;
use crate::model::Party;

impl Counts {
    /// Counts a finding; what a control is not for says nothing.
    pub(super) fn add(&mut self, verdict: Verdict, accepted: bool) {
        match verdict {
            Verdict::Met => self.met += 1,
            Verdict::Unmet => self.unmet += 1,
            Verdict::Undecided => self.undecided += 1,
            Verdict::NotApplicable => {}
        }
        self.accepted += usize::from(accepted && matches!(verdict, Verdict::Unmet | Verdict::Undecided));
    }

    /// How many findings there are.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.met + self.unmet + self.undecided
    }

    /// The worst verdict among them.
    #[must_use]
    pub fn worst(&self) -> Verdict {
        match (self.unmet, self.undecided, self.met) {
            (1.., ..) => Verdict::Unmet,
            (_, 1.., _) => Verdict::Undecided,
            (_, _, 1..) => Verdict::Met,
            _ => Verdict::NotApplicable,
        }
    }
}

/// How an obligation stands. What an owner accepts is still unmet; what is left to be stated is never met, and neither is
/// one of which some controls were left out.
pub(super) fn status(party: Party, counts: Counts, is_claimed: bool, is_whole: bool) -> Status {
    if party == Party::Aws {
        return Status::Aws;
    }
    match (counts.worst(), counts.to_attest, counts.attested) {
        (Verdict::Unmet, ..) => Status::Unmet,
        (Verdict::Undecided, ..) => Status::Undecided,
        (_, 1.., _) if is_claimed => Status::NeedsAttestation,
        (_, 1.., _) => Status::Unassigned,
        (Verdict::Met, ..) | (Verdict::NotApplicable, _, 1..) if !is_whole => Status::Undecided,
        (Verdict::Met, ..) => Status::Met,
        (Verdict::NotApplicable, _, 1..) => Status::Attested,
        (Verdict::NotApplicable, ..) => Status::NotInPlan,
    }
}

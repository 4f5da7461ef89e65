//! What onus finds about waivers, attestations and the baseline themselves. Each becomes a finding of its own.

use std::sync::Arc;

use crate::source::Location;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// An attestation is past its last day.
    ExpiredAttestation,
    /// A waiver is past its last day.
    ExpiredWaiver,
    /// A comment is meant as a waiver, but is none.
    MalformedWaiver,
    /// What the baseline accepts is not there any more.
    StaleBaseline,
    /// Nobody is assigned to an obligation.
    UnassignedObligation,
    /// A comment waives a control that does not exist.
    UnknownControl,
    /// An attestation speaks for resources that are not there.
    UnusedAttestation,
    /// A waiver covers no finding.
    UnusedWaiver,
}

impl NoticeKind {
    /// All, sorted by id.
    pub const ALL: [Self; 8] = [
        Self::ExpiredAttestation,
        Self::ExpiredWaiver,
        Self::MalformedWaiver,
        Self::StaleBaseline,
        Self::UnassignedObligation,
        Self::UnknownControl,
        Self::UnusedAttestation,
        Self::UnusedWaiver,
    ];

    /// The id that stands in the place of a control's.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::ExpiredAttestation => "onus/expired-attestation",
            Self::ExpiredWaiver => "onus/expired-waiver",
            Self::StaleBaseline => "onus/stale-baseline",
            Self::MalformedWaiver => "onus/malformed-waiver",
            Self::UnassignedObligation => "onus/unassigned-obligation",
            Self::UnknownControl => "onus/unknown-control",
            Self::UnusedAttestation => "onus/unused-attestation",
            Self::UnusedWaiver => "onus/unused-waiver",
        }
    }

    /// The desired state.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ExpiredAttestation => "Attestations are stated anew before they expire",
            Self::ExpiredWaiver => "Waivers are renewed or removed before they expire",
            Self::StaleBaseline => "The baseline holds only what is still there",
            Self::MalformedWaiver => "Comments that are meant as waivers are waivers",
            Self::UnassignedObligation => "Obligations have an owner",
            Self::UnknownControl => "Waivers name controls that exist",
            Self::UnusedAttestation => "Attestations speak for resources that exist",
            Self::UnusedWaiver => "Waivers cover something",
        }
    }

    /// Why it matters, and what to do.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::ExpiredAttestation => {
                "An expired attestation does not count: what it stated is open again. State it anew with a later `expires`, or remove it."
            }
            Self::ExpiredWaiver => {
                "An expired waiver does not count: what it covered fails the gate again. Mend the finding, or let its owner accept it anew."
            }
            Self::StaleBaseline => {
                "An entry that is left in the file would accept the same fault when it comes back. Write the baseline anew with `--write-baseline`."
            }
            Self::MalformedWaiver => {
                "It waives nothing. Write `onus:ignore <control> until=YYYY-MM-DD owner=… reason=\"…\"` directly above a block or attribute, or behind it on its line."
            }
            Self::UnassignedObligation => {
                "A duty that nobody has is done by nobody. Add an `assignment` to `onus.hcl` with an owner and the process."
            }
            Self::UnknownControl => "It waives nothing. `onus controls` lists the ids; controls of your own need `--policies`.",
            Self::UnusedAttestation => "A statement about nothing lulls its reader. Correct its `resources`, or remove it.",
            Self::UnusedWaiver => {
                "A waiver that covers nothing would accept a fault that comes later and that nobody has looked at. Remove it."
            }
        }
    }

    /// What it is about, in the place of a resource type.
    #[must_use]
    pub fn subject(self) -> &'static str {
        match self {
            Self::ExpiredAttestation | Self::UnusedAttestation => "attestation",
            Self::ExpiredWaiver | Self::MalformedWaiver | Self::UnknownControl | Self::UnusedWaiver => "waiver",
            Self::StaleBaseline => "baseline",
            Self::UnassignedObligation => "obligation",
        }
    }

    /// Whether something has run out.
    #[must_use]
    pub fn is_expiry(self) -> bool {
        matches!(self, Self::ExpiredAttestation | Self::ExpiredWaiver)
    }
}

/// Something that is wrong with a waiver, an attestation, an assignment or the baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is wrong.
    pub kind: NoticeKind,
    /// What it is about, in words that stay the same when lines move.
    pub subject: Arc<str>,
    /// What is wrong with it: lower case, one line.
    pub message: String,
    /// Where it stands.
    pub location: Option<Location>,
    /// The number of the plan that it came up with.
    pub plan: usize,
}

//! Why a finding does not fail the gate although it is unmet or undecided.

use std::sync::Arc;

use crate::source::{Date, Location, OtherTool};

/// How a finding is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// An owner has accepted it.
    Waived(Box<Acceptance>),
    /// It stood there when the baseline was written.
    Baseline,
}

impl Settled {
    /// As reports write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Waived(_) => "waived",
            Self::Baseline => "baseline",
        }
    }

    /// The waiver, if it is one.
    #[must_use]
    pub fn acceptance(&self) -> Option<&Acceptance> {
        if let Self::Waived(acceptance) = self { Some(acceptance) } else { None }
    }

    /// In words: `waived by data until 2027-01-31: goes soon`.
    #[must_use]
    pub fn words(&self) -> String {
        let Self::Waived(acceptance) = self else { return "accepted by the baseline".to_owned() };
        let owner = acceptance.owner.as_ref().map_or_else(String::new, |owner| format!(" by {owner}"));
        let until = acceptance.expires.map_or_else(String::new, |date| format!(" until {date}"));
        let tool = match acceptance.by {
            AcceptedBy::OtherTool(tool) => format!(" for {}", tool.name()),
            AcceptedBy::Configuration | AcceptedBy::Comment => String::new(),
        };
        format!("waived{tool}{owner}{until}: {}", acceptance.reason)
    }
}

/// Where a waiver is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedBy {
    /// In `onus.hcl`.
    Configuration,
    /// In a comment at the code, `onus:ignore`.
    Comment,
    /// In a comment for another tool.
    OtherTool(OtherTool),
}

impl AcceptedBy {
    /// As reports write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Comment => "comment",
            Self::OtherTool(tool) => tool.name(),
        }
    }

    /// Whether it stands in the code that it is about, and not beside it.
    #[must_use]
    pub fn is_in_source(self) -> bool {
        self != Self::Configuration
    }
}

/// A waiver that covers a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Where it is written.
    pub by: AcceptedBy,
    /// Who accepted it: the id of an owner, or what the comment says.
    pub owner: Option<Arc<str>>,
    /// Why.
    pub reason: Arc<str>,
    /// The last day it holds.
    pub expires: Option<Date>,
    /// The waiver.
    pub location: Option<Location>,
}

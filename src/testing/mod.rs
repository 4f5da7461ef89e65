//! Tests of policies: reads `.policytest.hcl`, makes a small world of its mocks, judges them by the policies under test and
//! says what came out otherwise than expected. Evaluates nothing itself: `policy` judges a mock as it judges a plan. Pure: no
//! I/O, no formats.

mod case;
mod document;
mod names;
mod plan_case;
mod report;
mod run;
mod scope;
mod values;
mod world;

pub use case::{Case, Kind, PlanCase};
pub use document::{TestFile, read};
pub use plan_case::{compare, skipped};
pub use report::{Broken, CaseResult, Detail, FileResult, Outcome, TestReport};
pub use run::{Bench, Wanted, hidden, inputs, run};

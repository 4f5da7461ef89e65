//! Integration tests: the real binary and the whole library over real plans.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails panics")]

mod architecture;
mod broken;
mod catalogue;
mod closed;
mod commands;
mod controls;
mod faults;
mod formats;
mod forms;
mod growth;
mod init;
mod invariants;
mod language;
mod matrix;
mod plan_file;
#[cfg(unix)]
mod planner;
mod policy_tests;
mod renaming;
mod secrets;
mod settle;
mod shapes;
mod soundness;
mod source;
mod support;

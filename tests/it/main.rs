//! Integration tests: the real binary and the whole library over real plans.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on stops, in its helpers too"
)]

mod architecture;
mod broken;
mod catalogue;
mod commands;
mod controls;
mod formats;
mod invariants;
mod shapes;
mod support;

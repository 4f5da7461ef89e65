//! Integration tests: the real binary and the whole library over real plans.

mod architecture;
mod broken;
mod catalogue;
mod commands;
mod controls;
mod invariants;
mod support;

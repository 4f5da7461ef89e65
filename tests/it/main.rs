//! Integration tests: the real binary and the whole library over real plans.

mod architecture;
mod broken;
mod controls;
mod formats;
mod invariants;
mod support;

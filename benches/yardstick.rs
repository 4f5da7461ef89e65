//! The yardsticks of the benchmarks as a program of its own, so that whole processes can be compared:
//!
//!     cargo bench --bench yardstick -- value PLAN         parses the plan into a `serde_json::Value`
//!     cargo bench --bench yardstick -- floor PLAN         one typed pass that keeps a `RawValue` for each resource
//!     cargo bench --bench yardstick -- replicate N DIR    writes a plan of N times the seed, and its sources, into DIR
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::exit,
    reason = "a benchmark"
)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/replicate.rs"]
mod replicate;
#[path = "support/yardsticks.rs"]
mod yardsticks;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words {
        ["value", plan] => drop_not(yardsticks::value(&std::fs::read(plan).unwrap())),
        ["floor", plan] => println!("{}", yardsticks::floor(&std::fs::read(plan).unwrap())),
        ["replicate", copies, to] => folder::write(copies.parse().unwrap(), Path::new(to)),
        _ => eprintln!("value PLAN | floor PLAN | replicate N DIR: see the top of benches/yardstick.rs"),
    }
}

/// Leaves freeing to the end of the process, as the tool under test does.
fn drop_not(value: serde_json::Value) {
    std::mem::forget(value);
}

//! Embeds the files of `policies/` into the binary: a new control is a new file and nothing else.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a build script talks to cargo and has nobody to return errors to")]

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=policies");
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let policies = Path::new(&root).join("policies");
    let mut code = String::from("&[\n");
    for entry in walkdir::WalkDir::new(&policies).sort_by_file_name() {
        let entry = entry.expect("policies/ is readable");
        if entry.path().extension().is_some_and(|ext| ext == "hcl")
            && !entry.path().to_string_lossy().ends_with(".policytest.hcl")
        {
            let below = entry.path().strip_prefix(&policies).expect("walked below policies/");
            let name = below.to_string_lossy().replace('\\', "/");
            writeln!(code, "    ({name:?}, include_str!({:?})),", entry.path().display().to_string())
                .expect("a String takes text");
        }
    }
    code.push(']');
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("policies.rs"), code).expect("OUT_DIR is writable");
}

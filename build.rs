//! Embeds the files of `policies/` into the binary, as text and parsed: a new control is a new file and nothing else, and
//! a run does not parse what never changes.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a build script talks to cargo and has nobody to return errors to")]

use std::fmt::Write as _;
use std::path::Path;

#[path = "src/syntax/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    reason = "the same module as in the library, of which only parsing is used here"
)]
mod syntax;

fn main() {
    println!("cargo::rerun-if-changed=policies");
    println!("cargo::rerun-if-changed=src/syntax");
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let policies = Path::new(&root).join("policies");
    let mut code = String::from("&[\n");
    for (number, entry) in walkdir::WalkDir::new(&policies).sort_by_file_name().into_iter().enumerate() {
        let entry = entry.expect("policies/ is readable");
        if entry.path().extension().is_none_or(|ext| ext != "hcl") || entry.path().to_string_lossy().ends_with(".policytest.hcl")
        {
            continue;
        }
        let below = entry.path().strip_prefix(&policies).expect("walked below policies/");
        let name = below.to_string_lossy().replace('\\', "/");
        let tree = Path::new(&out).join(format!("{number}.tree"));
        std::fs::write(&tree, parsed(entry.path())).expect("OUT_DIR is writable");
        writeln!(
            code,
            "    EmbeddedFile {{ path: {name:?}, text: include_str!({:?}), tree: include_bytes!({:?}) }},",
            entry.path().display().to_string(),
            tree.display().to_string()
        )
        .expect("a String takes text");
    }
    code.push(']');
    std::fs::write(Path::new(&out).join("policies.rs"), code).expect("OUT_DIR is writable");
}

/// The tree of a file. Nothing if it is no HCL: the run then parses the text, and says where it is wrong.
fn parsed(path: &Path) -> Vec<u8> {
    let text = std::fs::read_to_string(path).expect("policies are UTF-8");
    let tree = syntax::parse(&text).ok();
    tree.map_or_else(Vec::new, |tree| postcard::to_stdvec(&tree).expect("a tree can be written"))
}

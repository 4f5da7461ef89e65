//! Embeds the files of `policies/` into the binary, as text and parsed: a new control is a new file and nothing else, and
//! a run does not parse what never changes.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a build script talks to cargo and has nobody to return errors to")]

use std::fmt::Write as _;
use std::ops::Range;
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
    let mut embedded = Embedded { code: String::from("&[\n"), trees: Vec::new() };
    for entry in walkdir::WalkDir::new(&policies).sort_by_file_name() {
        let entry = entry.expect("policies/ is readable");
        if entry.path().extension().is_none_or(|ext| ext != "hcl") || entry.path().to_string_lossy().ends_with(".policytest.hcl")
        {
            continue;
        }
        let below = entry.path().strip_prefix(&policies).expect("walked below policies/");
        embedded.file(entry.path(), &below.to_string_lossy().replace('\\', "/"));
    }
    embedded.code.push(']');
    std::fs::write(Path::new(&out).join("policies.rs"), embedded.code).expect("OUT_DIR is writable");
    std::fs::write(Path::new(&out).join("policies.trees"), embedded.trees).expect("OUT_DIR is writable");
}

/// What is embedded: a list of files as Rust, and the trees that it points into.
struct Embedded {
    code: String,
    trees: Vec<u8>,
}

impl Embedded {
    /// A file that is no HCL has no tree: the run then parses the text, and says where it is wrong.
    fn file(&mut self, path: &Path, name: &str) {
        let text = std::fs::read_to_string(path).expect("policies are UTF-8");
        let (tree, parts) = syntax::parse(&text).map_or_else(|_| (0..0, Vec::new()), |body| self.body(body));
        let path = path.display().to_string();
        writeln!(
            self.code,
            "    EmbeddedFile {{ path: {name:?}, text: include_str!({path:?}), tree: {tree:?}, parts: &{parts:?} }},"
        )
        .expect("a String takes text");
    }

    /// What speaks of one resource type is kept apart from the rest: a run reads it only if its plan has the type.
    fn body(&mut self, body: syntax::Body) -> (Range<usize>, Vec<(String, Range<usize>)>) {
        let (apart, blocks): (Vec<_>, Vec<_>) = body.blocks.into_iter().partition(|block| one_type(block).is_some());
        let tree = self.tree(&syntax::Body { blocks, ..body });
        let parts = apart.iter().map(|block| (one_type(block).unwrap_or_default().to_owned(), self.tree(block)));
        (tree, parts.collect())
    }

    fn tree(&mut self, tree: &impl serde::Serialize) -> Range<usize> {
        let start = self.trees.len();
        self.trees.extend(postcard::to_stdvec(tree).expect("a tree can be written"));
        start..self.trees.len()
    }
}

/// The one resource type that a policy or a provider fact is about.
fn one_type(block: &syntax::Block) -> Option<&str> {
    let about = matches!(block.ident.as_str(), "resource_policy" | "resource");
    block.labels.first().map(syntax::Ident::as_str).filter(|label| about && !label.contains('*'))
}

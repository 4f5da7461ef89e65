//! Writes a big plan with the `.tf` files that it comes from.

use std::path::Path;

use super::replicate::{plan, renamed, seed_folder};

/// Writes the plan of `copies` times the seed and the `.tf` files that it comes from.
pub(crate) fn write(copies: usize, to: &Path) {
    std::fs::create_dir_all(to.join("shop")).unwrap();
    std::fs::write(to.join("plan.json"), plan(copies)).unwrap();
    let root = std::fs::read_to_string(seed_folder().join("main.tf")).unwrap();
    let (head, body) = root.split_at(root.find("module \"seed_one\"").unwrap());
    std::fs::write(to.join("main.tf"), head).unwrap();
    for copy in 0..copies {
        std::fs::write(to.join(format!("copy-{copy:04}.tf")), renamed(body, copy)).unwrap();
    }
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/acme"), &to.join("shop"));
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to);
        } else if from.extension().is_some_and(|extension| extension == "tf") {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

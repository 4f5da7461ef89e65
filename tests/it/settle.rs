//! What people have decided: `onus.hcl`, waivers, attestations, the baseline, and what they do to the gate.

use crate::support::root;

#[test]
fn the_page_of_onus_hcl_is_made_from_its_description() {
    let path = root().join("docs/onus-hcl.md");
    let page = onus::settle::page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).expect("writable");
    }
    let written = std::fs::read_to_string(&path).expect("docs/onus-hcl.md");
    assert_eq!(written.replace("\r\n", "\n"), page, "run the test with UPDATE=1");
}

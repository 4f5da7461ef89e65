//! Lines and columns in files of every kind.

use super::Folder;
use super::locate::{ask, open};
use crate::source::Want;

#[test]
fn json_syntax_crlf_and_wide_characters_have_exact_places() {
    let folder = Folder::new(&[
        ("a.tf.json", "{\"resource\": {\"t\": {\"j\": {\n  \"rule\": [{\"n\": 1}, {\"n\": 2}]\n}}}}"),
        ("b.tf", "\u{feff}# ü\r\nresource \"t\" \"c\" {\r\n  note = \"ü😀\" /* x */\r\n  /* ä */ k = 1\r\n}\r\n"),
    ]);
    let tree = open(&folder);
    let located = ask(&tree, "", "t.j", "rule.1.n", Want::Decided).unwrap();
    assert_eq!((located.primary.slice(), located.primary.line, located.primary.column), ("\"n\": 2", 2, 23));
    let located = ask(&tree, "", "t.c", "k", Want::Decided).unwrap();
    let place = &located.primary;
    assert_eq!((place.slice(), place.line, place.column, place.end_column), ("k = 1", 4, 11, 16));
    let located = ask(&tree, "", "t.c", "note", Want::Decided).unwrap();
    assert_eq!((located.primary.column, located.primary.end_column), (3, 14));
}

//! `modules.json`: which folder each module call was installed to.

use std::collections::BTreeMap;

/// What `terraform init` wrote down about one module call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// The source address, as Terraform normalised it.
    pub(crate) source: String,
    /// The folder, relative to the root module, with the separators of the system that wrote it.
    pub(crate) dir: String,
    /// The version that was chosen; none for what does not come from a registry.
    pub(crate) version: Option<String>,
}

/// Module calls by their names joined with dots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    records: BTreeMap<String, Record>,
}

impl Manifest {
    /// Reads `{"Modules": […]}`, and the bare list of a binary plan. What is not understood is left out.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        let modules = root.get("Modules").unwrap_or(&root).as_array();
        let record = |module: &serde_json::Value| {
            let field = |name: &str| module.get(name).and_then(serde_json::Value::as_str);
            let source = field("Source").or_else(|| field("SourceAddr")).unwrap_or_default();
            let version = field("Version").filter(|version| !version.is_empty()).map(ToOwned::to_owned);
            Some((field("Key")?.to_owned(), Record { source: source.to_owned(), dir: field("Dir")?.to_owned(), version }))
        };
        Self { records: modules.into_iter().flatten().filter_map(record).collect() }
    }

    /// The record of a module call.
    pub(crate) fn get(&self, path: &[String]) -> Option<&Record> {
        self.records.get(&path.join("."))
    }
}

/// Whether a `source` names a folder beside the calling module.
pub(crate) fn is_local(source: &str) -> bool {
    ["./", "../", ".\\", "..\\"].iter().any(|prefix| source.starts_with(prefix)) || source == "." || source == ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let list = r#"[{"Key":"","Dir":"."},{"Key":"a.b","Source":"./b","Dir":"m\\b"},{"Key":1}]"#;
        let bare = Manifest::parse(list);
        assert_eq!(bare, Manifest::parse(&format!("{{\"Modules\":{list}}}")));
        let record = bare.get(&["a".into(), "b".into()]).unwrap();
        assert_eq!((record.source.as_str(), record.dir.as_str()), ("./b", "m\\b"));
        assert_eq!(bare.records.len(), 2);
    }

    #[test]
    fn a_broken_manifest_is_empty() {
        for text in ["", "{", "[1]", "{\"Modules\":{}}"] {
            assert_eq!(Manifest::parse(text), Manifest::default(), "{text}");
        }
    }

    #[test]
    fn local_sources_are_told_from_others() {
        for source in ["./a", "../a", "..", ".\\a"] {
            assert!(is_local(source), "{source}");
        }
        for source in ["a/b/aws", "git::file:///x", "/abs", "...", ""] {
            assert!(!is_local(source), "{source}");
        }
    }
}

//! The published JSON Schemas of our own JSON: made from the types that are written, kept in `docs/schema`, and compared with
//! the types by a test. `UPDATE=1 cargo test --lib schema` writes them anew.

/// The version that reports carry. It rises when a field changes its meaning or goes; a new field does not raise it.
pub const SCHEMA: u32 = 1;

/// The schema of `--format json`.
pub const REPORT: &str = include_str!("../../docs/schema/onus-report-1.json");

/// The schema of each line of `--format jsonl`.
pub const RECORD: &str = include_str!("../../docs/schema/onus-record-1.json");

/// The schema of `onus test --format json`.
pub const TEST: &str = include_str!("../../docs/schema/onus-test-1.json");

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::generate::SchemaSettings;

    fn made<T: schemars::JsonSchema>(name: &str) -> String {
        let mut schema = SchemaSettings::draft07().for_serialize().into_generator().into_root_schema_for::<T>();
        schema.insert("$id".to_owned(), format!("urn:onus:schema:{name}:{SCHEMA}").into());
        format!("{}\n", serde_json::to_string_pretty(&schema).expect("a schema is JSON"))
    }

    #[test]
    fn what_is_published_is_what_is_written() {
        let schemas = [
            ("report", REPORT, made::<crate::render::json::Document<'_>>("report")),
            ("record", RECORD, made::<crate::render::jsonl::Line<'_>>("record")),
            ("test", TEST, made::<crate::render::tests::json::Document<'_>>("test")),
        ];
        for (name, published, made) in schemas {
            let path = format!("{}/docs/schema/onus-{name}-{SCHEMA}.json", env!("CARGO_MANIFEST_DIR"));
            if std::env::var_os("UPDATE").is_some() {
                std::fs::write(&path, &made).expect("the schema can be written");
            } else {
                assert!(published == made, "{path} is not up to date: UPDATE=1 cargo test --lib schema");
            }
        }
    }
}

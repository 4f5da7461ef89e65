//! The resource types of a plan, found without reading the plan: every text under a key `type`. More than there are, never fewer.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The types, those of data sources with `data.` before them too. `None` if the text is no JSON: reading it tells why.
#[must_use]
pub fn kinds(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    Walk(&mut found).deserialize(&mut json).ok()?;
    json.end().ok()?;
    let data: Vec<String> = found.iter().map(|kind| format!("data.{kind}")).collect();
    found.extend(data);
    Some(found)
}

/// Walks through everything.
struct Walk<'f>(&'f mut BTreeSet<String>);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Walk(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(key) = fields.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "type" => fields.next_value_seed(Kind(self.0))?,
                // What an expression or a value holds is no resource; it is skipped, which is faster.
                "expressions" | "after_unknown" | "before_sensitive" | "after_sensitive" | "sensitive_values" => {
                    fields.next_value::<IgnoredAny>()?;
                }
                _ => fields.next_value_seed(Walk(self.0))?,
            }
        }
        Ok(())
    }
}

/// What stands under a key `type`.
struct Kind<'f>(&'f mut BTreeSet<String>);

impl<'de> DeserializeSeed<'de> for Kind<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // A value may have a field of this name as well, of any type.
        if let serde_json::Value::String(kind) = serde_json::Value::deserialize(deserializer)? {
            self.0.insert(kind);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_types_are_found_and_bad_text_is_none() {
        let text = r#"{"resource_changes":[{"type":"aws_x","change":{"after":{"type":["list"],"a":null}}}],
            "prior_state":{"values":{"root_module":{"resources":[{"ty\u0070e":"aws_y"},{"type":7}]}}},"n":[1,-1,1.5,true,"s"]}"#;
        let found = kinds(text.as_bytes()).unwrap();
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), ["aws_x", "aws_y", "data.aws_x", "data.aws_y"]);
        assert_eq!(kinds(b"{\"type\":\"aws_x\"} more"), None);
        assert_eq!(kinds(b"{\"type\":\"aws_x\""), None);
    }
}

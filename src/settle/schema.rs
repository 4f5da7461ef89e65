//! The JSON Schema of `onus.hcl`, made from the description by which the file is checked. It is for editors and for tools that
//! write the file: it speaks of the content in HCL's JSON syntax, where a block is an object, or a list of objects.

use serde_json::{Map, Value as Json, json};

use super::shape::{Argument, BLOCKS, BlockShape, Kind, TOP};

/// The version of the schema. It rises when an argument changes its meaning or goes.
const VERSION: u32 = 1;

/// The schema, as a document of JSON.
#[must_use]
pub fn schema() -> String {
    let mut properties = arguments(TOP);
    properties.extend(BLOCKS.iter().map(|block| (block.name.to_owned(), many_blocks(block))));
    let whole = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": format!("urn:onus:schema:config:{VERSION}"),
        "title": "onus.hcl",
        "description": "What `onus.hcl` may hold, in the JSON syntax of HCL.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    format!("{whole:#}\n")
}

/// A block type: by label, if it has one; once or as a list.
fn many_blocks(shape: &BlockShape) -> Json {
    let one = block(shape);
    let each = json!({ "anyOf": [one, { "type": "array", "items": one }] });
    match shape.label {
        None => described(each, shape.about),
        Some(label) => {
            let about = format!("{} By {label}.", shape.about);
            described(json!({ "type": "object", "additionalProperties": each }), &about)
        }
    }
}

fn block(shape: &BlockShape) -> Json {
    let required: Vec<&str> = shape.arguments.iter().filter(|one| one.required).map(|one| one.name).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), "object".into());
    object.insert("additionalProperties".to_owned(), shape.open.into());
    object.insert("properties".to_owned(), arguments(shape.arguments).into());
    object.insert("required".to_owned(), required.into());
    if !shape.one_of.is_empty() {
        let any: Vec<Json> = shape.one_of.iter().map(|name| json!({ "required": [name] })).collect();
        object.insert("anyOf".to_owned(), any.into());
    }
    object.into()
}

fn arguments(all: &[Argument]) -> Map<String, Json> {
    all.iter().map(|one| (one.name.to_owned(), described(kind(one.kind), one.about))).collect()
}

fn kind(kind: Kind) -> Json {
    let text = json!({ "type": "string", "minLength": 1 });
    match kind {
        Kind::Text | Kind::Link | Kind::Owner => text,
        Kind::Date => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Controls | Kind::ControlPatterns | Kind::ObligationPatterns | Kind::Addresses | Kind::Frameworks => {
            json!({ "type": "array", "items": text })
        }
    }
}

fn described(schema: Json, about: &str) -> Json {
    match schema {
        Json::Object(mut fields) => {
            fields.insert("description".to_owned(), about.into());
            fields.into()
        }
        other => other,
    }
}

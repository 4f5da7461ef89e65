//! Values and places as `onus inspect` writes them: HCL, no secrets, what is not known by its origin.

use std::sync::Arc;

use super::mask::Secrets;
use crate::link::Linker;
use crate::value::{Part, Place, Symbol, Val, Value};

/// Values and places as text, without secrets.
pub(super) struct Shown<'l, 'p> {
    pub(super) secrets: Secrets,
    pub(super) linker: &'l Linker<'p>,
}

impl Shown<'_, '_> {
    /// A place as people write it.
    pub(super) fn place(&self, place: &Place) -> String {
        self.secrets.mask(&self.linker.place_text(place))
    }

    /// A value as HCL writes it, parts that are not known by their origin.
    pub(super) fn value(&self, value: &Val) -> String {
        match &value.value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => crate::value::format_number(*number),
            Value::String(text) => quoted(&self.secrets.clean(text)),
            Value::List(list) => {
                let mut items: Vec<String> = list.items.iter().map(|item| self.value(item)).collect();
                items.extend(list.open.as_ref().map(|_| "and perhaps more".to_owned()));
                format!("[{}]", items.join(", "))
            }
            Value::Object(object) => {
                let field = |(name, part): &(Arc<str>, Val)| format!("{} = {}", self.secrets.mask(name), self.value(part));
                let fields: Vec<String> = object.fields.iter().map(field).collect();
                if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
            }
            Value::Unknown(unknown) => match (&unknown.symbol, &unknown.json) {
                (Some(symbol), _) => self.symbol(symbol),
                (None, Some(json)) => format!("jsonencode({})", self.value(json)),
                (None, None) => "(known after apply)".to_owned(),
            },
        }
    }

    fn symbol(&self, symbol: &Symbol) -> String {
        match symbol {
            Symbol::At(place) => self.place(place),
            Symbol::Text(parts) => {
                let part = |part: &Part| match part {
                    Part::Known(text) => self.secrets.clean(text),
                    Part::At(place) => format!("${{{}}}", self.place(place)),
                };
                format!("\"{}\"", parts.iter().map(part).collect::<String>())
            }
            Symbol::OneOf(places) => {
                let names: Vec<String> = places.iter().map(|place| self.place(place)).collect();
                format!("(one of {})", names.join(", "))
            }
        }
    }
}

/// A longer text is cut.
const LONGEST: usize = 200;

/// A text on one line, in quotes.
fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    serde_json::to_string(&format!("{cut}{more}")).unwrap_or_default()
}

//! Which part of a block a path names.
//!
//! Nested blocks count in source order and a `dynamic` block stands for all its instances. Where the order does
//! not tell, the values of the plan do; where neither tells, the path ends at the enclosing block.

use super::body::{Attribute, Block, Body, Narrowed, key_text};
use super::matching::is_same;
use super::references::literal;
use super::step::Step;
use hcl_edit::expr::Expression;
use serde_json::Value;

/// How far a path leads into a block.
#[derive(Debug, Clone)]
pub(crate) struct Found<'a> {
    /// The blocks on the way, outermost first; never empty.
    pub(crate) blocks: Vec<&'a Block>,
    /// For each of the blocks, which element of its `for_each` it is made from, where that is certain.
    pub(crate) elements: Vec<Option<usize>>,
    /// The attribute, if the path leads to one.
    pub(crate) attribute: Option<(&'a Attribute, Narrowed<'a>)>,
    /// The path into the value of the attribute, with places in lists as the source has them.
    pub(crate) inner: Vec<Step>,
    /// Whether the plan is not known to hold a block that a `dynamic` one on the way makes.
    pub(crate) unmade: bool,
    rest: &'a [Step],
}

impl<'a> Found<'a> {
    /// Whether the path ends at a block, not at something in it.
    pub(crate) fn is_whole(&self) -> bool {
        self.attribute.is_none() && self.rest.is_empty()
    }

    /// The innermost block.
    pub(crate) fn block(&self) -> Option<&'a Block> {
        self.blocks.last().copied()
    }
}

/// Follows `path` into a block as far as it leads.
pub(crate) fn find<'a>(block: &'a Block, path: &'a [Step], values: Option<&Value>) -> Found<'a> {
    let mut found =
        Found { blocks: vec![block], elements: vec![None], attribute: None, inner: Vec::new(), unmade: false, rest: path };
    let mut body = block.content();
    let mut values = values;
    while let Some((name, rest)) = head(found.rest) {
        let (at, behind) = match rest.split_first() {
            Some((Step::Index(at), behind)) => (Some(*at), behind),
            _ => (None, rest),
        };
        let inner = values.and_then(|values| values.get(name));
        if let Some(attribute) = body.attribute(name) {
            let is_block = body.blocks_of(name).next().is_some() && !behind.is_empty();
            if !is_block {
                found.inner = in_source(&attribute.expr, rest, inner);
                found.attribute = Some((attribute, attribute.narrow(&found.inner)));
                return found;
            }
        }
        let Some(next) = pick(body, name, at, inner) else {
            return found;
        };
        let alone = body.blocks_of(name).nth(1).is_none();
        found.blocks.push(next);
        found.elements.push(at.filter(|_| alone));
        found.rest = behind;
        body = next.content();
        values = inner.and_then(|inner| element(inner, at));
        found.unmade |= next.is_dynamic() && values.is_none_or(Value::is_null);
    }
    found
}

fn head(path: &[Step]) -> Option<(&str, &[Step])> {
    let (first, rest) = path.split_first()?;
    Some((first.name()?, rest))
}

fn element(values: &Value, at: Option<usize>) -> Option<&Value> {
    match values {
        Value::Array(values) => values.get(at.unwrap_or_default()),
        other => Some(other),
    }
}

/// The block that makes the `at`-th block of a type.
fn pick<'a>(body: &'a Body, name: &'a str, at: Option<usize>, values: Option<&Value>) -> Option<&'a Block> {
    let all: Vec<_> = body.blocks_of(name).collect();
    let ordered = in_order(&all, at.unwrap_or_default());
    if let [only] = all.as_slice() {
        return (only.is_dynamic() || at.unwrap_or_default() == 0).then_some(*only);
    }
    let at = at?;
    let Some(made) = values.and_then(|values| element(values, Some(at))) else {
        return ordered;
    };
    let mut fitting = all.iter().copied().filter(|block| fits(block, made));
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some(only),
        (None, _) => None,
        _ => ordered.filter(|block| fits(block, made) && is_source_order(&all, values)),
    }
}

/// The `at`-th block if source order alone tells: static blocks before any `dynamic` one, or a `dynamic` one
/// that comes last.
fn in_order<'a>(all: &[&'a Block], at: usize) -> Option<&'a Block> {
    let dynamic = all.iter().position(|block| block.is_dynamic());
    match dynamic {
        Some(first) if at >= first => all.get(first).copied().filter(|_| first + 1 == all.len()),
        _ => all.get(at).copied(),
    }
}

/// Whether the planned blocks can be in source order. Those of a set are in an order of the provider's.
fn is_source_order(all: &[&Block], values: Option<&Value>) -> bool {
    let made = values.and_then(Value::as_array);
    let in_order = |made: &Vec<Value>| made.len() == all.len() && all.iter().zip(made).all(|(block, made)| fits(block, made));
    all.iter().any(|block| block.is_dynamic()) || made.is_none_or(in_order)
}

/// Whether no literal of a block contradicts the values of the block made.
fn fits(block: &Block, made: &Value) -> bool {
    let attributes = block.content().attributes.iter();
    attributes.into_iter().all(|attribute| may_be(&attribute.expr, made.get(&attribute.name)))
}

/// Whether an expression can have a value, as far as its literals tell.
fn may_be(expr: &Expression, value: Option<&Value>) -> bool {
    let Some(value) = value else { return true };
    if let Expression::Object(object) = expr {
        let known = object.iter().filter_map(|(key, member)| Some((key_text(key)?, member)));
        return known.into_iter().all(|(key, member)| may_be(member.expr(), value.get(key)));
    }
    // `null` leaves the value to the provider.
    literal(expr).is_none_or(|written| written.is_null() || is_same(&written, value))
}

/// A path into a value, with the place in a list literal as the source has it: the plan lists a set in an order of
/// the provider's. The path ends where the place is not certain.
fn in_source(expr: &Expression, path: &[Step], values: Option<&Value>) -> Vec<Step> {
    let values = values.and_then(Value::as_array);
    let (Expression::Array(array), Some((Step::Index(at), behind)), Some(values)) = (expr, path.split_first(), values) else {
        return path.to_vec();
    };
    let fitting = |value| array.iter().enumerate().filter(move |(_, element)| may_be(element, value));
    let found: Vec<_> = values.get(*at).map_or_else(Vec::new, |value| fitting(Some(value)).map(|(at, _)| at).collect());
    let ordered = || array.len() == values.len() && array.iter().zip(values).all(|(e, v)| may_be(e, Some(v)));
    let place = match found.as_slice() {
        [only] => Some(*only),
        [] => None,
        _ => Some(*at).filter(|_| ordered()),
    };
    let step = place.map(Step::Index);
    step.map_or_else(Vec::new, |step| std::iter::once(step).chain(behind.iter().cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::native;
    use crate::text::{SourceText, Span};
    use serde_json::json;

    const SOURCE: &str = r#"resource "a" "b" {
  rule {
    port = 1
    deep {
      x = 1
    }
  }
  rule {
    port = 2
  }
  map = {
    "k" = [1, 2]
  }
  one {
    y = 1
  }
  dynamic "many" {
    for_each = var.many
    content {
      z = many.value
    }
  }
  mixed {
    port = 1
  }
  dynamic "mixed" {
    for_each = []
    content {
      port = mixed.value
    }
  }
}
"#;

    fn path(text: &str) -> Vec<Step> {
        let step = |part: &str| part.parse().map_or_else(|_| Step::Attr(part.to_owned()), Step::Index);
        text.split('.').map(step).collect()
    }

    /// What a path leads to: an attribute's text, or `{` and the header of the block it ended at.
    fn reached(text: &str, values: Option<&Value>) -> String {
        let file = SourceText::new("main.tf", SOURCE);
        let body = native::body(&file, Span::new(0, SOURCE.len()), &mut Vec::new());
        let path = path(text);
        let found = find(&body.blocks[0], &path, values);
        match &found.attribute {
            Some((_, narrowed)) => file.slice(narrowed.span).to_owned(),
            None => format!("{{{}", file.slice(found.block().unwrap().header_span)),
        }
    }

    #[test]
    fn paths_lead_to_attributes_and_blocks() {
        let table = [
            ("rule.0.port", "port = 1"),
            ("rule.1.port", "port = 2"),
            ("rule.0.deep.0.x", "x = 1"),
            ("rule.0.none", "{rule"),
            ("rule.2.port", "{resource \"a\" \"b\""),
            ("map.k.1", "2"),
            ("one.0.y", "y = 1"),
            ("one.y", "y = 1"),
            ("many.7.z", "z = many.value"),
            ("many.0.none", "{dynamic \"many\""),
            ("mixed.0.port", "port = 1"),
            ("mixed.3.port", "port = mixed.value"),
            ("none", "{resource \"a\" \"b\""),
        ];
        for (path, expected) in table {
            assert_eq!(reached(path, None), expected, "{path}");
        }
    }

    #[test]
    fn blocks_alike_are_told_by_order_only_if_the_order_is_the_sources() {
        let source = "r \"a\" {\n b {\n  k = 1\n  v = x\n }\n b {\n  k = 1\n  v = y\n }\n b {\n  k = 2\n }\n}\n";
        let file = SourceText::new("main.tf", source);
        let body = native::body(&file, Span::new(0, source.len()), &mut Vec::new());
        let path = path("b.1.v");
        let place = |values: Value| {
            let found = find(&body.blocks[0], &path, Some(&values));
            found.attribute.map(|(_, narrowed)| file.slice(narrowed.span).to_owned())
        };
        assert_eq!(place(json!({"b": [{"k": 1}, {"k": 1}, {"k": 2}]})).as_deref(), Some("v = y"));
        assert_eq!(place(json!({"b": [{"k": 2}, {"k": 1}, {"k": 1}]})), None);
    }

    #[test]
    fn values_tell_elements_of_a_list_apart() {
        let source = "r \"a\" {\n l = [\n  { p = 1, v = x },\n  { p = 2, v = y },\n ]\n s = [\"b\", \"a\", z]\n}\n";
        let file = SourceText::new("main.tf", source);
        let body = native::body(&file, Span::new(0, source.len()), &mut Vec::new());
        let place = |text: &str, values: Option<Value>| {
            let path = path(text);
            let found = find(&body.blocks[0], &path, values.as_ref());
            let (_, narrowed) = found.attribute.unwrap();
            file.slice(narrowed.span).split('\n').next().unwrap().to_owned()
        };
        let swapped = json!({"l": [{"p": 2}, {"p": 1}], "s": ["a", "b", "c"]});
        assert_eq!(place("l.0.v", Some(swapped.clone())), "v = y");
        assert_eq!(place("l.0.v", None), "v = x");
        assert_eq!(place("l.0.v", Some(json!({"l": [{"p": 3}]}))), "l = [");
        assert_eq!(place("s.2", Some(swapped.clone())), "z");
        assert_eq!(place("s.0", Some(swapped)), "s = [\"b\", \"a\", z]");
    }

    #[test]
    fn values_tell_blocks_of_a_set_apart() {
        // A set's order in the plan is not that of the source.
        let values = json!({"rule": [{"port": 2}, {"port": 1}, {"port": 3}], "mixed": [{"port": 5}]});
        let table = [
            ("rule.0.port", "port = 2"),
            ("rule.1.port", "port = 1"),
            ("rule.2.port", "{resource \"a\" \"b\""),
            ("mixed.0.port", "port = mixed.value"),
        ];
        for (path, expected) in table {
            assert_eq!(reached(path, Some(&values)), expected, "{path}");
        }
    }
}

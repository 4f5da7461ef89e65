//! Override files: how Terraform merges a block of `*_override.tf` over the one it overrides.
//!
//! An argument replaces the argument, any nested block of a type replaces all nested blocks of that type
//! (`dynamic` ones included), and `lifecycle` is merged argument by argument.

use super::body::{Block, Body};

/// `base` with `over` merged over it. The header stays the base's.
pub(crate) fn merge(base: &Block, over: &Block) -> Block {
    Block { body: merge_bodies(&base.body, &over.body), ..base.clone() }
}

fn merge_bodies(base: &Body, over: &Body) -> Body {
    let mut body = base.clone();
    for attribute in &over.attributes {
        match body.attributes.iter_mut().find(|known| known.name == attribute.name) {
            Some(known) => *known = attribute.clone(),
            None => body.attributes.push(attribute.clone()),
        }
    }
    let replaced = |block: &Block| over.blocks_of(block.makes()).next().is_some();
    let merges = |block: &&Block| block.kind == "lifecycle";
    body.blocks.retain(|block| block.kind == "lifecycle" || !replaced(block));
    for block in &over.blocks {
        match body.blocks.iter_mut().find(|known| merges(&&**known) && merges(&block)) {
            Some(known) => *known = merge(known, block),
            None => body.blocks.push(block.clone()),
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::native;
    use crate::text::{SourceText, Span};

    fn read(name: &str, text: &str) -> Block {
        let file = SourceText::new(name, text);
        let body = native::body(&file, Span::new(0, text.len()), &mut Vec::new());
        body.blocks.into_iter().next().unwrap()
    }

    #[test]
    fn overrides_replace_arguments_and_whole_block_types() {
        let base =
            "r \"a\" {\n k = 1\n l = 2\n b {\n  n = 1\n }\n b {\n  n = 2\n }\n c {}\n lifecycle {\n  x = 1\n  y = 1\n }\n}";
        let over = "r \"a\" {\n l = 3\n m = 4\n dynamic \"b\" {\n  for_each = []\n  content {}\n }\n lifecycle {\n  y = 2\n }\n}";
        let merged = merge(&read("main.tf", base), &read("main_override.tf", over));
        let names: Vec<_> = merged
            .body
            .attributes
            .iter()
            .map(|a| format!("{}{}={}", a.name, a.file.name(), a.file.slice(a.value_span)))
            .collect();
        assert_eq!(names, ["kmain.tf=1", "lmain_override.tf=3", "mmain_override.tf=4"]);
        let blocks: Vec<_> = merged.body.blocks.iter().map(|b| b.kind.as_str()).collect();
        assert_eq!(blocks, ["c", "lifecycle", "dynamic"]);
        let lifecycle = &merged.body.blocks[1].body;
        let values: Vec<_> = lifecycle.attributes.iter().map(|a| a.file.slice(a.value_span)).collect();
        assert_eq!(values, ["1", "2"]);
        assert_eq!(merged.file.name(), "main.tf");
    }
}

//! Every fixture plan against its own source: each resource is found, matches, and the place named really holds
//! the header or attribute named.

use crate::source::native;
use crate::source::{
    Anchor, Configuration, Located, Mode, ModuleStep, Options, Request, SourceTree, Step, literal, matching::is_same,
};
use crate::text::{SourceText, Span};
use hcl_edit::parser::parse_expr;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A resource of a plan's `configuration`.
struct Configured {
    module: Vec<ModuleStep>,
    mode: Mode,
    kind: String,
    name: String,
    json: Value,
}

fn collect(module: &Value, path: &[ModuleStep], found: &mut Vec<Configured>) {
    for resource in module["resources"].as_array().into_iter().flatten() {
        let text = |field: &str| resource[field].as_str().unwrap().to_owned();
        let mode = if resource["mode"] == "data" { Mode::Data } else { Mode::Managed };
        found.push(Configured { module: path.to_vec(), mode, kind: text("type"), name: text("name"), json: resource.clone() });
    }
    for (name, call) in module["module_calls"].as_object().into_iter().flatten() {
        let step = ModuleStep { name: name.clone(), key: None };
        let path: Vec<_> = path.iter().cloned().chain([step]).collect();
        collect(&call["module"], &path, found);
    }
}

/// What is wrong with a place.
fn misplaced(located: &Located, resource: &Configured, attribute: &str) -> Option<String> {
    let slice = located.primary.slice();
    let inner = located.related.first().map_or(slice, |related| related.location.slice());
    let holds = |text: &str, name: &str| text.trim_start_matches('"').starts_with(name);
    let right = match &located.anchor {
        Anchor::Attribute => holds(slice, attribute),
        Anchor::Block | Anchor::Nested => slice.contains(attribute),
        Anchor::Resource => slice.contains(&resource.name),
        Anchor::Argument { name } => holds(slice, name) || located.related.len() > 1,
        Anchor::Call => slice.starts_with("module") && !inner.is_empty(),
    };
    (!right).then(|| format!("{}: {slice:?} for `{attribute}`", located.primary))
}

fn check_source(tree: &SourceTree, plan: &Value, wrong: &mut Vec<String>) {
    let mut resources = Vec::new();
    collect(&plan["configuration"]["root_module"], &[], &mut resources);
    for resource in &resources {
        let configuration = Configuration::of(&resource.json);
        let names = configuration.expressions.keys().cloned().chain([String::new()]);
        let planned = crate::source::Planned::new(configuration.clone());
        for name in names {
            let path = [Step::Attr(name.clone())];
            let request = Request {
                mode: resource.mode,
                path: if name.is_empty() { &[] } else { &path },
                configuration: Some(&planned),
                ..Request::new(&resource.module, &resource.kind, &resource.name)
            };
            match tree.locate(&request) {
                Ok(located) => wrong.extend(misplaced(&located, resource, &name)),
                Err(reason) => {
                    wrong.push(format!("{}.{}: {reason}", resource.kind, resource.name));
                    break;
                }
            }
        }
    }
}

/// The literal at the place of every planned value in a nested block is that value.
fn check_values(tree: &SourceTree, plan: &Value, wrong: &mut Vec<String>) {
    for change in plan["resource_changes"].as_array().into_iter().flatten() {
        if change["module_address"].is_string() || change["mode"] == "data" {
            continue;
        }
        let after = &change["change"]["after"];
        for (kind, blocks) in after.as_object().into_iter().flatten() {
            for (at, block) in blocks.as_array().into_iter().flatten().enumerate() {
                for (name, value) in block.as_object().into_iter().flatten() {
                    let path = [Step::Attr(kind.clone()), Step::Index(at), Step::Attr(name.clone())];
                    let text = |field: &str| change[field].as_str().unwrap();
                    let request = Request { path: &path, values: Some(after), ..Request::new(&[], text("type"), text("name")) };
                    let Ok(located) = tree.locate(&request) else {
                        continue;
                    };
                    let slice = located.primary.slice();
                    if slice.starts_with("protocol") {
                        continue; // the provider writes protocols its own way
                    }
                    let Some((_, written)) = slice.split_once('=') else {
                        continue;
                    };
                    let written = parse_expr(written.trim()).ok().and_then(|expr| literal(&expr));
                    if located.anchor == Anchor::Attribute && written.is_some_and(|w| !w.is_null() && !is_same(&w, value)) {
                        wrong.push(format!("{}: {slice:?} for {value}", located.primary));
                    }
                }
            }
        }
    }
}

#[test]
fn every_fixture_is_found_in_its_source() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new(fixtures).into_iter().filter_map(Result::ok) {
        let folder = entry.path().parent().unwrap();
        // One fixture's source has moved on since, on purpose.
        let moved = folder.ends_with("source/moved-on");
        let is_plan = entry.file_name() == "plan.json" && folder.join("main.tf").exists() && !moved;
        let text = if is_plan {
            fs::read_to_string(entry.path()).unwrap()
        } else {
            continue;
        };
        let Ok(plan) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        let tree = SourceTree::open(folder, Options::default()).unwrap();
        let seen = wrong.len();
        check_source(&tree, &plan, &mut wrong);
        check_values(&tree, &plan, &mut wrong);
        for problem in tree.module::<&str>(&[]).unwrap().problems() {
            wrong.push(problem.to_string());
        }
        for line in wrong.iter_mut().skip(seen) {
            line.insert_str(0, &format!("{}: ", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Blocks and attributes of a body as `hcl_edit` sees them: name, start and end.
fn parsed(body: &hcl_edit::structure::Body) -> Vec<(String, usize, usize)> {
    use hcl_edit::Span as _;
    let mut found = Vec::new();
    for attribute in body.attributes() {
        let span = attribute.span().unwrap();
        found.push((attribute.key.as_str().to_owned(), span.start, span.end));
    }
    for block in body.blocks() {
        let span = block.span().unwrap();
        found.push((block.ident.as_str().to_owned(), span.start, span.end));
        found.extend(parsed(&block.body));
    }
    found.sort_by_key(|(_, start, _)| *start);
    found
}

fn read(body: &crate::source::Body) -> Vec<(String, usize, usize)> {
    let mut found = Vec::new();
    for attribute in &body.attributes {
        found.push((attribute.name.clone(), attribute.span.start, attribute.span.end));
    }
    for block in &body.blocks {
        found.push((block.kind.clone(), block.span.start, block.span.end));
        found.extend(read(&block.body));
    }
    found.sort_by_key(|(_, start, _)| *start);
    found
}

#[test]
fn the_skimmer_agrees_with_the_parser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in walkdir::WalkDir::new(root.join("fixtures")).into_iter().filter_map(Result::ok) {
        if entry.path().extension().is_none_or(|extension| extension != "tf") {
            continue;
        }
        let Ok(text) = fs::read_to_string(entry.path()) else {
            continue;
        };
        let file = SourceText::new("main.tf", text);
        let Ok(expected) = hcl_edit::parser::parse_body(file.content()) else {
            continue;
        };
        let range = Span::new(0, file.content().len());
        let mut problems = Vec::new();
        let body = native::body(&file, range, &mut problems);
        assert!(problems.is_empty(), "{}: {problems:?}", entry.path().display());
        assert_eq!(read(&body), parsed(&expected), "{}", entry.path().display());
    }
}

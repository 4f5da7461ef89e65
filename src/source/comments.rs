//! Which block and attribute a waiver comment belongs to.
//!
//! A comment belongs to what stands directly below it, with no blank line between, or to what it trails on the
//! same line. One that belongs to nothing waives nothing and is reported.

use super::file::is_json;
use super::json::{Node, Value, parse};
use super::json_body;
use super::location::Location;
use super::module::Module;
use super::skim::{AttributeItem, BlockItem, Item, comments, skim};
use super::step::Step;
use super::waiver::{Date, OtherTool, Said, may_hold, read};
use crate::text::{SourceText, Span};
use std::sync::Arc;

/// What a waiver comment belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// The type of the top-level block: `resource`, `data`, `module`, …
    pub kind: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Nested block types and attribute the comment stands at; empty for the whole block.
    pub path: Vec<String>,
}

impl Target {
    /// Whether a comment here covers an attribute of a block: the whole block, or what the comment stands at.
    #[must_use]
    pub fn covers(&self, kind: &str, labels: &[&str], attribute: &[Step]) -> bool {
        let names: Vec<_> = attribute.iter().filter_map(Step::name).collect();
        self.kind == kind && self.labels == labels && names.starts_with(&self.path_names())
    }

    fn path_names(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

/// A waiver written as a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineWaiver {
    /// The controls it waives, at least one.
    pub controls: Vec<String>,
    /// The last day it holds.
    pub until: Option<Date>,
    /// Who accepted it.
    pub owner: Option<String>,
    /// Why.
    pub reason: String,
    /// The comment.
    pub location: Location,
    /// What it belongs to.
    pub target: Target,
}

/// A waiver of another tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherToolWaiver {
    /// The tool.
    pub tool: OtherTool,
    /// The tool's ids of its checks.
    pub ids: Vec<String>,
    /// The last day it holds.
    pub until: Option<Date>,
    /// Why, if it says.
    pub reason: Option<String>,
    /// The comment.
    pub location: Location,
    /// What it belongs to.
    pub target: Target,
}

/// A comment that waives, or was meant to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InlineComment {
    /// A waiver.
    Waiver(InlineWaiver),
    /// Meant as a waiver, but not one.
    Malformed {
        /// The comment.
        location: Location,
        /// What is wrong with it.
        why: String,
    },
    /// A waiver of another tool.
    Other(OtherToolWaiver),
}

impl InlineComment {
    /// Where the comment stands.
    #[must_use]
    pub fn location(&self) -> &Location {
        match self {
            Self::Waiver(waiver) => &waiver.location,
            Self::Malformed { location, .. } => location,
            Self::Other(waiver) => &waiver.location,
        }
    }

    /// What the comment belongs to, if it waives.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        match self {
            Self::Waiver(waiver) => Some(&waiver.target),
            Self::Malformed { .. } => None,
            Self::Other(waiver) => Some(&waiver.target),
        }
    }
}

impl Module {
    /// The waiver comments of the module's files, by file and line; those of other tools on demand.
    #[must_use]
    pub fn comments(&self, other_tools: bool) -> Vec<InlineComment> {
        let is_other = |comment: &&InlineComment| matches!(comment, InlineComment::Other(_));
        let found = self.directory.comments.get_or_init(|| {
            let files: Vec<_> = self.files().collect();
            let one = |file: &&SourceText| if may_hold(file.content()) { in_file(file, true) } else { Vec::new() };
            super::abreast(&files, one).concat()
        });
        found.iter().filter(|comment| other_tools || !is_other(comment)).cloned().collect()
    }
}

/// The most waivers of one file. To find what a comment belongs to takes as long as its block.
const MOST: usize = 200;

fn in_file(file: &SourceText, other_tools: bool) -> Vec<InlineComment> {
    if is_json(file.name()) {
        return in_json(file, other_tools);
    }
    let whole = Span::new(0, file.content().len());
    let items = skim(file.content(), whole).items;
    let mut found = Vec::new();
    for comment in comments(file.content(), whole) {
        for (span, line) in lines(file, comment) {
            let Some(said) = read(line, other_tools) else { continue };
            let location = Location::new(file, span);
            if found.len() >= MOST {
                let why = format!("a file holds at most {MOST} waivers: put the others into onus.hcl");
                found.push(InlineComment::Malformed { location, why });
                return found;
            }
            let target = target(file, &items, comment, inside(&said));
            found.push(told(said, location, target));
        }
    }
    found
}

/// Whether the comment belongs to the block it stands in, wherever in it.
fn inside(said: &Said) -> bool {
    matches!(said, Said::Other { tool: OtherTool::Checkov, .. })
}

/// The lines of a comment without comment marks, each with its place.
fn lines(file: &SourceText, comment: Span) -> Vec<(Span, &str)> {
    let mut start = comment.start;
    let mut found = Vec::new();
    for line in file.slice(comment).split_inclusive('\n') {
        let trimmed = line.trim_end();
        let text = trimmed.trim_start().trim_start_matches(['#', '/', '*']);
        let text = text.strip_suffix("*/").unwrap_or(text);
        let indent = trimmed.len() - trimmed.trim_start().len();
        found.push((Span::new(start + indent, start + trimmed.len()), text));
        start += line.len();
    }
    found
}

fn told(said: Said, location: Location, target: Option<Target>) -> InlineComment {
    let Some(target) = target else {
        let why = "it belongs to no block or attribute: put it directly above one, or behind it on its line";
        return InlineComment::Malformed { location, why: why.to_owned() };
    };
    match said {
        Said::Malformed(why) => InlineComment::Malformed { location, why },
        Said::Waiver { controls, until, owner, reason } => {
            InlineComment::Waiver(InlineWaiver { controls, until, owner, reason, location, target })
        }
        Said::Other { tool, ids, until, reason } => {
            InlineComment::Other(OtherToolWaiver { tool, ids, until, reason, location, target })
        }
    }
}

/// What a comment in native syntax belongs to.
fn target(file: &SourceText, items: &[Item], comment: Span, inside: bool) -> Option<Target> {
    let scan = Scan { content: file.content(), comment };
    scan.around(items).into_iter().flatten().find_map(|item| {
        let Item::Block(block) = item else {
            return None;
        };
        let path = if inside { block.body.contains(comment).then(Vec::new)? } else { scan.at_block(block)? };
        Some(Target {
            kind: file.slice(block.kind).to_owned(),
            labels: block.labels.iter().map(|label| file.slice(*label).to_owned()).collect(),
            path,
        })
    })
}

/// A comment and the text it stands in.
struct Scan<'t> {
    content: &'t str,
    comment: Span,
}

impl Scan<'_> {
    /// The item that starts before the comment and the one that starts behind it.
    fn around<'i>(&self, items: &'i [Item]) -> [Option<&'i Item>; 2] {
        let behind = items.partition_point(|item| item.start() < self.comment.start);
        [behind.checked_sub(1).and_then(|before| items.get(before)), items.get(behind)]
    }

    /// The path within a block the comment belongs to; empty for the block, `None` for neither.
    fn at_block(&self, block: &BlockItem) -> Option<Vec<String>> {
        let single = !self.between(block.span.start, block.span.end).contains('\n');
        let on_header = block.header.start <= self.comment.start
            && self.comment.start < block.body.end
            && !self.between(block.header.start, self.comment.start).contains('\n');
        if self.is_above(block.span.start) || on_header || (single && self.trails(block.span.start, block.span.end)) {
            return Some(Vec::new());
        }
        if !block.body.contains(self.comment) {
            return None;
        }
        let items = skim(self.content, block.body).items;
        self.around(&items).into_iter().flatten().find_map(|item| match item {
            Item::Attribute(attribute) => self.at_attribute(attribute).then(|| vec![self.text(attribute.name)]),
            Item::Block(nested) => {
                let mut path = self.at_block(nested)?;
                path.splice(0..0, self.made_by(nested));
                Some(path)
            }
        })
    }

    fn at_attribute(&self, attribute: &AttributeItem) -> bool {
        let (start, end) = (attribute.name.start, attribute.expression.end);
        let within = Span::new(start, end).contains(self.comment);
        within || self.is_above(start) || self.trails(start, end)
    }

    /// The block type a nested block adds to a path: its label if it is `dynamic`, none for `content`.
    fn made_by(&self, block: &BlockItem) -> Option<String> {
        match (self.text(block.kind).as_str(), block.labels.first()) {
            ("dynamic", Some(label)) => Some(self.text(*label)),
            ("content", _) => None,
            (kind, _) => Some(kind.to_owned()),
        }
    }

    /// Behind something on its last line.
    fn trails(&self, start: usize, end: usize) -> bool {
        start < self.comment.start && end <= self.comment.start && !self.between(end, self.comment.start).contains('\n')
    }

    /// On a line of its own, with nothing but further comments up to `start`.
    fn is_above(&self, start: usize) -> bool {
        let line = self.content.get(..self.comment.start).and_then(|text| text.rfind('\n'));
        let alone = self.between(line.map_or(0, |at| at + 1), self.comment.start).trim().is_empty();
        if !alone || start < self.comment.end {
            return false;
        }
        let gap = Span::new(self.comment.end, start);
        let mut at = gap.start;
        for comment in comments(self.content, gap).into_iter().chain([Span::new(start, start)]) {
            let blank = self.between(at, comment.start);
            if !blank.trim().is_empty() || blank.matches('\n').count() > 1 {
                return false;
            }
            at = comment.end;
        }
        true
    }

    fn between(&self, start: usize, end: usize) -> &str {
        self.content.get(start..end).unwrap_or_default()
    }

    fn text(&self, span: Span) -> String {
        self.between(span.start, span.end).to_owned()
    }
}

/// In JSON a property named `//` is a comment on the object it is in.
fn in_json(file: &SourceText, other_tools: bool) -> Vec<InlineComment> {
    let Ok(root) = parse(file.content()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for block in json_body::blocks(&root) {
        let target = Target { kind: block.kind, labels: block.labels, path: Vec::new() };
        in_object(&block.node, &target, &mut |node, text, target| {
            for said in text.lines().filter_map(|line| read(line, other_tools)) {
                found.push(told(said, Location::new(file, node.span), Some(target.clone())));
            }
        });
    }
    found
}

fn in_object(node: &Arc<Node>, target: &Target, tell: &mut dyn FnMut(&Node, &str, &Target)) {
    for member in node.members() {
        if member.name == "//" {
            each_text(&member.node, &mut |node, text| tell(node, text, target));
            continue;
        }
        let mut inner = target.clone();
        inner.path.push(member.name.clone());
        in_object(&member.node, &inner, tell);
    }
}

fn each_text(node: &Node, tell: &mut dyn FnMut(&Node, &str)) {
    match &node.value {
        Value::String(text) => tell(node, text),
        Value::Array(nodes) => nodes.iter().for_each(|node| each_text(node, tell)),
        _ => {}
    }
}

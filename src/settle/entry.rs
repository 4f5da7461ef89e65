//! Typed access to one block of `onus.hcl`: each argument is read as what its shape says, mistakes are collected.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::config::{Link, NamePattern, Owner};
use super::names::Names;
use super::pattern::AddressPattern;
use super::shape::{Argument, BlockShape, Kind};
use crate::policy::{ControlId, Problem, Reader, closest, literal_text, value_span};
use crate::source::Date;
use crate::syntax::{Attribute, Block, Body, Node};
use crate::text::{SourceText, Span};

/// What entries are read against, and where mistakes go.
pub(super) struct Context<'a> {
    pub(super) text: &'a SourceText,
    pub(super) names: &'a Names,
    pub(super) owners: BTreeMap<Arc<str>, Arc<Owner>>,
    pub(super) problems: Vec<Problem>,
}

impl Context<'_> {
    pub(super) fn problem(&mut self, at: Span, message: impl Into<String>) {
        self.problems.push(Problem::new(self.text, at, message));
    }

    /// A name that nothing has, with the one that was probably meant.
    pub(super) fn unknown<'k>(&mut self, what: &str, name: &str, at: Span, known: impl IntoIterator<Item = &'k str>) {
        let known: Vec<&str> = known.into_iter().collect();
        let problem = Problem::new(self.text, at, format!("there is no {what} `{name}`"));
        self.problems.push(match closest(name, known.iter().copied()) {
            Some(other) => problem.help(format!("did you mean `{other}`?")),
            None if what.starts_with("control") => {
                problem.help("`onus controls` lists them; controls of your own need `--policies DIR`")
            }
            None if known.is_empty() => problem.help(format!("no {what} is defined")),
            None if known.len() <= 40 => problem.help(format!("known are: {}", known.join(", "))),
            None => problem,
        });
    }
}

/// One block, or the file outside of blocks.
pub(super) struct Entry<'d> {
    reader: Reader<'d>,
    arguments: &'static [Argument],
}

impl<'d> Entry<'d> {
    /// A block of this shape; what does not fit the shape is reported.
    pub(super) fn of(block: &'d Block, shape: &BlockShape, context: &mut Context<'d>) -> Self {
        let reader = Reader::of(context.text, block);
        let entry = Self { reader, arguments: shape.arguments };
        if !shape.open {
            entry.check(&[], context);
        }
        entry
    }

    /// The arguments outside of blocks.
    pub(super) fn top(body: &'d Body, arguments: &'static [Argument], blocks: &[&str], context: &mut Context<'d>) -> Self {
        let entry = Self { reader: Reader { text: context.text, body, at: Span::default() }, arguments };
        entry.check(blocks, context);
        entry
    }

    fn check(&self, blocks: &[&str], context: &mut Context<'_>) {
        let names: Vec<&str> = self.arguments.iter().map(|argument| argument.name).collect();
        self.reader.only(&names, blocks, &mut context.problems);
        for argument in self.arguments.iter().filter(|argument| argument.required) {
            if self.reader.attribute(argument.name).is_none() {
                context.problem(self.reader.at, format!("`{}` is missing", argument.name));
            }
        }
    }

    /// Where the block is named.
    pub(super) fn at(&self) -> Span {
        self.reader.at
    }

    /// All arguments, in the order of the file.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &'d Attribute> {
        self.reader.body.attributes()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.reader.attribute(name).is_some()
    }

    /// Text that is not empty.
    pub(super) fn text(&self, name: &str, context: &mut Context<'_>) -> Option<Arc<str>> {
        let text = self.reader.optional_text(name, &mut context.problems)?;
        if text.trim().is_empty() {
            context.problem(self.span(name), format!("`{name}` says nothing"));
        }
        Some(text)
    }

    /// Text that the shape demands; whether it is there has been checked.
    pub(super) fn demanded(&self, name: &str, context: &mut Context<'_>) -> Arc<str> {
        self.text(name, context).unwrap_or_default()
    }

    pub(super) fn flag(&self, name: &str, context: &mut Context<'_>) -> Option<bool> {
        let value = if let Node::Bool(value) = self.reader.attribute(name)?.value.node { Some(value) } else { None };
        if value.is_none() {
            context.problem(self.span(name), format!("`{name}` must be true or false"));
        }
        value
    }

    /// One of the words that the shape lists.
    pub(super) fn choice(&self, name: &str, context: &mut Context<'_>) -> Option<Arc<str>> {
        let text = self.reader.optional_text(name, &mut context.problems)?;
        let words = self.arguments.iter().find_map(|argument| match argument.kind {
            Kind::Choice(words) if argument.name == name => Some(words),
            _ => None,
        });
        let words = words.unwrap_or_default();
        if words.contains(&&*text) {
            return Some(text);
        }
        let problem = Problem::new(context.text, self.span(name), format!("`{name}` cannot be `{text}`"));
        context.problems.push(problem.help(format!("use {}", words.join(", "))));
        None
    }

    /// A day; without one the entry is refused, and what is returned is not used.
    pub(super) fn date(&self, name: &str, context: &mut Context<'_>) -> Date {
        let text = self.reader.optional_text(name, &mut context.problems);
        let date = text.as_deref().and_then(Date::parse);
        if let (Some(text), None) = (text, date) {
            let problem = Problem::new(context.text, self.span(name), format!("`{text}` is no date"));
            context.problems.push(problem.help("write it as YYYY-MM-DD"));
        }
        date.unwrap_or(Date { year: 0, month: 1, day: 1 })
    }

    pub(super) fn link(&self, name: &str, context: &mut Context<'_>) -> Option<Link> {
        let text = self.reader.optional_text(name, &mut context.problems)?;
        let link = Link::parse(&text);
        if link.is_none() {
            let problem = Problem::new(context.text, self.span(name), format!("`{name}` is no link"));
            context.problems.push(problem.help("write https://…, mailto:…, or a path in the repository"));
        }
        link
    }

    /// The owner that the entry names; without one the entry is refused, and what is returned is not used.
    pub(super) fn owner(&self, context: &mut Context<'_>) -> Arc<Owner> {
        let id = self.reader.optional_text("owner", &mut context.problems);
        if let Some(owner) = id.as_ref().and_then(|id| context.owners.get(id)) {
            return owner.clone();
        }
        if let Some(id) = &id {
            let known: Vec<Arc<str>> = context.owners.keys().cloned().collect();
            context.unknown("owner", id, self.span("owner"), known.iter().map(|id| &**id));
        }
        Arc::new(Owner { id: id.unwrap_or_default(), name: "".into(), contact: "".into() })
    }

    /// Ids of controls that exist.
    pub(super) fn controls(&self, name: &str, context: &mut Context<'_>) -> Vec<ControlId> {
        let names = context.names;
        let listed = self.texts(name, context);
        for (id, at) in &listed {
            if !names.controls.contains(id) {
                context.unknown("control", id, *at, names.controls.iter().map(|id| &**id));
            }
        }
        listed.into_iter().map(|(id, _)| ControlId::of_path(&id)).collect()
    }

    /// Patterns of ids, each of which stands for at least one that exists.
    pub(super) fn patterns(
        &self,
        name: &str,
        what: &str,
        known: &BTreeSet<Arc<str>>,
        context: &mut Context<'_>,
    ) -> Vec<NamePattern> {
        let mut patterns = Vec::new();
        for (text, at) in self.texts(name, context) {
            let pattern = NamePattern::new(&text);
            if !known.iter().any(|id| pattern.covers(id)) {
                context.unknown(what, &text, at, known.iter().map(|id| &**id));
            }
            patterns.push(pattern);
        }
        patterns
    }

    pub(super) fn addresses(&self, name: &str, context: &mut Context<'_>) -> Vec<AddressPattern> {
        let mut patterns = Vec::new();
        for (text, at) in self.texts(name, context) {
            match AddressPattern::parse(&text) {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => {
                    let problem = Problem::new(context.text, at, format!("`{text}` is no address pattern: {error}"));
                    context
                        .problems
                        .push(problem.help("write `aws_s3_bucket.logs`, `module.net`, `module.*.aws_s3_bucket.*` or `**`"));
                }
            }
        }
        patterns
    }

    /// Frameworks that controls name.
    pub(super) fn frameworks(&self, name: &str, context: &mut Context<'_>) -> Vec<Arc<str>> {
        let names = context.names;
        let listed = self.texts(name, context);
        for (framework, at) in &listed {
            if !names.frameworks.contains(framework) {
                context.unknown("framework", framework, *at, names.frameworks.iter().map(|name| &**name));
            }
        }
        listed.into_iter().map(|(name, _)| name).collect()
    }

    /// The texts of a list, each with its place. A list that is there says something.
    fn texts(&self, name: &str, context: &mut Context<'_>) -> Vec<(Arc<str>, Span)> {
        let Some(attribute) = self.reader.attribute(name) else { return Vec::new() };
        let texts: Option<Vec<_>> = attribute
            .value
            .as_array()
            .and_then(|items| items.iter().map(|item| Some((literal_text(item)?, item.span.clone().into()))).collect());
        match texts {
            Some(texts) if !texts.is_empty() => return texts,
            Some(_) => context.problem(self.span(name), format!("`{name}` is empty: leave it out, or name something")),
            None => context.problem(self.span(name), format!("`{name}` must be a list of texts")),
        }
        Vec::new()
    }

    fn span(&self, name: &str) -> Span {
        self.reader.attribute(name).map_or(self.reader.at, value_span)
    }
}

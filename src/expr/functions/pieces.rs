//! Text that is put together from known and unknown parts and remembers them.

use std::sync::Arc;

use super::Args;
use super::args::text;
use super::weight::room;
use crate::value::{Part, Symbol, Trace, Unknown, Val, Value};

/// What a message says of what is not known.
const NOT_KNOWN: &str = "(known after apply)";

/// Text in the making.
#[derive(Default)]
pub(super) struct Pieces {
    parts: Vec<Part>,
    /// A part of whose text nothing is known was added.
    lost: bool,
    trace: Trace,
    /// The text is for a message, where what is not known is said to be so.
    lenient: bool,
}

impl Pieces {
    pub(super) fn new(args: &Args<'_>) -> Self {
        Self { lenient: args.evaluator().is_lenient(), ..Self::default() }
    }

    /// Adds text.
    pub(super) fn push(&mut self, text: &str) {
        self.parts.push(Part::Known(text.into()));
    }

    /// Adds a part.
    pub(super) fn part(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// Adds the text of a value, known or not.
    pub(super) fn value(&mut self, value: &Val) -> Result<(), String> {
        match value.symbol().and_then(Symbol::parts) {
            _ if self.lenient && value.is_unknown() => self.push(NOT_KNOWN),
            Some(parts) => self.parts.extend(parts),
            None if value.is_unknown() => self.lost = true,
            None => self.parts.push(Part::Known(text(value)?)),
        }
        self.read(value.touched());
        Ok(())
    }

    /// Notes that the text cannot be told.
    pub(super) fn lose(&mut self, trace: Trace) {
        self.lost |= !self.lenient;
        self.read(trace);
    }

    /// Notes what was read.
    pub(super) fn read(&mut self, trace: Trace) {
        self.trace = std::mem::take(&mut self.trace).join(trace);
    }

    /// The text, or an unknown made of its parts.
    pub(super) fn finish(self) -> Result<Val, String> {
        room(self.parts.iter().map(|part| if let Part::Known(text) = part { text.len() } else { 0 }).sum())?;
        let known = self.parts.iter().map(|part| if let Part::Known(text) = part { Some(&**text) } else { None });
        if !self.lost
            && let Some(text) = known.collect::<Option<String>>()
        {
            return Ok(Val::from(text).with(self.trace));
        }
        let symbol = if self.lost { None } else { Symbol::text(self.parts) };
        let unknown = Unknown { symbol, not_null: true, ..Unknown::default() };
        Ok(Val { value: Value::Unknown(Arc::new(unknown)), place: None, trace: self.trace })
    }
}

/// Whether an unknown value is a single primitive: text of parts, or what cannot be null because it is an identity.
pub(super) fn is_scalar(value: &Val) -> bool {
    match &value.value {
        Value::Unknown(unknown) => unknown.not_null || matches!(unknown.symbol, Some(Symbol::Text(_))),
        _ => false,
    }
}

/// The known text that a value starts with: all of it, or what comes before the first unknown part.
pub(super) fn known_start(value: &Val) -> Option<Arc<str>> {
    match value.symbol() {
        Some(Symbol::Text(parts)) => known(parts.first()?),
        _ => None,
    }
}

/// The known text that an unknown value ends with.
pub(super) fn known_end(value: &Val) -> Option<Arc<str>> {
    match value.symbol() {
        Some(Symbol::Text(parts)) => known(parts.last()?),
        _ => None,
    }
}

/// The known stretches of an unknown text.
pub(super) fn known_parts(value: &Val) -> Vec<Arc<str>> {
    match value.symbol() {
        Some(Symbol::Text(parts)) => parts.iter().filter_map(known).collect(),
        _ => Vec::new(),
    }
}

fn known(part: &Part) -> Option<Arc<str>> {
    match part {
        Part::Known(text) => Some(text.clone()),
        Part::At(_) => None,
    }
}

//! Evidence for free: what an evaluation read, kept as a rope that costs one pointer to carry and one allocation to join.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The number of a resource instance within its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

/// Which state of the world a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum World {
    /// After the plan is applied.
    Planned,
    /// Before it.
    Prior,
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// `.name`, also a string key of a map.
    Attr(Arc<str>),
    /// `[n]`.
    Index(u32),
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Node {
    resource: ResourceId,
    world: World,
    parent: Option<Place>,
    step: Option<Step>,
    /// Of all of the above: places are keys of maps and are compared far more often than made.
    hash: u64,
}

/// An attribute of a resource instance: where a value was read.
#[derive(Clone)]
pub struct Place(Arc<Node>);

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.hash == other.0.hash && *self.0 == *other.0)
    }
}

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

/// The hash of a place from the hash of the place around it.
fn mix(around: u64, step: &impl Hash) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write_u64(around);
    step.hash(&mut hasher);
    hasher.finish()
}

impl Place {
    /// All attributes of a resource.
    #[must_use]
    pub fn root(resource: ResourceId, world: World) -> Self {
        Self(Arc::new(Node { resource, world, parent: None, step: None, hash: mix(0, &(resource, world)) }))
    }

    /// One step further in.
    #[must_use]
    pub fn child(&self, step: Step) -> Self {
        let hash = mix(self.0.hash, &step);
        let (resource, world) = (self.0.resource, self.0.world);
        Self(Arc::new(Node { resource, world, parent: Some(self.clone()), step: Some(step), hash }))
    }

    /// The resource that this place is in.
    #[must_use]
    pub fn resource(&self) -> ResourceId {
        self.0.resource
    }

    /// Before or after the plan.
    #[must_use]
    pub fn world(&self) -> World {
        self.0.world
    }

    /// The place that this one is a step into.
    #[must_use]
    pub fn parent(&self) -> Option<&Self> {
        self.0.parent.as_ref()
    }

    /// The last step that leads here; none for the resource as a whole.
    #[must_use]
    pub fn step(&self) -> Option<&Step> {
        self.0.step.as_ref()
    }

    /// The steps from the resource to here.
    #[must_use]
    pub fn path(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut node = Some(self);
        while let Some(place) = node {
            steps.extend(place.0.step.clone());
            node = place.parent();
        }
        steps.reverse();
        steps
    }

    /// The path as it is written: `metadata_options[0].http_tokens`.
    #[must_use]
    pub fn attribute(&self) -> String {
        path_text(&self.path())
    }
}

/// A path as it is written in HCL.
#[must_use]
pub fn path_text(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Attr(name) if is_identifier(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            Step::Attr(name) => {
                text.push_str("[\"");
                text.push_str(&name.replace('\\', "\\\\").replace('"', "\\\""));
                text.push_str("\"]");
            }
            Step::Index(index) => {
                text.push('[');
                text.push_str(&index.to_string());
                text.push(']');
            }
        }
    }
    text
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_') && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}.{}", self.0.resource.0, self.attribute())
    }
}

/// What happened besides reading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// A value is unknown for this reason; the text completes "undecided because …".
    Cause(Arc<str>),
    /// A provider fact stood in for what the plan does not say: the place and the source of the fact.
    Fact(Place, Arc<str>),
    /// The source text told what the plan does not.
    Told(Place),
    /// A resource was joined to the judged one; how that was established.
    Joined(ResourceId, &'static str),
    /// A satellite of this type was looked for and is missing.
    Missing(Arc<str>),
}

/// One entry of a trace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TraceItem {
    /// An attribute was read.
    Read(Place),
    /// Something else worth telling.
    Note(Note),
}

#[derive(Debug)]
enum Rope {
    Note(Note),
    Join(Trace, Trace),
}

/// What an evaluation read, in order.
#[derive(Debug, Clone, Default)]
pub struct Trace(Part);

/// A trace of nothing and of one attribute are by far the most, and cost no allocation.
#[derive(Debug, Clone, Default)]
enum Part {
    #[default]
    None,
    Read(Place),
    Rope(Arc<Rope>),
}

impl Trace {
    /// Nothing was read.
    #[must_use]
    pub fn none() -> Self {
        Self(Part::None)
    }

    /// One attribute was read.
    #[must_use]
    pub fn read(place: Place) -> Self {
        Self(Part::Read(place))
    }

    /// A note.
    #[must_use]
    pub fn note(note: Note) -> Self {
        Self(Part::Rope(Arc::new(Rope::Note(note))))
    }

    /// Both, the left first.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        match (&self.0, &other.0) {
            (Part::None, _) => other,
            (_, Part::None) => self,
            (Part::Rope(a), Part::Rope(b)) if Arc::ptr_eq(a, b) => self,
            (Part::Read(a), Part::Read(b)) if Arc::ptr_eq(&a.0, &b.0) => self,
            _ => Self(Part::Rope(Arc::new(Rope::Join(self, other)))),
        }
    }

    /// Whether nothing was read.
    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self.0, Part::None)
    }

    /// The entries in order, each once. A rope shares parts, so a part that was seen is not walked again.
    #[must_use]
    pub fn items(&self) -> Vec<TraceItem> {
        let mut items = Vec::new();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut known = rustc_hash::FxHashSet::default();
        let mut add = |item: TraceItem| {
            if known.insert(item.clone()) {
                items.push(item);
            }
        };
        let mut stack = vec![self];
        while let Some(trace) = stack.pop() {
            let rope = match &trace.0 {
                Part::None => continue,
                Part::Read(place) => {
                    add(TraceItem::Read(place.clone()));
                    continue;
                }
                Part::Rope(rope) => rope,
            };
            if !seen.insert(Arc::as_ptr(rope).addr()) {
                continue;
            }
            match &**rope {
                Rope::Note(note) => add(TraceItem::Note(note.clone())),
                Rope::Join(left, right) => {
                    stack.push(right);
                    stack.push(left);
                }
            }
        }
        items
    }
}

impl Drop for Rope {
    /// A rope that grew by thousands of joins must not be freed by recursion: that would overflow the stack.
    fn drop(&mut self) {
        let Rope::Join(left, right) = self else { return };
        let is_flat = |trace: &Trace| !matches!(&trace.0, Part::Rope(rope) if matches!(**rope, Self::Join(..)));
        if is_flat(left) && is_flat(right) {
            return;
        }
        let mut stack = vec![std::mem::take(&mut left.0), std::mem::take(&mut right.0)];
        while let Some(next) = stack.pop() {
            if let Part::Rope(rope) = next
                && let Some(mut rope) = Arc::into_inner(rope)
                && let Self::Join(left, right) = &mut rope
            {
                stack.push(std::mem::take(&mut left.0));
                stack.push(std::mem::take(&mut right.0));
            }
        }
    }
}

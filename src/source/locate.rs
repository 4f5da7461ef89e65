//! From an address to the line its reader can act on.
//!
//! In code of the repository that is the attribute that decided, or the header of the block it is missing from.
//! Code of others is not the reader's to change: there the finding moves to the innermost `module` block of the
//! repository, to the very argument where one feeds the attribute. A line is never guessed: if the source does
//! not say what the plan says, there is no location but a reason.

use super::body::{Attribute, Block, Narrowed};
use super::climb::Climb;
use super::comments::InlineComment;
use super::find::{Found, find};
use super::location::{Location, Related};
use super::matching::{Match, Planned};
use super::module::{Module, Ownership};
use super::step::{InstanceKey, Mode, ModuleStep, Step};
use super::trace::{Scope, Trail};
use super::tree::{SourceTree, Unresolved};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// What about a resource is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The attribute that decided.
    Decided,
    /// An attribute that has no value: where it is written, else the header of the block it belongs in.
    Absent,
    /// A resource beside this one that is missing: the header of this one.
    Missing,
}

/// Asks for the place of a finding.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The module calls that lead to the resource.
    pub module: &'a [ModuleStep],
    /// Resource, data source or ephemeral resource.
    pub mode: Mode,
    /// The resource type.
    pub kind: &'a str,
    /// The resource name.
    pub name: &'a str,
    /// The instance.
    pub key: Option<&'a InstanceKey>,
    /// The attribute; empty for the resource itself.
    pub path: &'a [Step],
    /// What is to be shown.
    pub want: Want,
    /// The resource type that is missing beside this one, to find an input that would make it.
    pub satellite: Option<&'a str>,
    /// The planned values of the resource, to tell its nested blocks apart.
    pub values: Option<&'a Value>,
    /// The resource in the plan's `configuration`, to tell whether the source has moved on.
    pub configuration: Option<&'a Planned>,
}

impl<'a> Request<'a> {
    /// Asks for the header of a managed resource.
    #[must_use]
    pub fn new(module: &'a [ModuleStep], kind: &'a str, name: &'a str) -> Self {
        Self {
            module,
            mode: Mode::Managed,
            kind,
            name,
            key: None,
            path: &[],
            want: Want::Decided,
            satellite: None,
            values: None,
            configuration: None,
        }
    }
}

/// What the primary location of a finding is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The attribute that decided.
    Attribute,
    /// The header of a nested block that decided as a whole.
    Nested,
    /// The header of the nested block an attribute is missing from.
    Block,
    /// The header of the resource.
    Resource,
    /// An argument of the `module` block that feeds the attribute.
    Argument {
        /// The argument.
        name: String,
    },
    /// The `module` block through which the resource is made.
    Call,
}

/// The place of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Where the reader can act.
    pub primary: Location,
    /// What stands there.
    pub anchor: Anchor,
    /// The rest of the story, from the inside out.
    pub related: Vec<Related>,
    /// An input of the called module that is not set and feeds the attribute.
    pub fix_input: Option<String>,
    /// The foreign module the resource is in: its source.
    pub inside: Option<String>,
}

/// Why a finding has no place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unlocated {
    /// A module on the way cannot be read, and no call of it either.
    NoModule(Unresolved),
    /// The module has no such block.
    NoBlock {
        /// The block's type and labels.
        block: String,
        /// A file of the module that could not be read in full, as `file:line: why`.
        unread: Option<String>,
    },
    /// The block says something else than the plan.
    Differs {
        /// The attribute or block type that differs.
        what: String,
        /// The block's header.
        header: Box<Location>,
    },
}

impl fmt::Display for Unlocated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoModule(reason) => write!(f, "source not found: {reason}"),
            Self::NoBlock { block, unread: None } => {
                write!(f, "source not found: the module has no `{block}`")
            }
            Self::NoBlock { block, unread: Some(unread) } => {
                write!(f, "source not found: no `{block}` in what could be read ({unread})")
            }
            Self::Differs { what, header } => {
                write!(f, "source differs from the plan: `{what}` at {}:{}", header.file, header.line)
            }
        }
    }
}

impl std::error::Error for Unlocated {}

impl SourceTree {
    /// Finds the place of a finding.
    ///
    /// # Errors
    ///
    /// Says why the source does not show it.
    pub fn locate(&self, request: &Request<'_>) -> Result<Located, Unlocated> {
        let names: Vec<_> = request.module.iter().map(|step| step.name.as_str()).collect();
        let module = match self.module(&names) {
            Ok(module) => module,
            Err(reason) => {
                let (climb, source) = self.called(request, &names, &reason).ok_or(Unlocated::NoModule(reason))?;
                return Ok(climb.located_call(source));
            }
        };
        let block = block_of(&module, request)?;
        let inner = Inner::find(&module, &block, request);
        let climb = Climb::up(self, &module, request.module, inner.trail);
        Ok(match &module.ownership {
            Ownership::Own => {
                Located { primary: inner.place, anchor: inner.anchor, related: climb.story(), fix_input: None, inside: None }
            }
            Ownership::Foreign { source } => {
                let name = request.path.iter().rev().find_map(Step::name);
                climb.located(&inner.place, source, name)
            }
        })
    }

    /// A module that is not installed still has a call.
    fn called(&self, request: &Request<'_>, names: &[&str], reason: &Unresolved) -> Option<(Climb, String)> {
        let readable = (0..names.len()).rev().find_map(|depth| {
            let module = self.module(names.get(..depth)?).ok()?;
            let call = module.module_call(names.get(depth)?)?;
            Some((module, call, depth))
        });
        let (module, call, depth) = readable.filter(|_| is_missing(reason))?;
        let source = super::tree::source_of(&call).unwrap_or_default();
        let steps = request.module.get(..=depth).unwrap_or_default();
        Some((Climb::from_call(self, &module, call, steps), source))
    }

    /// The waiver comments that cover a finding, from the inside out: those at its block, or at the attribute, and
    /// those at the module calls on the way, or at an argument that feeds the attribute. Only code of the repository
    /// waives: comments in modules of others do not count.
    #[must_use]
    pub fn covering(&self, request: &Request<'_>, other_tools: bool) -> Vec<InlineComment> {
        let names: Vec<_> = request.module.iter().map(|step| step.name.as_str()).collect();
        let (inner, climb) = match self.module(&names) {
            Ok(module) => {
                let Some(block) = module.resource(request.mode, request.kind, request.name) else {
                    return Vec::new();
                };
                let climb = Climb::up(self, &module, request.module, Inner::find(&module, &block, request).trail);
                (Some(module), Some(climb))
            }
            Err(reason) => (None, self.called(request, &names, &reason).map(|(climb, _)| climb)),
        };
        let own = inner.filter(|module| module.is_own()).map_or_else(Vec::new, |module| module.comments(other_tools));
        let labels = [request.kind, request.name];
        let at_block = own.into_iter().filter(|comment| {
            let target = comment.target();
            target.is_some_and(|target| target.covers(request.mode.block_kind(), &labels, request.path))
        });
        at_block.chain(climb.iter().flat_map(|climb| climb.covering(other_tools))).collect()
    }
}

fn is_missing(reason: &Unresolved) -> bool {
    matches!(reason, Unresolved::NotInstalled { .. })
}

fn block_of(module: &Module, request: &Request<'_>) -> Result<Arc<Block>, Unlocated> {
    let found = module.resource(request.mode, request.kind, request.name);
    let block = found.ok_or_else(|| Unlocated::NoBlock {
        block: format!("{} {:?} {:?}", request.mode.block_kind(), request.kind, request.name),
        unread: module.unread().map(ToString::to_string),
    })?;
    match request.configuration.map(|planned| planned.compared(&block)) {
        Some(Match::Differs { what }) => {
            let header = Box::new(Location::new(&block.file, block.header_span));
            Err(Unlocated::Differs { what, header })
        }
        _ => Ok(block),
    }
}

/// The place within the resource's own module, and what feeds it.
struct Inner {
    place: Location,
    anchor: Anchor,
    trail: Trail,
}

impl Inner {
    fn find(module: &Module, block: &Block, request: &Request<'_>) -> Self {
        let path = if request.want == Want::Missing { &[] } else { request.path };
        let found = find(block, path, request.values);
        let shown = match written(&found, request.want) {
            Some((attribute, narrowed)) => Some((Location::new(&attribute.file, narrowed.span), Anchor::Attribute)),
            None => found.block().filter(|inner| found.blocks.len() > 1 && inner.span != block.span).map(|inner| {
                let anchor = if found.is_whole() { Anchor::Nested } else { Anchor::Block };
                (Location::new(&inner.file, inner.header_span), anchor)
            }),
        };
        let header = || (Location::new(&block.file, block.header_span), Anchor::Resource);
        let (place, anchor) = shown.unwrap_or_else(header);
        Self { place, anchor, trail: trail(module, &found, request) }
    }
}

/// The attribute, if it is written and counts: one that has no value may still be written, but it does not count in
/// a `dynamic` block that made no block.
fn written<'a>(found: &Found<'a>, want: Want) -> Option<(&'a Attribute, Narrowed<'a>)> {
    let counts = match want {
        Want::Decided => true,
        Want::Absent => !found.unmade,
        Want::Missing => false,
    };
    found.attribute.filter(|_| counts)
}

/// What feeds the attribute; where it is missing, what decides whether its block is made; where a satellite is
/// missing, what decides whether the module makes one.
fn trail(module: &Module, found: &Found<'_>, request: &Request<'_>) -> Trail {
    let scope = Scope { module, blocks: &found.blocks, elements: &found.elements, key: request.key };
    if let (Want::Missing, Some(kind)) = (request.want, request.satellite) {
        return satellite(module, kind);
    }
    if let Some((attribute, _)) = written(found, request.want) {
        return Trail::follow(attribute, &found.inner, scope);
    }
    let dynamic = found.block().filter(|block| block.is_dynamic());
    match dynamic.and_then(|block| block.body.attribute("for_each")) {
        Some(source) => Trail::follow(source, &[], scope),
        None => Trail::default(),
    }
}

fn satellite(module: &Module, kind: &str) -> Trail {
    let blocks = module.blocks("resource");
    let made = blocks.iter().find(|block| block.label(0) == Some(kind));
    let Some(block) = made else {
        return Trail::default();
    };
    let told = ["count", "for_each"].iter().find_map(|name| block.body.attribute(name));
    let scope = Scope { module, blocks: &[block], elements: &[None], key: None };
    told.map(|attribute| Trail::follow(attribute, &[], scope)).unwrap_or_default()
}

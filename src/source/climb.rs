//! From a module up through its calls, along the inputs that feed a value.

use super::body::{Attribute, Block};
use super::comments::{InlineComment, Target};
use super::locate::{Anchor, Located};
use super::location::{Location, Related};
use super::matching::is_same;
use super::module::Module;
use super::references::literal;
use super::step::ModuleStep;
use super::trace::{Input, Scope, Trail};
use super::tree::SourceTree;
use std::sync::Arc;

/// One call on the way up.
#[derive(Debug)]
struct Level {
    /// The calling module.
    caller: Arc<Module>,
    /// The `module` block.
    call: Arc<Block>,
    /// Inputs of the called module that the value depends on.
    inputs: Vec<Fed>,
    /// Definitions in the caller that the arguments depend on.
    related: Vec<Related>,
}

/// An input of a called module.
#[derive(Debug)]
struct Fed {
    name: String,
    chooses: bool,
    /// The argument that sets it, narrowed to the part that matters.
    argument: Option<Location>,
    /// How far it could be narrowed.
    depth: usize,
    /// Its default, if it is not set.
    default: Option<Location>,
    /// Its `variable` block.
    variable: Option<Location>,
}

/// The way from a value up to the root module.
#[derive(Debug)]
pub(crate) struct Climb {
    inner: Vec<Related>,
    levels: Vec<Level>,
    root: Vec<Related>,
}

impl Climb {
    /// Climbs from a module whose value left `trail`.
    pub(crate) fn up(tree: &SourceTree, module: &Arc<Module>, steps: &[ModuleStep], trail: Trail) -> Self {
        let mut climb = Self { inner: trail.related, levels: Vec::new(), root: Vec::new() };
        let mut inputs = trail.inputs;
        let mut module = module;
        let mut steps = steps;
        while let (Some((caller, call)), Some((step, outer))) = (module.caller(), steps.split_last()) {
            let (level, next) = level(module, caller, call, step, &inputs);
            climb.levels.push(level);
            inputs = next;
            module = caller;
            steps = outer;
        }
        if steps.is_empty() {
            climb.root = inputs.iter().filter_map(|input| root_value(tree, module, input)).collect();
        }
        climb
    }

    /// Climbs from a call whose module cannot be read.
    pub(crate) fn from_call(tree: &SourceTree, module: &Arc<Module>, call: Arc<Block>, steps: &[ModuleStep]) -> Self {
        let outer = steps.split_last().map(|(_, outer)| outer).unwrap_or_default();
        let mut climb = Self::up(tree, module, outer, Trail::default());
        let caller = Arc::clone(module);
        let level = Level { caller, call, inputs: Vec::new(), related: Vec::new() };
        climb.levels.insert(0, level);
        climb
    }

    /// The waiver comments at the calls on the way, or at an argument the value comes through.
    pub(crate) fn covering(&self, other_tools: bool) -> Vec<InlineComment> {
        let own = self.levels.iter().filter(|level| level.caller.is_own());
        own.flat_map(|level| {
            let comments = level.caller.comments(other_tools).into_iter();
            comments.filter(|comment| comment.target().is_some_and(|target| level.is_covered(target)))
        })
        .collect()
    }

    /// Everything on the way, from the inside out.
    pub(crate) fn story(self) -> Vec<Related> {
        let levels = self.levels.into_iter().flat_map(|level| level.story(None));
        self.inner.into_iter().chain(levels).chain(self.root).collect()
    }

    /// The place of a value at `inner` in a foreign module: at the innermost call of the repository.
    pub(crate) fn located(self, inner: &Location, source: &str, attribute: Option<&str>) -> Located {
        let file = inner.file.rsplit('/').next().unwrap_or_default();
        let message = format!("inside module `{source}`: {file}:{}", inner.line);
        let first = Related { message, location: inner.clone() };
        self.at_own_call(Some(first), source.to_owned(), attribute)
    }

    /// The place of something in a module that cannot be read.
    pub(crate) fn located_call(self, source: String) -> Located {
        self.at_own_call(None, source, None)
    }

    fn at_own_call(self, first: Option<Related>, source: String, attribute: Option<&str>) -> Located {
        let mut related: Vec<_> = first.into_iter().chain(self.inner).collect();
        let mut placed = None;
        let mut fix_input = None;
        for level in self.levels {
            if placed.is_some() || !level.caller.is_own() {
                related.extend(level.story(None));
                continue;
            }
            let chosen = level.choose(attribute);
            let anchor = match &chosen {
                Some((name, Some(place))) => (place.clone(), Anchor::Argument { name: name.clone() }),
                _ => (level.header(), Anchor::Call),
            };
            if let Some((name, None)) = chosen {
                fix_input = Some(name);
            }
            related.extend(level.story(Some(&anchor.0)));
            placed = Some(anchor);
        }
        related.extend(self.root);
        // The root module is always the repository's own, so some level is placed unless there is none.
        let (primary, anchor) = placed.unwrap_or_else(|| {
            let place = related.first().map(|related| related.location.clone());
            (place.unwrap_or_else(Location::nowhere), Anchor::Resource)
        });
        Located { primary, anchor, related, fix_input, inside: Some(source) }
    }
}

impl Level {
    fn is_covered(&self, target: &Target) -> bool {
        let fed = |name: &String| self.inputs.iter().any(|fed| fed.argument.is_some() && fed.name == *name);
        target.kind == "module" && target.labels == self.call.labels && target.path.first().is_none_or(fed)
    }

    fn header(&self) -> Location {
        Location::new(&self.call.file, self.call.header_span)
    }

    /// The one argument to change, or the one input to set: the only one, or the one named like the attribute.
    /// Inputs that only choose between values count where no others do.
    fn choose(&self, attribute: Option<&str>) -> Option<(String, Option<Location>)> {
        let decides = self.inputs.iter().any(|fed| !fed.chooses);
        let fed: Vec<_> = self.inputs.iter().filter(|fed| !decides || !fed.chooses).collect();
        let named = |fed: &&&Fed| Some(fed.name.as_str()) == attribute;
        let (set, unset): (Vec<&Fed>, Vec<&Fed>) = fed.iter().partition(|f| f.argument.is_some());
        let all = if set.is_empty() { unset } else { set };
        let first = fed.iter().find(named).or_else(|| all.first())?;
        let alone = all.iter().all(|other| other.name == first.name);
        if !alone && Some(first.name.as_str()) != attribute {
            return None;
        }
        // One variable can feed several parts; the part that is really written is the one to change.
        let parts = fed.iter().filter(|other| other.name == first.name);
        let deepest = parts.rev().max_by_key(|part| part.depth)?;
        Some((deepest.name.clone(), deepest.argument.clone()))
    }

    fn story(self, primary: Option<&Location>) -> Vec<Related> {
        let module = self.call.label(0).unwrap_or_default();
        let mut told = Vec::new();
        for fed in &self.inputs {
            let name = &fed.name;
            match (&fed.argument, &fed.default, &fed.variable) {
                (Some(place), _, _) => {
                    let message = format!("`{name}` of module `{module}` is set here");
                    told.push(Related { message, location: place.clone() });
                }
                (None, Some(place), _) => {
                    let message = format!("`{name}` of module `{module}` has this default");
                    told.push(Related { message, location: place.clone() });
                }
                (None, None, Some(place)) => {
                    let message = format!("input `{name}` of module `{module}`");
                    told.push(Related { message, location: place.clone() });
                }
                (None, None, None) => {}
            }
        }
        if !self.inputs.iter().any(|fed| fed.argument.is_some()) {
            let message = format!("module `{module}` is called here");
            told.push(Related { message, location: self.header() });
        }
        told.retain(|related| Some(&related.location) != primary);
        told.extend(self.related);
        told
    }
}

fn level(module: &Module, caller: &Arc<Module>, call: &Arc<Block>, step: &ModuleStep, inputs: &[Input]) -> (Level, Vec<Input>) {
    let mut level = Level { caller: Arc::clone(caller), call: Arc::clone(call), inputs: Vec::new(), related: Vec::new() };
    let mut next = Vec::new();
    for input in inputs {
        let argument = call.body.attribute(&input.name);
        if let Some(argument) = argument {
            let scope = Scope { module: caller, blocks: &[call], elements: &[None], key: step.key.as_ref() };
            let trail = Trail::follow(argument, &input.path, scope);
            level.related.extend(trail.related);
            next.extend(trail.inputs);
        }
        let variable = module.variable(&input.name);
        level.inputs.push(Fed {
            name: input.name.clone(),
            chooses: input.chooses,
            depth: argument.map_or(0, |found| found.narrow(&input.path).taken),
            argument: argument.map(|found| narrowed(found, input)),
            default: variable.as_ref().and_then(|variable| default(variable, input)),
            variable: variable.map(|found| Location::new(&found.file, found.header_span)),
        });
    }
    (level, next)
}

fn narrowed(attribute: &Attribute, input: &Input) -> Location {
    Location::new(&attribute.file, attribute.narrow(&input.path).span)
}

fn default(variable: &Block, input: &Input) -> Option<Location> {
    variable.body.attribute("default").map(|default| narrowed(default, input))
}

/// Where a root variable has its value from: a variables file, or its default. A file that does not say what the
/// plan says was overruled on the command line.
fn root_value(tree: &SourceTree, module: &Module, input: &Input) -> Option<Related> {
    let name = &input.name;
    let planned = tree.variables.get(name);
    let agrees = |attribute: &Attribute| match (planned, literal(&attribute.expr)) {
        (Some(planned), Some(written)) => is_same(planned, &written),
        _ => true,
    };
    if let Some(line) = tree.assigned(name) {
        let related = Related { message: format!("`{name}` is set here"), location: narrowed(line, input) };
        return agrees(line).then_some(related);
    }
    let variable = module.variable(name)?;
    let default = variable.body.attribute("default").filter(|default| agrees(default));
    Some(match default {
        Some(default) => Related { message: format!("`{name}` has this default"), location: narrowed(default, input) },
        None => Related::new(format!("`{name}` is an input of the plan"), &variable.file, variable.header_span),
    })
}

//! Gives the values of a plan their origins: what an unknown value will be, which resource a reference points to, which
//! satellites belong to which parent. Knows no policy; what it knows of AWS is data ([`Facts`]).

mod configured;
mod declared;
mod facts;
mod families;
mod lookup;
mod origin;
mod provider;
mod reference;
mod references;
mod symbols;
mod text;
mod text_scope;

pub use facts::{Facts, KindFacts, ValueFact};
pub use origin::{Fed, Nested, TextOrigins};
pub use reference::Reference;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::expr::{Budget, Outcome, UserFunction};
use crate::plan::{Address, ConfigResource, Key, ModuleStep, Plan, Resource};
use crate::value::{List, Place, ResourceId, Step, Symbol, Trace, Truth, Val, Value, World, child};

/// A plan with origins. Answers are cached, so that a value is resolved once however many policies read it.
pub struct Linker<'p> {
    plan: &'p Plan<'p>,
    facts: &'p Facts,
    functions: &'p [UserFunction],
    source: Option<&'p dyn TextOrigins>,
    resolved: RefCell<FxHashMap<Place, Val>>,
    resolving: RefCell<FxHashSet<Place>>,
    indexes: RefCell<BTreeMap<lookup::IndexName, std::rc::Rc<lookup::Index>>>,
    by_block: BTreeMap<BlockKey, Vec<ResourceId>>,
    by_module: BTreeMap<String, Vec<Option<Key>>>,
    told: RefCell<Told>,
    locals: RefCell<BTreeMap<(String, String), Outcome>>,
    configs: Vec<OnceCell<Option<&'p ConfigResource>>>,
    made: RefCell<FxHashMap<Place, bool>>,
    calls: RefCell<FxHashMap<CallKey, Val>>,
    shared: RefCell<FxHashMap<(World, usize, usize), Val>>,
    budget: Budget,
    /// How many resources lookups have looked at.
    looked_at: Cell<u64>,
    work: RefCell<Work>,
}

/// How much work policies were, by their files, and how much of the linker's own work is in it.
#[derive(Default)]
struct Work {
    of_files: BTreeMap<usize, u64>,
    counted: u64,
}

/// What the source text tells of whole arguments and blocks.
type Told = BTreeMap<(ResourceId, Arc<str>), Option<Val>>;

/// A call of a function of the language on whole resources: who is judged, in which world, the function, the resources.
type CallKey = (ResourceId, World, usize, Vec<Place>);

/// The block that a resource instance comes from: module instance, block address.
type BlockKey = (String, String);

impl std::fmt::Debug for Linker<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Linker").field("resources", &self.plan.resources.len()).finish_non_exhaustive()
    }
}

impl<'p> Linker<'p> {
    /// Links a plan. `source` answers what the plan is silent about.
    #[must_use]
    pub fn new(plan: &'p Plan<'p>, facts: &'p Facts, functions: &'p [UserFunction], source: Option<&'p dyn TextOrigins>) -> Self {
        let mut by_block: BTreeMap<BlockKey, Vec<ResourceId>> = BTreeMap::new();
        for (resource, number) in plan.resources.iter().zip(0_u32..) {
            by_block.entry(block_key(&resource.address)).or_default().push(ResourceId(number));
        }
        Self {
            plan,
            facts,
            functions,
            source,
            resolved: RefCell::default(),
            resolving: RefCell::default(),
            indexes: RefCell::default(),
            by_block,
            by_module: module_keys(plan),
            told: RefCell::default(),
            locals: RefCell::default(),
            configs: std::iter::repeat_with(OnceCell::new).take(plan.resources.len()).collect(),
            made: RefCell::default(),
            calls: RefCell::default(),
            shared: RefCell::default(),
            budget: Budget::new(),
            looked_at: Cell::new(0),
            work: RefCell::default(),
        }
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &'p Plan<'p> {
        self.plan
    }

    /// The provider facts.
    #[must_use]
    pub fn facts(&self) -> &'p Facts {
        self.facts
    }

    /// The functions written in the language.
    #[must_use]
    pub fn functions(&self) -> &'p [UserFunction] {
        self.functions
    }

    /// A resource instance by its number.
    #[must_use]
    pub fn resource(&self, id: ResourceId) -> Option<&'p Resource<'p>> {
        self.plan.resource(id)
    }

    /// All attributes of a resource instance, with their place.
    #[must_use]
    pub fn attributes(&self, id: ResourceId, world: World) -> Val {
        let Some(resource) = self.resource(id) else { return Val::null() };
        let value = match world {
            World::Planned => resource.planned(),
            World::Prior => resource.prior(),
        };
        let place = if value.is_null() { None } else { Some(Place::root(id, world)) };
        Val { value: value.value.clone(), place, trace: Trace::none() }
    }

    /// The instances that a module call has within one module instance, as far as resources show them.
    pub(crate) fn module_keys(&self, around: &[ModuleStep], name: &str) -> Vec<Option<Key>> {
        let call = format!("{}.module.{name}", crate::plan::module_text(around));
        // A module without resources has outputs all the same.
        self.by_module.get(&call).cloned().unwrap_or_else(|| vec![None])
    }

    /// The result of a call of a function of the language on whole resources, if it was made before.
    #[must_use]
    pub fn remembered(&self, judged: ResourceId, world: World, number: usize, args: &[Val]) -> Option<Val> {
        self.calls.borrow().get(&(judged, world, number, roots(args)?)).cloned()
    }

    /// Remembers the result of a call.
    pub fn remember(&self, judged: ResourceId, world: World, number: usize, args: &[Val], result: &Val) {
        if let Some(roots) = roots(args) {
            self.calls.borrow_mut().insert((judged, world, number, roots), result.clone());
        }
    }

    /// Forgets the calls that were made for a resource: no other one asks for them.
    pub fn forget_calls(&self) {
        self.calls.borrow_mut().clear();
    }

    /// The value of a local that is the same for every resource, if it was evaluated before.
    #[must_use]
    pub fn shared(&self, world: World, file: usize, local: usize) -> Option<Val> {
        self.shared.borrow().get(&(world, file, local)).cloned()
    }

    /// Remembers the value of such a local.
    pub fn share(&self, world: World, file: usize, local: usize, value: &Val) {
        self.shared.borrow_mut().insert((world, file, local), value.clone());
    }

    /// Notes how much work a policy of a file was: its steps, and what looking for resources and origins took meanwhile.
    pub fn note_work(&self, file: usize, steps: u64) {
        let besides = self.budget.spent() + self.looked_at.get();
        let mut work = self.work.borrow_mut();
        let own = steps + besides.saturating_sub(work.counted);
        *work.of_files.entry(file).or_default() += own;
        work.counted = besides;
    }

    /// How much work the policies of each file were, in steps: a measure that does not hang on the machine.
    #[must_use]
    pub fn work(&self) -> BTreeMap<usize, u64> {
        self.work.borrow().of_files.clone()
    }

    /// Counts resources that a lookup looks at.
    pub(crate) fn look_at(&self, count: usize) {
        self.looked_at.set(self.looked_at.get().saturating_add(u64::try_from(count).unwrap_or(u64::MAX)));
    }

    /// The instances of a block within one module instance.
    pub(crate) fn instances(&self, module: &str, block: &str) -> &[ResourceId] {
        self.by_block.get(&(module.to_owned(), block.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The value at a place as the plan has it, bare unknowns included; `None` if there is no such attribute.
    pub(crate) fn raw(&self, place: &Place) -> Option<Val> {
        let value = self.raw_at(place)?;
        Some(if place.parent().is_none() { self.attributes(place.resource(), place.world()) } else { value.clone() })
    }

    /// The value at a place as the plan has it. What an unknown value holds is as unknown as itself.
    pub(crate) fn raw_at(&self, place: &Place) -> Option<&'p Val> {
        let Some((around, step)) = place.parent().zip(place.step()) else {
            let resource = self.resource(place.resource())?;
            return Some(match place.world() {
                World::Planned => resource.planned(),
                World::Prior => resource.prior(),
            });
        };
        let around = self.raw_at(around)?;
        match (&around.value, step) {
            (Value::Object(object), Step::Attr(name)) => object.get(name),
            (Value::List(list), Step::Index(at)) => list.items.get(usize::try_from(*at).ok()?),
            (Value::Unknown(_), _) => Some(around),
            _ => None,
        }
    }

    /// The value at a place as the plan has it.
    #[must_use]
    pub fn raw_value(&self, place: &Place) -> Option<Val> {
        self.raw(place)
    }

    /// The value at a place, resolved.
    #[must_use]
    pub fn value_at(&self, place: &Place) -> Option<Val> {
        let mut value = self.attributes(place.resource(), place.world());
        for step in place.path() {
            value = match child(&value, &step, self) {
                Some(next) => next,
                None if value.is_unknown() => Val::unknown(value.touched()),
                None => return None,
            };
        }
        Some(value)
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Whether an attribute differs between any two instances of its type. Data sources may read one and the same thing.
    pub(crate) fn is_unique(&self, place: &Place) -> bool {
        if !self.resource(place.resource()).is_some_and(Resource::is_managed) {
            return false;
        }
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return false };
        matches!(&**name, "id" | "arn")
            || self.kind_facts(place).is_some_and(|facts| facts.unique.iter().any(|unique| unique == name))
    }

    /// Whether facts name the attribute as one whose values no other type shares.
    pub(crate) fn is_globally_unique(&self, place: &Place) -> bool {
        if !self.resource(place.resource()).is_some_and(Resource::is_managed) {
            return false;
        }
        let path = place.path();
        let [Step::Attr(name)] = path.as_slice() else { return false };
        self.kind_facts(place).is_some_and(|facts| facts.unique.iter().any(|unique| unique == name))
    }

    pub(crate) fn kind_facts(&self, place: &Place) -> Option<&'p KindFacts> {
        let resource = self.resource(place.resource())?;
        self.facts.of(&kind_name(resource))
    }
}

/// The instances of each module call that hold resources, by the address around it and the name of the call.
fn module_keys(plan: &Plan<'_>) -> BTreeMap<String, Vec<Option<Key>>> {
    let mut keys: BTreeMap<String, Vec<Option<Key>>> = BTreeMap::new();
    let mut last: Option<&[ModuleStep]> = None;
    for resource in &plan.resources {
        let module = &resource.address.module;
        // Resources are sorted by address, so those of one module stand together.
        if last == Some(module.as_slice()) {
            continue;
        }
        last = Some(module);
        for (depth, step) in module.iter().enumerate() {
            let call = format!("{}.module.{}", crate::plan::module_text(module.get(..depth).unwrap_or(&[])), step.name);
            let known = keys.entry(call).or_default();
            if known.last() != Some(&step.key) && !known.contains(&step.key) {
                known.push(step.key.clone());
            }
        }
    }
    keys
}

/// The places of arguments that are whole resources and nothing else.
fn roots(args: &[Val]) -> Option<Vec<Place>> {
    args.iter().map(|arg| arg.place.clone().filter(|place| place.parent().is_none() && arg.trace.is_none())).collect()
}

/// The name under which facts know a path: nested blocks with dots, without indices.
pub(crate) fn facts_path(path: &[Step]) -> String {
    let names: Vec<&str> =
        path.iter().filter_map(|step| if let Step::Attr(name) = step { Some(&**name) } else { None }).collect();
    names.join(".")
}

/// The type of a resource as policies and facts name it.
#[must_use]
pub fn kind_name(resource: &Resource<'_>) -> Arc<str> {
    if resource.is_managed() { resource.address.kind.clone() } else { format!("data.{}", resource.address.kind).into() }
}

pub(crate) fn block_key(address: &Address) -> BlockKey {
    (address.module_text(), address.block())
}

impl crate::value::Resolver for Linker<'_> {
    fn resolve(&self, place: &Place) -> Val {
        self.resolve_place(place)
    }

    fn reshape(&self, place: &Place, list: &List) -> Option<Val> {
        self.without_ghosts(place, list)
    }

    fn same(&self, left: &Symbol, right: &Symbol) -> Truth {
        self.symbols_equal(left, right)
    }

    fn holds(&self, symbol: &Symbol, text: &str) -> Truth {
        self.symbol_holds(symbol, text)
    }
}

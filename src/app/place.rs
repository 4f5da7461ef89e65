//! Places findings: asks the source tree where a reader can act, and says why where it cannot tell.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::fix::Slot;
use super::origin::{Beside, Origin};
use super::sources::{resource_configuration, source_mode};
use crate::judge::{Finding, Focus};
use crate::plan::{Key, Plan, Resource};
use crate::source::{
    Anchor, InlineComment, InstanceKey, Located, Location, ModuleStep, Ownership, Planned, Related, Request, SourceTree, Step,
    Want,
};
use crate::value::{self, ResourceId};

/// Where a finding stands.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where the reader can act.
    pub location: Location,
    /// What is to be seen there.
    pub label: String,
    /// The rest of the story.
    pub related: Vec<Related>,
    /// An input of a module that would mend it.
    pub fix_input: Option<String>,
    /// The module of somebody else that the resource is in.
    pub inside: Option<String>,
    /// The argument that it is about, if it is one of the judged resource.
    pub slot: Option<Slot>,
}

/// Places the findings of one plan.
#[derive(Debug)]
pub(super) struct Placer<'p> {
    plan: &'p Plan<'p>,
    origin: &'p Origin,
    /// What the plan says of each block, by where its configuration lies.
    planned: RefCell<FxHashMap<usize, Rc<Planned>>>,
}

impl<'p> Placer<'p> {
    /// A placer; without a tree nothing is placed.
    #[must_use]
    pub(super) fn new(plan: &'p Plan<'p>, origin: &'p Origin) -> Self {
        Self { plan, origin, planned: RefCell::default() }
    }

    /// Where a finding stands, or why it has no place.
    ///
    /// # Errors
    /// The reason in words.
    pub(super) fn place(&self, finding: &Finding) -> Result<Place, String> {
        let Some(tree) = &self.origin.tree else { return Err("source not found: no folder with .tf files was given".to_owned()) };
        let Some(resource) = finding.resource else { return declared(self.plan, tree, finding) };
        let (id, path, missing) = match &finding.focus {
            Focus::Attribute(id, path) => (*id, path.as_slice(), None),
            Focus::Missing(kind) => (resource, &[][..], Some(kind.as_ref())),
            Focus::Resource | Focus::Provider(_) | Focus::Call(_) => (resource, &[][..], None),
        };
        let own = || self.locate(tree, resource, &[], Want::Decided, None);
        let place = match self.locate(tree, id, path, self.want(id, path, missing), missing) {
            Ok(located) if id == resource => Ok(placed(located, path, missing, finding)),
            // A satellite decided: it is shown, and the judged resource beside it.
            Ok(located) => {
                let mut place = placed(located, path, missing, finding);
                if let Ok(judged) = own() {
                    let message = format!("this is judged: {}", finding.address);
                    place.related.insert(0, Related { message, location: judged.primary });
                }
                Ok(place)
            }
            Err(reason) if id == resource => Err(reason),
            Err(_) => own().map(|located| placed(located, &[], missing, finding)),
        };
        place.map(|place| self.with_beside(tree, place, finding))
    }

    /// The place with what else is worth showing.
    fn with_beside(&self, tree: &SourceTree, mut place: Place, finding: &Finding) -> Place {
        for (id, path) in finding.beside.iter().filter_map(|beside| match beside {
            Focus::Attribute(id, path) => Some((*id, path.as_slice())),
            _ => None,
        }) {
            let Some(other) = self.plan.resource(id) else { continue };
            if let Ok(located) = self.locate(tree, id, path, self.want(id, path, None), None) {
                let message = format!("`{}` of {} decides", value::path_text(path), other.address_text);
                place.related.push(Related { message, location: located.primary });
            }
        }
        place
    }

    /// Whether the attribute is there to be shown, or its absence is.
    fn want(&self, id: ResourceId, path: &[value::Step], missing: Option<&str>) -> Want {
        if missing.is_some() {
            return Want::Missing;
        }
        let configured = self.plan.resource(id).and_then(|resource| self.config(resource)).map(|config| &config.expressions);
        let first = path.first().and_then(|step| if let value::Step::Attr(name) = step { Some(&**name) } else { None });
        match (configured, first) {
            (Some(expressions), Some(name)) if path.len() == 1 && expressions.get(name).is_none() => Want::Absent,
            _ => Want::Decided,
        }
    }

    fn config(&self, resource: &Resource<'_>) -> Option<&crate::plan::ConfigResource> {
        let address = &resource.address;
        let module = self.plan.configuration.module(address.module.iter().map(|step| &*step.name))?;
        module.resource(address.mode, &address.kind, &address.name)
    }

    /// What the plan says of a block, made once.
    fn planned(&self, config: &crate::plan::ConfigResource) -> Rc<Planned> {
        let mut planned = self.planned.borrow_mut();
        let known = planned.entry(std::ptr::from_ref(config).addr());
        known.or_insert_with(|| Rc::new(Planned::new(resource_configuration(config)))).clone()
    }

    /// The waiver comments that cover a finding: at what decided, and at the judged resource.
    pub(super) fn covering(&self, finding: &Finding, others: bool) -> Vec<InlineComment> {
        let (Some(tree), Some(resource)) = (&self.origin.tree, finding.resource) else { return Vec::new() };
        let covering =
            |id, path| self.ask(id, path, Want::Decided, None, |request| tree.covering(request, others)).unwrap_or_default();
        match &finding.focus {
            Focus::Attribute(id, path) if *id == resource => covering(*id, path.as_slice()),
            Focus::Attribute(id, path) => [covering(resource, &[]), covering(*id, path.as_slice())].concat(),
            _ => covering(resource, &[]),
        }
    }

    fn locate(
        &self,
        tree: &SourceTree,
        id: ResourceId,
        path: &[value::Step],
        want: Want,
        satellite: Option<&str>,
    ) -> Result<Located, String> {
        self.ask(id, path, want, satellite, |request| {
            let located = tree.locate(request).map_err(|reason| reason.to_string());
            match &self.origin.beside {
                Some(beside) => beside.now(request, located),
                None => located,
            }
        })?
    }

    /// Asks the source about a resource or one of its attributes.
    fn ask<T>(
        &self,
        id: ResourceId,
        path: &[value::Step],
        want: Want,
        satellite: Option<&str>,
        question: impl FnOnce(&Request<'_>) -> T,
    ) -> Result<T, String> {
        let resource = self.plan.resource(id).ok_or("source not found: the plan has no such resource")?;
        let address = &resource.address;
        let module: Vec<ModuleStep> = address
            .module
            .iter()
            .map(|step| ModuleStep { name: step.name.to_string(), key: step.key.as_ref().map(instance_key) })
            .collect();
        let key = address.key.as_ref().map(instance_key);
        let steps: Vec<Step> = path.iter().map(step).collect();
        let values = OnceCell::new();
        let configuration = self.config(resource).map(|config| self.planned(config));
        let request = Request {
            module: &module,
            mode: source_mode(address.mode),
            kind: &address.kind,
            name: &address.name,
            key: key.as_ref(),
            path: &steps,
            want,
            satellite,
            values: if path.len() > 1 { Some(values.get_or_init(|| resource.after_json())) } else { None },
            configuration: configuration.as_deref(),
        };
        Ok(question(&request))
    }
}

impl Beside {
    /// The place in the checkout of today. Where a file has changed since the plan was made, its lines are not those of the
    /// plan: then the block is looked for there, and counts if it still says what was planned.
    fn now(&self, request: &Request<'_>, planned: Result<Located, String>) -> Result<Located, String> {
        let current = |location: &Location| self.compared.current.contains(&*location.file);
        match planned {
            Ok(mut located) if current(&located.primary) => {
                located.related.retain(|related| current(&related.location));
                Ok(located)
            }
            _ => self.checkout.locate(request).map_err(|reason| reason.to_string()),
        }
    }
}

/// The block of a provider configuration or module call; of one in the code of others the call that leads there.
fn declared(plan: &Plan<'_>, tree: &SourceTree, finding: &Finding) -> Result<Place, String> {
    let found = match &finding.focus {
        Focus::Provider(key) => plan.configuration.provider_config.get(&**key).map(|config| {
            let module: Vec<&str> =
                config.module_address.split('.').filter(|part| *part != "module" && !part.is_empty()).collect();
            (module, config.alias.as_deref(), config.name.as_str())
        }),
        Focus::Call(path) => path.split_last().map(|(name, around)| (around.iter().map(|name| &**name).collect(), None, &**name)),
        _ => None,
    };
    let (module, alias, name) = found.ok_or("source not found: the plan has no such configuration")?;
    let module = tree.module(&module).map_err(|reason| format!("source not found: {reason}"))?;
    let block = match &finding.focus {
        Focus::Provider(_) => module.provider(name, alias),
        _ => module.module_call(name),
    };
    let block = block.ok_or_else(|| format!("source not found: there is no block for `{}`", finding.address))?;
    let (mut block, mut around, mut inside) = (block, &module, None);
    while let (Ownership::Foreign { source }, Some((caller, call))) = (around.ownership(), around.caller()) {
        inside = Some(source.clone());
        (around, block) = (caller, call.clone());
    }
    Ok(Place {
        location: Location::new(&block.file, block.header_span),
        label: finding.verdict.name().to_owned(),
        related: Vec::new(),
        fix_input: None,
        inside,
        slot: None,
    })
}

fn placed(located: Located, path: &[value::Step], missing: Option<&str>, finding: &Finding) -> Place {
    let attribute = value::path_text(path);
    let label = match (&located.anchor, missing) {
        (_, Some(kind)) => format!("no `{kind}` belongs to this"),
        (Anchor::Argument { name }, _) => format!("`{name}` feeds `{attribute}`"),
        (Anchor::Attribute | Anchor::Nested, _) => format!("`{attribute}` decides"),
        (Anchor::Block | Anchor::Resource, _) if !attribute.is_empty() => format!("`{attribute}` is not set here"),
        (Anchor::Call, _) if !attribute.is_empty() => format!("`{attribute}` of `{}`", finding.address),
        _ => finding.verdict.name().to_owned(),
    };
    let slot = slot(&located.anchor, path, missing, finding);
    Place {
        location: located.primary,
        label,
        related: located.related,
        fix_input: located.fix_input,
        inside: located.inside,
        slot,
    }
}

/// The argument of the judged resource that a place is about, if it is one.
fn slot(anchor: &Anchor, path: &[value::Step], missing: Option<&str>, finding: &Finding) -> Option<Slot> {
    let own = matches!(&finding.focus, Focus::Attribute(id, _) if Some(*id) == finding.resource);
    let names: Vec<String> =
        path.iter().filter_map(|step| if let value::Step::Attr(name) = step { Some(name.to_string()) } else { None }).collect();
    let absent = match anchor {
        Anchor::Attribute => false,
        Anchor::Resource if names.len() == 1 => true,
        Anchor::Block if names.len() > 1 => true,
        _ => return None,
    };
    (own && missing.is_none() && !names.is_empty()).then_some(Slot { names, absent })
}

fn instance_key(key: &Key) -> InstanceKey {
    match key {
        Key::Index(index) => InstanceKey::Index(usize::try_from(*index).unwrap_or(usize::MAX)),
        Key::Name(name) => InstanceKey::Key(name.to_string()),
    }
}

fn step(step: &value::Step) -> Step {
    match step {
        value::Step::Attr(name) => Step::Attr(name.to_string()),
        value::Step::Index(at) => Step::Index(usize::try_from(*at).unwrap_or(usize::MAX)),
    }
}

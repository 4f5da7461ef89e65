//! Reads `onus.hcl`. All mistakes are reported at once, and a file with any is refused as a whole.

use std::sync::Arc;

use super::config::{
    Assignment, Attestation, Config, GateSettings, InputValue, Owner, Selection, SeverityOverride, Undecided, Waiver,
};
use super::entry::{Context, Entry};
use super::names::Names;
use super::shape::{BLOCKS, BlockShape, TOP};
use crate::policy::{ControlId, Document, Problem, Severity, block_header, block_labels, value_span};
use crate::syntax::{Attribute, Block};
use crate::text::SourceText;

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// All mistakes: what is no HCL, unknown blocks and arguments, controls, obligations and owners that do not exist,
    /// dates that no calendar has.
    pub fn read(text: SourceText, names: &Names) -> Result<Self, Vec<Problem>> {
        let document = Document::parse(text).map_err(|problem| vec![problem])?;
        let mut context =
            Context { text: &document.text, names, owners: std::collections::BTreeMap::new(), problems: Vec::new() };
        let mut config = Self { text: Some(document.text.clone()), ..Self::default() };
        let known: Vec<&str> = BLOCKS.iter().map(|shape| shape.name).collect();
        let top = Entry::top(&document.body, TOP, &known, &mut context);
        config.frameworks = top.frameworks("frameworks", &mut context);
        // Owners first: whoever names one may stand above it.
        let (owners, others): (Vec<&Block>, Vec<&Block>) =
            document.body.blocks().partition(|block| block.ident.as_str() == "owner");
        let mut seen = Vec::new();
        for block in owners.into_iter().chain(others) {
            let Some(shape) = BLOCKS.iter().find(|shape| shape.name == block.ident.as_str()) else { continue };
            if let Some(label) = label(block, shape, &mut seen, &mut context) {
                let entry = Entry::of(block, shape, &mut context);
                if !shape.one_of.is_empty() && !shape.one_of.iter().any(|name| entry.has(name)) {
                    let names: Vec<String> = shape.one_of.iter().map(|name| format!("`{name}`")).collect();
                    context.problem(entry.at(), format!("`{}` names at least one of {}", shape.name, names.join(", ")));
                }
                config.entry(shape.name, &label, &entry, &mut context);
            }
        }
        config.owners = context.owners;
        // In the order of the file, whatever was read first.
        context.problems.sort_by_key(|problem| problem.span.start);
        if context.problems.is_empty() { Ok(config) } else { Err(context.problems) }
    }

    fn entry(&mut self, name: &str, label: &Arc<str>, entry: &Entry<'_>, context: &mut Context<'_>) {
        match name {
            "gate" => self.gate = gate(entry, context),
            "controls" => self.selection = selection(entry, context),
            "severity" => {
                let Some(level) = entry.choice("level", context) else { return };
                let severity = Severity::parse(&level).unwrap_or(Severity::Critical);
                let reason = entry.demanded("reason", context);
                if !context.names.controls.contains(label) {
                    context.unknown("control", label, entry.at(), context.names.controls.iter().map(|id| &**id));
                }
                self.severities.insert(ControlId::of_path(label), SeverityOverride { severity, reason });
            }
            "inputs" => self.inputs = inputs(entry),
            "owner" => {
                let owner = Owner {
                    id: label.clone(),
                    name: entry.demanded("name", context),
                    contact: entry.demanded("contact", context),
                };
                context.owners.insert(label.clone(), Arc::new(owner));
            }
            "assignment" => self.assignments.push(assignment(entry, context)),
            "attestation" => self.attestations.push(attestation(label, entry, context)),
            "waiver" => self.waivers.push(waiver(entry, context)),
            _ => {}
        }
    }
}

/// The label of a block, empty if it has none; `None` if the labels are wrong or the block stands there twice.
fn label(
    block: &Block,
    shape: &BlockShape,
    seen: &mut Vec<(&'static str, Arc<str>)>,
    context: &mut Context<'_>,
) -> Option<Arc<str>> {
    let at = block_header(block);
    let label: Arc<str> = match (shape.label, block_labels(block).as_slice()) {
        (None, []) => "".into(),
        (Some(_), [label]) => (*label).into(),
        (None, _) => {
            context.problem(at, format!("`{}` has no label", shape.name));
            return None;
        }
        (Some(what), _) => {
            context.problem(at, format!("`{}` has one label: {what}", shape.name));
            return None;
        }
    };
    // Attestations of one obligation may speak for different resources.
    let once = !shape.several || matches!(shape.name, "owner" | "severity");
    if once && seen.contains(&(shape.name, label.clone())) {
        let which = if label.is_empty() { format!("`{}`", shape.name) } else { format!("`{}` `{label}`", shape.name) };
        context.problem(at, format!("{which} stands here twice"));
        return None;
    }
    seen.push((shape.name, label.clone()));
    Some(label)
}

fn gate(entry: &Entry<'_>, context: &mut Context<'_>) -> GateSettings {
    let undecided = |word: Arc<str>| match &*word {
        "fail" => Undecided::Fail,
        "ignore" => Undecided::Ignore,
        _ => Undecided::Warn,
    };
    GateSettings {
        fail_on: entry.choice("fail_on", context).map(|word| Severity::parse(&word)),
        all: entry.choice("scope", context).map(|word| &*word == "all"),
        undecided: entry.choice("on_undecided", context).map(undecided),
        fail_on_unassigned: entry.flag("fail_on_unassigned", context),
        fail_on_expired: entry.flag("fail_on_expired", context),
        other_waivers: entry.flag("other_waivers", context),
    }
}

fn selection(entry: &Entry<'_>, context: &mut Context<'_>) -> Selection {
    let known = &context.names.controls;
    let include = entry.patterns("include", "control", known, context);
    let exclude = entry.patterns("exclude", "control", known, context);
    let selection = Selection { include, exclude };
    if !known.iter().any(|id| selection.admits(id)) && !known.is_empty() {
        context.problem(entry.at(), "no control is left: judging by nothing would pass everything");
    }
    selection
}

fn inputs(entry: &Entry<'_>) -> Vec<InputValue> {
    let value = |attribute: &Attribute| InputValue {
        name: attribute.key.as_str().into(),
        value: attribute.value.clone(),
        span: value_span(attribute),
    };
    entry.attributes().map(value).collect()
}

fn assignment(entry: &Entry<'_>, context: &mut Context<'_>) -> Assignment {
    let names = context.names;
    Assignment {
        obligations: entry.patterns("obligations", "obligation", &names.obligations, context),
        controls: entry.patterns("controls", "control", &names.controls, context),
        resources: entry.addresses("resources", context),
        owner: entry.owner(context),
        process: entry.text("process", context),
        runbook: entry.link("runbook", context),
        span: entry.at(),
    }
}

fn attestation(id: &Arc<str>, entry: &Entry<'_>, context: &mut Context<'_>) -> Attestation {
    let names = context.names;
    let obligation = names.statements.get(id).or_else(|| names.obligations.get(id));
    if obligation.is_none() {
        let known = names.statements.keys().chain(&names.obligations).map(|id| &**id);
        context.unknown("statement or obligation", id, entry.at(), known);
    } else if !names.statements.contains_key(id) && !names.statements.values().any(|of| of == id) {
        context.problem(entry.at(), format!("nothing of `{id}` is attested: plans show all of it"));
    }
    Attestation {
        obligation: obligation.unwrap_or(id).clone(),
        id: id.clone(),
        resources: entry.addresses("resources", context),
        owner: entry.owner(context),
        statement: entry.demanded("statement", context),
        evidence: entry.link("evidence", context),
        expires: entry.date("expires", context),
        span: entry.at(),
    }
}

fn waiver(entry: &Entry<'_>, context: &mut Context<'_>) -> Waiver {
    Waiver {
        controls: entry.controls("controls", context),
        resources: entry.addresses("resources", context),
        owner: entry.owner(context),
        reason: entry.demanded("reason", context),
        expires: entry.date("expires", context),
        span: entry.at(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Address;
    use crate::settle::Claim;

    fn names() -> Names {
        let set = |ids: &[&str]| ids.iter().map(|id| Arc::from(*id)).collect();
        Names {
            controls: set(&["s3/versioning", "s3/public", "rds/storage-encrypted"]),
            obligations: set(&["s3/customer-data", "ec2/os-network-firewall", "rds/firewall-configuration"]),
            statements: [("ec2/guest-os-hardening".into(), "ec2/os-network-firewall".into())].into(),
            frameworks: set(&["cis-aws-5", "fsbp"]),
        }
    }

    fn read(text: &str) -> Result<Config, Vec<Problem>> {
        Config::read(SourceText::new("onus.hcl", text), &names())
    }

    const WHOLE: &str = r##"
        frameworks = ["cis-aws-5"]
        waiver { # may stand above its owner
          controls  = ["s3/versioning"]
          resources = ["aws_s3_bucket.logs[\"a.b\"]", "module.net"]
          owner     = "data"
          reason    = "goes soon"
          expires   = "2027-01-31"
        }
        gate {
          fail_on            = "none"
          scope              = "all"
          on_undecided       = "fail"
          fail_on_unassigned = true
          fail_on_expired    = false
          other_waivers      = true
        }
        controls {
          include = ["s3/*", "rds/*"]
          exclude = ["s3/pub*"]
        }
        severity "s3/versioning" {
          level  = "low"
          reason = "scratch buckets only"
        }
        inputs { days = 7 + 7 }
        owner "data" {
          name    = "Data"
          contact = "data@example.com"
        }
        owner "ops" {
          name    = "Operations"
          contact = "#ops"
        }
        assignment {
          obligations = ["s3/*"]
          owner       = "data"
          process     = "reviewed each quarter"
          runbook     = "docs/s3.md"
        }
        assignment {
          controls = ["s3/versioning"]
          owner    = "ops"
        }
        assignment {
          resources = ["module.net"]
          owner     = "data"
        }
        attestation "ec2/guest-os-hardening" {
          owner     = "ops"
          statement = "images are hardened"
          evidence  = "https://example.com/1"
          expires   = "2027-06-30"
        }
        attestation "ec2/os-network-firewall" {
          resources = ["aws_instance.*"]
          owner     = "ops"
          statement = "all of it"
          expires   = "2026-06-30"
        }
    "##;

    #[test]
    fn everything_that_can_be_said_is_read() {
        let config = read(WHOLE).unwrap();
        assert_eq!(config.gate.fail_on, Some(None));
        assert_eq!((config.gate.all, config.gate.undecided), (Some(true), Some(Undecided::Fail)));
        assert_eq!((config.gate.fail_on_unassigned, config.gate.fail_on_expired), (Some(true), Some(false)));
        assert_eq!(config.gate.other_waivers, Some(true));
        let admitted = ["s3/versioning", "s3/public", "rds/storage-encrypted", "ec2/x"].map(|id| config.selection.admits(id));
        assert_eq!(admitted, [true, false, true, false]);
        assert_eq!(config.severities[&ControlId::of_path("s3/versioning")].severity, Severity::Low);
        assert_eq!(&*config.inputs[0].name, "days");
        assert_eq!(config.text.as_ref().unwrap().slice(config.inputs[0].span), "7 + 7");
        assert_eq!(*config.frameworks, ["cis-aws-5".into()]);
        let waiver = &config.waivers[0];
        let logs = Address::parse(r#"aws_s3_bucket.logs["a.b"]"#).unwrap();
        assert!(waiver.covers("s3/versioning", &logs) && !waiver.covers("s3/public", &logs));
        assert_eq!(&*waiver.owner.contact, "data@example.com");
        let day = |text| crate::source::Date::parse(text).unwrap();
        assert!(waiver.holds_on(day("2027-01-31")) && !waiver.holds_on(day("2027-02-01")), "its last day counts");
    }

    #[test]
    fn the_narrowest_assignment_wins() {
        let config = read(WHOLE).unwrap();
        let address = Address::parse("module.net.aws_s3_bucket.b").unwrap();
        // control, address, owner
        let table = [
            (None, None, Some("data")),
            (Some("s3/public"), None, Some("data")),
            (Some("s3/versioning"), None, Some("ops")),
            (Some("s3/versioning"), Some(&address), Some("data")),
        ];
        for (control, address, owner) in table {
            let found = config.assignment(Claim { obligation: "s3/customer-data", control, address });
            assert_eq!(found.map(|assignment| &*assignment.owner.id), owner, "{control:?} {address:?}");
        }
        assert!(config.assignment(Claim { obligation: "ec2/x", control: None, address: None }).is_none());
    }

    #[test]
    fn an_attestation_states_one_thing_or_all_of_an_obligation() {
        let config = read(WHOLE).unwrap();
        let attestable = |id: &str, obligation: &str| crate::model::Attestable {
            id: id.into(),
            obligation: obligation.into(),
            statement: "".into(),
            evidence: "".into(),
            resources: Vec::new(),
        };
        let hardening = attestable("ec2/guest-os-hardening", "ec2/os-network-firewall");
        let other = attestable("ec2/other", "ec2/os-network-firewall");
        let foreign = attestable("ec2/foreign", "ec2/customer-data");
        let states = |at: usize| [&hardening, &other, &foreign].map(|one| config.attestations[at].states(one));
        assert_eq!((states(0), states(1)), ([true, false, false], [true, true, false]));
        assert_eq!(&*config.attestations[0].obligation, "ec2/os-network-firewall");
    }

    #[test]
    fn every_mistake_is_named_with_its_place_and_a_remedy() {
        let owner = "owner \"ops\" {\n name = \"O\"\n contact = \"o\"\n}\n";
        let waiver = |lines: &str| format!("{owner}waiver {{\n{lines}\n}}\n");
        let good = "controls = [\"s3/public\"]\nresources = [\"**\"]\nowner = \"ops\"\nreason = \"r\"\nexpires = \"2027-01-01\"";
        assert!(read(&waiver(good)).is_ok());
        // text, where, what, help
        let table = [
            ("gat {}".to_owned(), "1:1", "there is no block `gat` here", "did you mean `gate`?"),
            ("framework = []".to_owned(), "1:1", "there is no argument `framework` here", "did you mean `frameworks`?"),
            ("frameworks = []".to_owned(), "1:14", "`frameworks` is empty", ""),
            ("frameworks = [\"cis\"]".to_owned(), "1:15", "there is no framework `cis`", "known are: cis-aws-5, fsbp"),
            ("gate {\n fail_on = \"hihg\"\n}".to_owned(), "2:12", "`fail_on` cannot be `hihg`", "use critical, high"),
            ("gate {\n failon = \"high\"\n}".to_owned(), "2:2", "there is no argument `failon`", "did you mean `fail_on`?"),
            ("gate {\n fail_on_expired = \"yes\"\n}".to_owned(), "2:20", "must be true or false", ""),
            ("gate {}\ngate {}".to_owned(), "2:1", "`gate` stands here twice", ""),
            ("gate \"x\" {}".to_owned(), "1:1", "`gate` has no label", ""),
            ("owner {\n}".to_owned(), "1:1", "`owner` has one label: id", ""),
            (format!("{owner}{owner}"), "5:1", "`owner` `ops` stands here twice", ""),
            ("controls {\n include = [\"s3/x*\"]\n}".to_owned(), "2:13", "there is no control `s3/x*`", "`onus controls`"),
            ("controls {\n exclude = [\"*\"]\n}".to_owned(), "1:1", "no control is left", ""),
            ("severity \"s3/pulbic\" {\n level = \"low\"\n reason = \"r\"\n}".to_owned(), "1:1", "`s3/pulbic`", "`s3/public`?"),
            ("severity \"s3/public\" {\n level = \"low\"\n}".to_owned(), "1:1", "`reason` is missing", ""),
            ("severity \"s3/public\" {\n level = \"low\"\n reason = \" \"\n}".to_owned(), "3:11", "`reason` says nothing", ""),
            (
                format!("{owner}assignment {{\n owner = \"ops\"\n}}"),
                "5:1",
                "names at least one of `obligations`, `controls`, `resources`",
                "",
            ),
            (
                format!("{owner}assignment {{\n obligations = [\"s3/custmer-data\"]\n owner = \"ops\"\n}}"),
                "6:17",
                "there is no obligation `s3/custmer-data`",
                "did you mean `s3/customer-data`?",
            ),
            (
                format!("{owner}assignment {{\n controls = [\"*\"]\n owner = \"osp\"\n runbook = \"javascript:x\"\n}}"),
                "7:10",
                "there is no owner `osp`",
                "did you mean `ops`?",
            ),
            (waiver(&good.replace("ops", "zz")), "8:9", "there is no owner `zz`", ""),
            (waiver(&good.replace("s3/public", "s3/publc")), "6:13", "there is no control `s3/publc`", "`s3/public`?"),
            (waiver(&good.replace("s3/public", "s3/*")), "6:13", "there is no control `s3/*`", ""),
            (waiver(&good.replace("**", "aws_s3_bucket")), "7:14", "is no address pattern", "write `aws_s3_bucket.logs`"),
            (waiver(&good.replace("2027-01-01", "2027-02-30")), "10:11", "`2027-02-30` is no date", "YYYY-MM-DD"),
            (waiver(&good.replace("\"2027-01-01\"", "2027")), "10:11", "`expires` must be text", ""),
            (waiver(&good.replace("reason = \"r\"", "")), "5:1", "`reason` is missing", ""),
            (waiver(&good.replace("[\"**\"]", "\"**\"")), "7:13", "`resources` must be a list of texts", ""),
            (
                format!(
                    "{owner}attestation \"ec2/guest-hardening\" {{\n owner = \"ops\"\n statement = \"s\"\n expires = \"2027-01-01\"\n}}"
                ),
                "5:1",
                "there is no statement or obligation `ec2/guest-hardening`",
                "did you mean `ec2/guest-os-hardening`?",
            ),
            (
                format!(
                    "{owner}attestation \"s3/customer-data\" {{\n owner = \"ops\"\n statement = \"s\"\n expires = \"2027-01-01\"\n}}"
                ),
                "5:1",
                "nothing of `s3/customer-data` is attested",
                "",
            ),
            ("waiver {".to_owned(), "1:8", "invalid block body", ""),
            ("a = 1\na = 2".to_owned(), "2:1", "stands here twice", ""),
        ];
        for (text, place, what, help) in table {
            let problems = read(&text).map(|_| ()).expect_err(&text);
            let shown: Vec<String> =
                problems.iter().map(|problem| format!("{problem} ({})", problem.help.as_deref().unwrap_or(""))).collect();
            let found = shown
                .iter()
                .any(|line| line.starts_with(&format!("onus.hcl:{place}: ")) && line.contains(what) && line.contains(help));
            assert!(found, "{text}\nwanted {place} {what} {help}, got {shown:#?}");
        }
    }

    #[test]
    fn all_mistakes_come_at_once_in_the_order_of_the_file() {
        let problems = read("waiver {\n}\nowner \"a\" {\n}\nnothing = 1\n").unwrap_err();
        let lines: Vec<usize> = problems.iter().map(|problem| problem.text.position(problem.span.start).line).collect();
        assert_eq!(lines, [1, 1, 1, 1, 1, 3, 3, 5]);
    }
}

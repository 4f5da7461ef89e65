//! What the matrix says of findings and decisions, on small models.

use super::*;
use crate::settle::Names;
use crate::text::SourceText;

const MODEL: &str = r#"
service "ec2" {
  title     = "EC2"
  resources = ["aws_instance"]
  source    = "x"
}
service "s3" {
  title     = "S3"
  resources = ["aws_s3_*"]
  source    = "x"
}
obligation "s3/data" {
  title    = "Data"
  party    = "customer"
  customer = "Yours"
  aws      = "Theirs"
  source   = "x"
}
obligation "s3/firewall" {
  title    = "Firewall"
  party    = "customer"
  customer = "Yours"
  source   = "x"
}
obligation "shared/training" {
  title    = "Training"
  party    = "shared"
  customer = "Your people"
  aws      = "Their people"
  source   = "x"
}
obligation "aws/hosts" {
  title    = "Hosts"
  party    = "aws"
  services = ["ec2"]
  aws      = "Theirs"
  source   = "x"
}
attestation "s3/classification" {
  obligation = "s3/data"
  statement  = "We know what is in there"
  resources  = ["aws_s3_bucket"]
}
attestation "account/training" {
  obligation = "shared/training"
  statement  = "Trained"
}
"#;

const OWNER: &str = "owner \"data\" {\n  name = \"Data\"\n  contact = \"data@x\"\n}\n";

fn model() -> Model {
    let document = crate::policy::Document::parse(SourceText::new("model.hcl", MODEL)).unwrap();
    Model::read(&document).unwrap()
}

/// A configuration with the owner `data` and what is given.
fn config(text: &str) -> Config {
    let names = Names {
        controls: ["s3/a", "s3/b"].map(Into::into).into(),
        obligations: model().obligations.iter().map(|one| one.id.clone()).collect(),
        statements: model().attestables.iter().map(|one| (one.id.clone(), one.obligation.clone())).collect(),
        frameworks: ["f", "g"].map(Into::into).into(),
    };
    Config::read(SourceText::owned("onus.hcl", format!("{OWNER}{text}")), &names).unwrap()
}

fn attestation(label: &str, more: &str, expires: &str) -> String {
    format!("attestation \"{label}\" {{\n  owner = \"data\"\n  statement = \"so it is\"\n  expires = \"{expires}\"\n{more}}}\n")
}

/// A finding: control, obligation, address, verdict.
type Finding = (&'static str, &'static str, &'static str, Verdict);

fn matrix(text: &str, findings: &[Finding], buckets: &[&str]) -> Matrix {
    let (model, config) = (model(), config(text));
    let frameworks = BTreeMap::from([("f".into(), vec!["F.1".into()]), ("g".into(), vec!["G.1".into()])]);
    let texts: Vec<[Arc<str>; 3]> =
        findings.iter().map(|(control, obligation, address, _)| [*control, *obligation, *address].map(Into::into)).collect();
    let facts: Vec<Fact<'_>> = findings
        .iter()
        .zip(&texts)
        .map(|((_, _, _, verdict), [control, obligation, address])| Fact {
            plan: usize::from(address.ends_with("second")),
            control,
            title: control,
            severity: Severity::High,
            reweighed: None,
            obligation,
            service: "s3",
            verdict: *verdict,
            accepted: address.contains("waived"),
            address,
            frameworks: &frameworks,
        })
        .collect();
    let subject = |text: &&str| Subject { plan: usize::from(text.ends_with("second")), address: Address::parse(text).unwrap() };
    let subjects: Vec<Subject> = buckets.iter().map(subject).collect();
    let plans = 1 + usize::from(findings.iter().any(|(_, _, address, _)| address.ends_with("second")));
    let today = Date { year: 2026, month: 11, day: 25 };
    build(&Sources {
        model: &model,
        config: &config,
        frameworks: &config.frameworks,
        today,
        left_out: &std::collections::BTreeSet::new(),
        facts: &facts,
        subjects: &subjects,
        plans,
    })
}

fn row<'m>(matrix: &'m Matrix, id: &str) -> &'m Row {
    matrix.rows.iter().find(|row| &*row.obligation == id).unwrap()
}

const A: &str = "aws_s3_bucket.a";
const ASSIGNED: &str = "assignment {\n  obligations = [\"s3/*\"]\n  owner = \"data\"\n}\n";

#[test]
fn an_obligation_is_met_only_if_all_is_met_and_attested() {
    let made = attestation("s3/classification", "", "2027-01-01");
    let past = attestation("s3/classification", "", "2026-11-24");
    let part = attestation("s3/classification", "resources = [\"aws_s3_bucket.b\"]\n", "2027-01-01");
    let all = attestation("s3/classification", "resources = [\"aws_s3_bucket.*\"]\n", "2027-01-01");
    let today = attestation("s3/classification", "", "2026-11-25");
    let (met, unmet, undecided) = (("s3/a", "s3/data", A, Verdict::Met), Verdict::Unmet, Verdict::Undecided);
    // configuration, findings, status
    let table: [(&str, &[Finding], Status); 11] = [
        (&made, &[met], Status::Met),
        (&today, &[met], Status::Met),
        (&all, &[met], Status::Met),
        (&part, &[met], Status::Unassigned),
        (&past, &[met], Status::Unassigned),
        ("", &[met], Status::Unassigned),
        (ASSIGNED, &[met], Status::NeedsAttestation),
        (&made, &[met, ("s3/b", "s3/data", A, unmet)], Status::Unmet),
        (&made, &[met, ("s3/b", "s3/data", A, undecided)], Status::Undecided),
        (&made, &[("s3/a", "s3/data", A, undecided), ("s3/b", "s3/data", A, unmet)], Status::Unmet),
        (&made, &[], Status::Attested),
    ];
    for (text, findings, expected) in table {
        let matrix = matrix(text, findings, &[A]);
        assert_eq!(row(&matrix, "s3/data").status, expected, "{text}{findings:?}");
    }
}

#[test]
fn what_an_owner_accepts_is_still_unmet() {
    let made = attestation("s3/classification", "", "2027-01-01");
    let matrix = matrix(&made, &[("s3/a", "s3/data", "aws_s3_bucket.waived", Verdict::Unmet)], &[A]);
    let row = row(&matrix, "s3/data");
    assert_eq!((row.status, row.counts.accepted), (Status::Unmet, 1));
}

#[test]
fn what_does_not_apply_says_nothing() {
    let matrix = matrix("", &[("s3/a", "s3/firewall", A, Verdict::NotApplicable)], &[]);
    for id in ["s3/firewall", "s3/data"] {
        assert_eq!(row(&matrix, id).status, Status::NotInPlan, "{id}");
    }
    assert!(row(&matrix, "s3/firewall").resources.is_empty());
}

#[test]
fn a_statement_about_people_cannot_be_made_for_a_part() {
    let part = attestation("account/training", "resources = [\"**\"]\n", "2027-01-01");
    assert_eq!(row(&matrix(&part, &[], &[A]), "shared/training").statements[0].state, StatementState::Partly);
    let whole = attestation("account/training", "", "2027-01-01");
    assert_eq!(row(&matrix(&whole, &[], &[A]), "shared/training").status, Status::Attested);
}

#[test]
fn a_statement_for_some_resources_is_one_for_a_part() {
    let part = attestation("s3/classification", "resources = [\"aws_s3_bucket.a\"]\n", "2027-01-01");
    let state = |buckets: &[&str]| row(&matrix(&part, &[], buckets), "s3/data").statements[0].state;
    assert_eq!(state(&[A]), StatementState::Attested);
    assert_eq!(state(&[A, "aws_s3_bucket.b"]), StatementState::Partly);
    assert_eq!(state(&["aws_s3_bucket.b"]), StatementState::Missing);
    assert_eq!(state(&[]), StatementState::NotInPlan);
}

#[test]
fn owners_stand_with_process_and_with_the_part_that_they_have() {
    let text = format!(
        "{ASSIGNED}owner \"shop\" {{\n  name = \"Shop\"\n  contact = \"x\"\n}}\nassignment {{\n  resources = [\"aws_s3_bucket.b\"]\n  \
         owner = \"shop\"\n  process = \"by hand\"\n  runbook = \"docs/x.md\"\n}}\n"
    );
    let met = Verdict::Met;
    let matrix = matrix(&text, &[("s3/a", "s3/data", A, met), ("s3/a", "s3/data", "aws_s3_bucket.b", met)], &[A]);
    let row = row(&matrix, "s3/data");
    let shown: Vec<_> = row.responsible.iter().map(|one| (&*one.owner.id, one.process.as_deref(), one.part)).collect();
    assert_eq!(shown, [("data", None, None), ("shop", Some("by hand"), Some(1))]);
    let owners: Vec<_> = row.resources.iter().map(|one| &*one.owner.as_ref().unwrap().id).collect();
    assert_eq!(owners, ["data", "shop"]);
}

#[test]
fn an_obligation_is_claimed_as_a_whole_or_finding_by_finding() {
    let narrow = "assignment {\n  resources = [\"aws_s3_bucket.a\"]\n  owner = \"data\"\n}\n";
    let met = Verdict::Met;
    let one: &[Finding] = &[("s3/a", "s3/firewall", A, met)];
    let two: &[Finding] = &[("s3/a", "s3/firewall", A, met), ("s3/a", "s3/firewall", "aws_s3_bucket.b", met)];
    for (text, findings, expected) in [(narrow, one, true), (narrow, two, false), (ASSIGNED, two, true), ("", one, false)] {
        assert_eq!(row(&matrix(text, findings, &[]), "s3/firewall").is_claimed, expected, "{text}{findings:?}");
    }
}

#[test]
fn services_and_plans_stand_for_themselves() {
    let met = Verdict::Met;
    let findings = [("s3/a", "s3/firewall", A, met), ("s3/a", "s3/firewall", "aws_s3_bucket.second", Verdict::Unmet)];
    let matrix = matrix("", &findings, &[]);
    assert_eq!(matrix.services.iter().map(|column| &*column.name).collect::<Vec<_>>(), ["s3", "ec2"]);
    let firewall = row(&matrix, "s3/firewall");
    assert_eq!(firewall.plans.iter().map(|cell| cell.status).collect::<Vec<_>>(), [Status::Met, Status::Unmet]);
    assert_eq!(
        firewall.services.iter().map(|cell| cell.map(|cell| cell.status)).collect::<Vec<_>>(),
        [Some(Status::Unmet), None]
    );
    let hosts = row(&matrix, "aws/hosts");
    assert_eq!(hosts.services.iter().map(|cell| cell.map(|cell| cell.status)).collect::<Vec<_>>(), [None, Some(Status::Aws)]);
    assert_eq!(hosts.status, Status::Aws);
}

#[test]
fn only_ids_of_frameworks_in_force_are_shown() {
    let findings = [("s3/a", "s3/firewall", A, Verdict::Met)];
    let all = matrix("", &findings, &[]);
    assert_eq!(row(&all, "s3/firewall").frameworks.keys().map(|name| &**name).collect::<Vec<_>>(), ["f", "g"]);
    let one = matrix("frameworks = [\"g\"]\n", &findings, &[]);
    assert_eq!(row(&one, "s3/firewall").frameworks.keys().map(|name| &**name).collect::<Vec<_>>(), ["g"]);
    assert_eq!(one.rows[1].controls[0].frameworks.len(), 1);
}

#[test]
fn obligations_of_own_policies_are_rows_too() {
    let matrix = matrix("", &[("own/x", "user/own-policy", A, Verdict::Unmet)], &[]);
    let row = matrix.rows.last().unwrap();
    assert_eq!((&*row.obligation, row.party, row.status), ("user/own-policy", Party::Customer, Status::Unmet));
}

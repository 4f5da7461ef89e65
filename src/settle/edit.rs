//! Adds an entry to the text of `onus.hcl`. Everything that stands there stays, byte by byte; the new text is read again,
//! so that what is written is always a configuration.

use super::config::Config;
use super::names::Names;
use crate::policy::{Document, Problem};
use crate::source::Date;
use crate::text::SourceText;

/// An entry that is to be added, as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewEntry {
    /// A waiver.
    Waiver {
        /// Ids of controls.
        controls: Vec<String>,
        /// Address patterns.
        resources: Vec<String>,
        /// The id of the owner who accepts it.
        owner: String,
        /// Why.
        reason: String,
        /// The last day it holds.
        expires: Date,
    },
    /// An attestation.
    Attestation {
        /// A statement of the model, or an obligation.
        id: String,
        /// Address patterns; empty: all resources.
        resources: Vec<String>,
        /// The id of the owner who states it.
        owner: String,
        /// What is stated.
        statement: String,
        /// What shows it.
        evidence: Option<String>,
        /// The last day it holds.
        expires: Date,
    },
}

impl NewEntry {
    /// The name of its block.
    fn block(&self) -> &'static str {
        match self {
            Self::Waiver { .. } => "waiver",
            Self::Attestation { .. } => "attestation",
        }
    }

    /// The last day it holds.
    #[must_use]
    pub fn expires(&self) -> Date {
        match self {
            Self::Waiver { expires, .. } | Self::Attestation { expires, .. } => *expires,
        }
    }

    /// The block as it is written.
    fn text(&self) -> String {
        let (header, arguments): (String, Vec<(&str, String)>) = match self {
            Self::Waiver { controls, resources, owner, reason, expires } => (
                "waiver".to_owned(),
                vec![
                    ("controls", list(controls)),
                    ("resources", list(resources)),
                    ("owner", quoted(owner)),
                    ("reason", quoted(reason)),
                    ("expires", quoted(&expires.to_string())),
                ],
            ),
            Self::Attestation { id, resources, owner, statement, evidence, expires } => {
                let resources = (!resources.is_empty()).then(|| ("resources", list(resources)));
                let stated = [("owner", quoted(owner)), ("statement", quoted(statement))];
                let evidence = evidence.as_ref().map(|link| ("evidence", quoted(link)));
                let arguments = resources.into_iter().chain(stated).chain(evidence);
                (format!("attestation {}", quoted(id)), arguments.chain([("expires", quoted(&expires.to_string()))]).collect())
            }
        };
        let wide = arguments.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let lines = arguments.iter().map(|(name, value)| format!("  {name:wide$} = {value}\n")).collect::<Vec<_>>().concat();
        format!("{header} {{\n{lines}}}\n")
    }

    /// The entry of a configuration that says the same, if there is one.
    fn twin(&self, config: &Config) -> Option<(crate::text::Span, String)> {
        match self {
            Self::Waiver { controls, resources, .. } => config.waivers.iter().find_map(|waiver| {
                let control = waiver.controls.iter().find(|own| controls.iter().any(|control| control == own.as_str()))?;
                let pattern = waiver.resources.iter().find(|own| resources.iter().any(|pattern| pattern == own.as_str()))?;
                Some((waiver.span, format!("`{control}` is waived on `{pattern}` already, until {}", waiver.expires)))
            }),
            Self::Attestation { id, resources, .. } => config.attestations.iter().find_map(|attestation| {
                let own = attestation.resources.iter().map(super::AddressPattern::as_str);
                let same = *attestation.id == **id && own.eq(resources.iter().map(String::as_str));
                same.then(|| (attestation.span, format!("`{id}` is attested already, until {}", attestation.expires)))
            }),
        }
    }
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A text as an HCL literal.
fn quoted(text: &str) -> String {
    hcl_edit::expr::Expression::from(text).to_string()
}

/// The text of the file with a new entry, behind the last one of its kind, else at the end.
///
/// # Errors
/// The file has mistakes, the entry stands there already, or it names what does not exist.
pub fn add(name: &str, content: &str, entry: &NewEntry, names: &Names) -> Result<String, Vec<Problem>> {
    let text = SourceText::new(name, content);
    let config = Config::read(text.clone(), names)?;
    if let Some((span, message)) = entry.twin(&config) {
        let problem = Problem::new(&text, span, message);
        return Err(vec![problem.help("change its `expires` there")]);
    }
    let document = Document::parse(text).map_err(|problem| vec![problem])?;
    let added = inserted(content, &document, entry);
    Config::read(SourceText::new(format!("{name} (with the new entry)"), &added), names)?;
    Ok(added)
}

fn inserted(content: &str, document: &Document, entry: &NewEntry) -> String {
    // A byte-order mark is no part of the parsed text.
    let mark = content.len() - document.text.content().len();
    let same = document.body.blocks().filter(|block| block.ident.as_str() == entry.block());
    let behind = same.map(|block| block.span.end + mark).max().unwrap_or(content.len());
    let at = content.get(behind..).and_then(|rest| rest.find('\n')).map_or(content.len(), |end| behind + end + 1);
    let (before, rest) = content.split_at_checked(at).unwrap_or((content, ""));
    let open = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let apart = if before.trim().is_empty() { "" } else { "\n" };
    let block = format!("{open}{apart}{}", entry.text());
    let block = if content.contains("\r\n") { block.replace('\n', "\r\n") } else { block };
    format!("{before}{block}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn names() -> Names {
        let set = |ids: &[&str]| ids.iter().map(|id| Arc::from(*id)).collect();
        Names {
            controls: set(&["s3/versioning", "s3/public"]),
            obligations: set(&["s3/customer-data"]),
            statements: [("s3/data-classification".into(), "s3/customer-data".into())].into(),
            frameworks: set(&[]),
        }
    }

    fn waiver(resource: &str, reason: &str) -> NewEntry {
        NewEntry::Waiver {
            controls: vec!["s3/versioning".into()],
            resources: vec![resource.into()],
            owner: "data".into(),
            reason: reason.into(),
            expires: Date::parse("2027-01-31").unwrap(),
        }
    }

    fn attestation(resources: &[&str]) -> NewEntry {
        NewEntry::Attestation {
            id: "s3/data-classification".into(),
            resources: resources.iter().map(|text| (*text).to_owned()).collect(),
            owner: "data".into(),
            statement: "we know".into(),
            evidence: Some("docs/data.md".into()),
            expires: Date::parse("2027-01-31").unwrap(),
        }
    }

    const OWNER: &str = "owner \"data\" { # us\n  name    = \"Data\"\n  contact   =   \"x\"\n}\n";

    #[test]
    fn what_stands_there_stays_byte_by_byte() {
        let written = waiver("aws_s3_bucket.a", "r").text();
        // file, what stands before and behind the new entry
        let table = [
            (OWNER.to_owned(), OWNER.to_owned() + "\n", String::new()),
            (OWNER.trim_end().to_owned(), OWNER.to_owned() + "\n", String::new()),
            (
                format!(
                    "{OWNER}\n# first\nwaiver {{ # odd\n  controls=[\"s3/public\"]\n  resources=[\"**\"]\n  owner=\"data\"\n  reason=\"r\"\n  expires=\"2027-01-01\"\n}} # end\n\n# last words\n"
                ),
                format!(
                    "{OWNER}\n# first\nwaiver {{ # odd\n  controls=[\"s3/public\"]\n  resources=[\"**\"]\n  owner=\"data\"\n  reason=\"r\"\n  expires=\"2027-01-01\"\n}} # end\n\n"
                ),
                "\n# last words\n".to_owned(),
            ),
            (format!("\u{feff}{OWNER}"), format!("\u{feff}{OWNER}\n"), String::new()),
        ];
        for (file, before, behind) in table {
            let added = add("onus.hcl", &file, &waiver("aws_s3_bucket.a", "r"), &names()).unwrap();
            assert_eq!(added, format!("{before}{written}{behind}"));
        }
        let windows = OWNER.replace('\n', "\r\n");
        let added = add("onus.hcl", &windows, &waiver("aws_s3_bucket.a", "r"), &names()).unwrap();
        assert_eq!(added.replace("\r\n", "").matches('\n').count(), 0, "{added:?}");
    }

    #[test]
    fn what_is_typed_is_what_is_read() {
        for text in ["plain", "say \"hi\" \\ ${x} %{y}", "two\nlines\ttab", "ü 漢"] {
            let resource = "aws_s3_bucket.a[\"k.\\\"${x}\"]";
            let added = add("onus.hcl", OWNER, &waiver(resource, text), &names()).unwrap();
            let config = Config::read(SourceText::new("onus.hcl", &added), &names()).unwrap();
            assert_eq!(&*config.waivers[0].reason, text);
            assert_eq!(config.waivers[0].resources[0].as_str(), resource);
        }
        let added = add("onus.hcl", OWNER, &attestation(&["**"]), &names()).unwrap();
        let config = Config::read(SourceText::new("onus.hcl", &added), &names()).unwrap();
        assert_eq!(config.attestations[0].evidence.as_ref().map(crate::settle::Link::as_str), Some("docs/data.md"));
    }

    #[test]
    fn an_entry_that_stands_there_or_is_wrong_is_refused() {
        let once = add("onus.hcl", OWNER, &waiver("aws_s3_bucket.a", "r"), &names()).unwrap();
        let twice = add("onus.hcl", &once, &waiver("aws_s3_bucket.a", "other"), &names()).unwrap_err();
        assert!(
            twice[0].to_string().contains("onus.hcl:6:1: `s3/versioning` is waived on `aws_s3_bucket.a` already"),
            "{}",
            twice[0]
        );
        assert!(add("onus.hcl", &once, &waiver("aws_s3_bucket.b", "r"), &names()).is_ok());
        let once = add("onus.hcl", OWNER, &attestation(&[]), &names()).unwrap();
        assert!(add("onus.hcl", &once, &attestation(&[]), &names()).is_err());
        assert!(add("onus.hcl", &once, &attestation(&["**"]), &names()).is_ok());
        for (entry, why) in
            [(waiver("aws_s3_bucket", "r"), "no address pattern"), (waiver("aws_s3_bucket.a", " "), "says nothing")]
        {
            let problems = add("onus.hcl", OWNER, &entry, &names()).unwrap_err();
            assert!(problems[0].message.contains(why), "{}", problems[0]);
        }
        assert!(
            add("onus.hcl", "", &waiver("aws_s3_bucket.a", "r"), &names()).unwrap_err()[0].message.contains("no owner `data`")
        );
    }
}

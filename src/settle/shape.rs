//! What `onus.hcl` may hold: one description from which the file is checked and its page of documentation is made.
//! Names and forms only; what an argument means to the run is not decided here.

/// What an argument takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text without interpolation.
    Text,
    /// A web or mail address, or a path within the repository.
    Link,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The id of an `owner` block.
    Owner,
    /// Ids of controls.
    Controls,
    /// Ids of controls, with `*`.
    ControlPatterns,
    /// Ids of obligations, with `*`.
    ObligationPatterns,
    /// Addresses of resources, with `*` and `**`.
    Addresses,
    /// Names of frameworks.
    Frameworks,
}

impl Kind {
    /// In words, for the documentation.
    fn words(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Link => "link: `https://…`, `mailto:…`, or a path in the repository".to_owned(),
            Self::Date => "date, `YYYY-MM-DD`; the last day it holds".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Self::Owner => "id of an `owner`".to_owned(),
            Self::Controls => "list of control ids".to_owned(),
            Self::ControlPatterns => "list of control ids, `*` stands for any text".to_owned(),
            Self::ObligationPatterns => "list of obligation ids, `*` stands for any text".to_owned(),
            Self::Addresses => "list of [address patterns](waivers-and-attestations.md#address-patterns)".to_owned(),
            Self::Frameworks => "list of frameworks that controls name".to_owned(),
        }
    }
}

/// An argument of a block.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for.
    pub about: &'static str,
}

/// A block of the file.
#[derive(Debug, Clone, Copy)]
pub struct BlockShape {
    /// Its name.
    pub name: &'static str,
    /// What its label is, if it has one.
    pub label: Option<&'static str>,
    /// Whether there can be several.
    pub several: bool,
    /// Whether any argument may stand in it.
    pub open: bool,
    /// What it is for.
    pub about: &'static str,
    /// Arguments of which at least one must be there.
    pub one_of: &'static [&'static str],
    /// Its arguments.
    pub arguments: &'static [Argument],
}

const fn must(name: &'static str, kind: Kind, about: &'static str) -> Argument {
    Argument { name, kind, required: true, about }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Argument {
    Argument { name, kind, required: false, about }
}

/// Severities, and "never".
const FAIL_ON: Kind = Kind::Choice(&["critical", "high", "medium", "low", "none"]);

/// The arguments outside of blocks.
pub const TOP: &[Argument] =
    &[may("frameworks", Kind::Frameworks, "the compliance standards in force; the matrix shows their ids only. Default: all")];

/// The blocks, in the order of the documentation.
pub const BLOCKS: &[BlockShape] = &[
    BlockShape {
        name: "gate",
        label: None,
        several: false,
        open: false,
        about: "What decides the exit code. An option of the command line wins over each of these.",
        one_of: &[],
        arguments: &[
            may("fail_on", FAIL_ON, "the least severity of an unmet control that fails the gate. Default: `medium`"),
            may("scope", Kind::Choice(&["changed", "all"]), "whether what the plan leaves untouched counts. Default: `changed`"),
            may("on_undecided", Kind::Choice(&["warn", "fail", "ignore"]), "what an undecided control does. Default: `warn`"),
            may("fail_on_unassigned", Kind::Flag, "fail if an obligation that the plan touches has no owner. Default: `false`"),
            may("fail_on_expired", Kind::Flag, "fail if a waiver or an attestation has expired. Default: `false`"),
            may("other_waivers", Kind::Flag, "also read `checkov:skip=` and `trivy:ignore:` comments. Default: `false`"),
        ],
    },
    BlockShape {
        name: "controls",
        label: None,
        several: false,
        open: false,
        about: "Which controls are judged. A control that is excluded shows nowhere.",
        one_of: &[],
        arguments: &[
            may("include", Kind::ControlPatterns, "only these. Default: all"),
            may("exclude", Kind::ControlPatterns, "not these"),
        ],
    },
    BlockShape {
        name: "severity",
        label: Some("control id"),
        several: true,
        open: false,
        about: "A control weighs more or less here than in the catalogue.",
        one_of: &[],
        arguments: &[
            must("level", Kind::Choice(&["critical", "high", "medium", "low"]), "the severity here"),
            must("reason", Kind::Text, "why"),
        ],
    },
    BlockShape {
        name: "inputs",
        label: None,
        several: false,
        open: true,
        about: "Values of the `input` blocks of policies, by name. An option of the command line wins.",
        one_of: &[],
        arguments: &[],
    },
    BlockShape {
        name: "owner",
        label: Some("id"),
        several: true,
        open: false,
        about: "A team that can own obligations, waivers and attestations.",
        one_of: &[],
        arguments: &[
            must("name", Kind::Text, "what the team is called"),
            must("contact", Kind::Text, "how to reach it: a mail address, a channel"),
        ],
    },
    BlockShape {
        name: "assignment",
        label: None,
        several: true,
        open: false,
        about: "Who implements what, and by which process. At least one of `obligations`, `controls` and `resources` must be \
                there; what is there must all fit. Where several assignments fit, one that names resources wins over one that \
                names controls, that over one that names obligations only; of equals the last one wins.",
        one_of: &["obligations", "controls", "resources"],
        arguments: &[
            may("obligations", Kind::ObligationPatterns, "the obligations"),
            may("controls", Kind::ControlPatterns, "the controls"),
            may("resources", Kind::Addresses, "the resources"),
            must("owner", Kind::Owner, "who does it"),
            may("process", Kind::Text, "how it is done"),
            may("runbook", Kind::Link, "where the process is written down"),
        ],
    },
    BlockShape {
        name: "attestation",
        label: Some("obligation, or one of its statements"),
        several: true,
        open: false,
        about: "An owner's statement for what no plan can show. The label is the id of an `attestation` of the model, or of an \
                obligation, which stands for all of its statements.",
        one_of: &[],
        arguments: &[
            may("resources", Kind::Addresses, "the resources it speaks for. Default: all"),
            must("owner", Kind::Owner, "who states it"),
            must("statement", Kind::Text, "what is stated"),
            may("evidence", Kind::Link, "what shows it"),
            must("expires", Kind::Date, "when it has to be stated anew"),
        ],
    },
    BlockShape {
        name: "waiver",
        label: None,
        several: true,
        open: false,
        about: "An unmet or undecided finding that an owner accepts. It stays visible and does not fail the gate.",
        one_of: &[],
        arguments: &[
            must("controls", Kind::Controls, "the controls"),
            must("resources", Kind::Addresses, "the resources"),
            must("owner", Kind::Owner, "who accepts it"),
            must("reason", Kind::Text, "why"),
            must("expires", Kind::Date, "until when"),
        ],
    },
];

/// The page of documentation, in Markdown.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(
        "# onus.hcl\n\nonus looks for `onus.hcl` in the source folder of the plan and upward to the root of the repository, the \
         folder with\n`.git`; `--config FILE` names another one. What it means is told in [waivers and \
         attestations](waivers-and-attestations.md).\nThis page is made from the same description by which the file is checked. \
         What is not listed here is refused.\n`onus schema config` prints it as a JSON Schema ([schema](schema)), for editors and for tools that write the file; it \
         speaks of the file in\nthe JSON syntax of HCL.\n",
    );
    out.push_str("\n## Outside of blocks\n\n");
    table(TOP, &mut out);
    for block in BLOCKS {
        let label = block.label.map_or_else(String::new, |label| format!(" \"‹{label}›\""));
        out.extend([format!("\n## `{}{label}`\n\n{}", block.name, block.about)]);
        out.push_str(if block.several { " There can be several.\n" } else { " There can be one.\n" });
        if !block.arguments.is_empty() {
            out.push('\n');
            table(block.arguments, &mut out);
        }
    }
    out
}

fn table(arguments: &[Argument], out: &mut String) {
    out.push_str("| argument | takes | required | what for |\n|---|---|---|---|\n");
    for argument in arguments {
        let required = if argument.required { "yes" } else { "" };
        out.extend([format!("| `{}` | {} | {required} | {} |\n", argument.name, argument.kind.words(), argument.about)]);
    }
}

//! `onus plan` with a program in Terraform's place that shows how it was called. `.ci/precommit` uses the real one.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

use crate::support::root;

/// Logs its arguments, copies a plan that was made before to where `-out` says, and shows its JSON.
const FAKE: &str = r#"#!/bin/sh
log=@/calls
echo "${0##*/} $* in=$PWD automation=$TF_IN_AUTOMATION" >> "$log"
case "$1" in
  init) /bin/mkdir -p .terraform ;;
  plan)
    if [ -f fails ]; then echo "plan says" ; echo "Error: no such thing \"é\"" >&2; exit 1; fi
    for argument; do case "$argument" in -out=*) out=${argument#-out=} ;; esac; done
    /bin/ls -ld "${out%/*}" >> "$log"
    /bin/cat @/plan.bin > "$out" ;;
  show) for argument; do last=$argument; done; /bin/ls "$last" >> "$log"; /bin/cat @/plan.json ;;
esac
"#;

/// A root module, a folder of programs, a folder for temporary files, and a log of calls, beside each other.
struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn with(programs: &[&str]) -> Self {
        let world = Self { folder: tempfile::tempdir().expect("a folder") };
        for folder in ["bin", "tmp", "source"] {
            std::fs::create_dir(world.at(folder)).expect("created");
        }
        let from = root().join("fixtures/source/moved-on");
        for name in ["plan.json", "plan.bin"] {
            std::fs::copy(from.join(name), world.at(name)).expect("copied");
        }
        std::fs::copy(from.join("main.tf"), world.at("source/main.tf")).expect("copied");
        for program in programs {
            let path = world.at("bin").join(program);
            std::fs::write(&path, FAKE.replace('@', &world.folder.path().to_string_lossy())).expect("written");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("executable");
        }
        world
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_onus"))
            .arg("plan")
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", self.at("bin"))
            .env("TMPDIR", self.at("tmp"))
            .output()
            .expect("the binary runs")
    }

    /// The calls of programs, one a line.
    fn calls(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.at("calls")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    fn files(&self, folder: &str) -> Vec<String> {
        let names = std::fs::read_dir(self.at(folder)).expect("readable").map(|entry| entry.expect("readable").file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn is_in(folder: &Path, call: &str) -> bool {
    let real = std::fs::canonicalize(folder).expect("there");
    call.contains(&format!("in={}", real.display())) || call.contains(&format!("in={}", folder.display()))
}

#[test]
fn a_plan_is_made_judged_and_gone() {
    let world = World::with(&["terraform"]);
    let output = world.run(&["source", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(report["findings"].as_array().is_some_and(|findings| !findings.is_empty()));
    assert_eq!(report["plans"][0]["path"], "source/plan");
    // The binary plan was read too: it knows what the checkout lacks.
    assert!(report["plans"][0]["notes"].to_string().contains("gone.tf"), "{}", report["plans"]);
    let calls = world.calls();
    assert_eq!(calls.len(), 5, "{calls:?}");
    assert!(calls[0].starts_with("terraform init -input=false -no-color in="), "{calls:?}");
    assert!(calls[1].starts_with("terraform plan -refresh=false -lock=false -input=false -no-color -out=/"), "{calls:?}");
    assert!(calls[2].starts_with("drwx------"), "nobody else can enter: {calls:?}");
    assert!(calls[3].starts_with("terraform show -json -no-color /"), "{calls:?}");
    for call in [&calls[0], &calls[1], &calls[3]] {
        assert!(is_in(&world.at("source"), call) && call.ends_with("automation=1"), "{call}");
    }
    assert_eq!(world.files("tmp"), Vec::<String>::new());
    assert_eq!(world.files("source"), [".terraform", "main.tf"]);
}

#[test]
fn init_runs_where_it_never_did_or_is_asked_for() {
    let world = World::with(&["terraform"]);
    let verbs = |world: &World| -> Vec<String> {
        let calls = world.calls();
        calls.iter().filter_map(|call| call.strip_prefix("terraform ")?.split(' ').next().map(str::to_owned)).collect()
    };
    world.run(&["source"]);
    world.run(&["source"]);
    assert_eq!(verbs(&world), ["init", "plan", "show", "plan", "show"]);
    world.run(&["source", "--init"]);
    assert_eq!(verbs(&world)[5..], ["init", "plan", "show"]);
}

#[test]
fn what_the_program_says_of_its_failure_is_shown_as_it_is() {
    let world = World::with(&["terraform"]);
    std::fs::write(world.at("source/fails"), "").expect("written");
    let output = world.run(&["source"]);
    let stderr = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{stderr}");
    assert!(stderr.starts_with("Error: no such thing \"é\"\n"), "{stderr}");
    assert!(stderr.contains("`terraform plan` failed in `source`"), "{stderr}");
    assert_eq!(world.files("tmp"), Vec::<String>::new());
}

#[test]
fn the_program_is_the_one_that_the_folder_is_for() {
    type Row<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str], &'a str);
    // programs, files beside main.tf, arguments, which program runs
    let table: [Row<'_>; 6] = [
        (&["terraform", "tofu", "terragrunt"], &[], &[], "terraform"),
        (&["tofu"], &[], &[], "tofu"),
        (&["terraform", "tofu"], &["more.tofu"], &[], "tofu"),
        (&["terraform", "terragrunt"], &["terragrunt.hcl"], &[], "terragrunt"),
        (&["terraform"], &["terragrunt.hcl"], &[], "terraform"),
        (&["terraform", "tofu"], &[], &["--tool", "tofu"], "tofu"),
    ];
    for (programs, files, arguments, expected) in table {
        let world = World::with(programs);
        for file in files {
            std::fs::write(world.at("source").join(file), "").expect("written");
        }
        let output = world.run(&[&["source"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        let calls = world.calls();
        assert!(calls.iter().any(|call| call.starts_with(&format!("{expected} plan "))), "{programs:?} {files:?}: {calls:?}");
        // Terragrunt knows by itself when to.
        assert_eq!(calls.iter().any(|call| call.contains(" init ")), expected != "terragrunt", "{calls:?}");
    }
}

#[test]
fn arguments_behind_two_dashes_go_to_plan_and_cannot_move_the_plan_file() {
    let world = World::with(&["terraform"]);
    let output = world.run(&["source", "--fail-on", "none", "--", "-var-file=prod.tfvars", "-out=in-the-tree.bin"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let calls = world.calls();
    let plan = calls.iter().find(|call| call.starts_with("terraform plan ")).expect("a plan");
    let (theirs, ours) = (plan.find("-out=in-the-tree.bin"), plan.find("-out=/"));
    assert!(plan.contains("-var-file=prod.tfvars") && theirs < ours, "{plan}");
    assert_eq!(world.files("source"), [".terraform", "main.tf"]);
}

#[test]
fn what_stands_in_the_way_of_a_plan_is_said() {
    // programs, arguments, what is said
    let table: [(&[&str], &[&str], &str); 3] = [
        (&[], &["source"], "there is neither `terraform` nor `tofu` on the path"),
        (&["terraform"], &["source", "--tool", "tofu"], "there is no `tofu` on the path"),
        (&["terraform"], &["nowhere"], "there is no folder `nowhere`"),
    ];
    for (programs, arguments, said) in table {
        let world = World::with(programs);
        let output = world.run(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
    // The folder for temporary files is the source itself: the plan would lie in the tree.
    let world = World::with(&["terraform"]);
    let output = world.run(&["."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("lies within the source"), "{}", text(&output.stderr));
    assert_eq!(world.calls(), Vec::<String>::new());
}

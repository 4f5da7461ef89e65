//! What goes wrong around a check fails closed: no answer is exit code 2, an output is there whole or not at all.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{onus, root};

const PLAN: &str = "fixtures/plans/target/plan.json";

/// Runs a check with further arguments that leaves no answer; what is said of it.
fn refused(what: &str, arguments: &[&str]) -> String {
    let output = onus(&[&["check", PLAN], arguments].concat());
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{what}: {stderr}");
    assert!(output.stdout.is_empty(), "{what}: half an answer");
    stderr
}

#[test]
fn policies_that_cannot_be_read_or_evaluated_are_no_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let policies = folder.path().to_string_lossy().into_owned();
    let file = folder.path().join("x.policy.hcl");
    // text of the policy, what is said
    let policy = |condition: &str| {
        format!(
            "resource_policy \"*\" \"x\" {{\n  enforce {{\n    condition = {condition}\n    error_message = \"m\"\n  }}\n}}\n"
        )
    };
    let nested = format!("{}true{}", "(".repeat(5000), ")".repeat(5000));
    let steps = format!("attrs{} == 1", ".a".repeat(5000));
    let table = [
        ("resource_policy".to_owned(), "x.policy.hcl"),
        (policy("nonsense("), "x.policy.hcl"),
        (policy("core::nonsense(1)"), "nonsense"),
        (policy(&nested), "nesting depth"),
        (policy(&steps), "at most 100 steps"),
        ("\u{0}".to_owned(), "x.policy.hcl"),
    ];
    for (text, message) in table {
        std::fs::write(&file, &text).expect("a file");
        let stderr = refused(message, &["--policies", &policies]);
        assert!(stderr.contains(message), "{message}: {stderr}");
    }
    std::fs::write(&file, [0xff, 0xfe, 0x61]).expect("a file");
    assert!(refused("no text", &["--policies", &policies]).contains("UTF-8"));
    std::fs::write(&file, vec![b' '; 4 * 1024 * 1024 + 1]).expect("a file");
    assert!(refused("large", &["--policies", &policies]).contains("larger than 4 MiB"));
    refused("no folder", &["--policies", "/nonexistent"]);
}

/// Evaluation has an end, and its message says which.
#[test]
fn a_policy_that_would_run_for_ever_is_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let policies = folder.path().to_string_lossy().into_owned();
    let long = "0123456789abcdef".repeat(1000);
    let table = [
        "core::length([for a in core::range(1000) : [for b in core::range(1000) : core::range(1000)]]) == 1",
        "core::length([for a in core::range(100) : [for b in core::range(1000) : \"${local.long}${local.long}\"]]) == 1",
        "core::can(core::regex(\"(a*)*(a*)*b\", core::join(\"\", [for i in core::range(1000) : \"aaaaaaaaaa\"])))",
    ];
    for condition in table {
        let text = format!(
            "locals {{\n  long = \"{long}\"\n}}\nresource_policy \"*\" \"x\" {{\n  enforce {{\n    condition = {condition}\n    \
             error_message = \"m\"\n  }}\n}}\n"
        );
        std::fs::write(folder.path().join("x.policy.hcl"), text).expect("a file");
        let output = onus(&["check", PLAN, "--no-builtin", "--policies", &policies]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        if condition.contains("regex") {
            assert_eq!(output.status.code(), Some(1), "expressions take linear time: {stderr}");
        } else {
            assert_eq!(output.status.code(), Some(2), "{condition}: {stderr}");
            assert!(stderr.contains("takes too many steps"), "{condition}: {stderr}");
        }
    }
}

#[cfg(unix)]
#[test]
fn policies_that_are_no_files_are_no_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let policies = folder.path().to_string_lossy().into_owned();
    let path = folder.path().join("x.policy.hcl");
    std::os::unix::fs::symlink("nowhere", &path).expect("a link");
    assert!(refused("a link that leads nowhere", &["--policies", &policies]).contains("x.policy.hcl"));
    std::fs::remove_file(&path).expect("removed");
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
    assert!(refused("a pipe", &["--policies", &policies]).contains("not a regular file"));
}

#[test]
fn decisions_that_cannot_be_read_are_no_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("onus.hcl");
    let config = path.to_string_lossy().into_owned();
    let waiver = |control: &str| {
        format!(
            "owner \"o\" {{\n  name = \"o\"\n  contact = \"o\"\n}}\nwaiver {{\n  controls = [\"{control}\"]\n  resources = [\"**\"]\n  owner = \"o\"\n  \
             reason = \"r\"\n  expires = \"2099-01-01\"\n}}\n"
        )
    };
    let table = [
        ("waiver {".to_owned(), "onus.hcl"),
        (waiver("s3/no-such-control"), "no-such-control"),
        ("gate {\n  fail_on = \"never\"\n}\n".to_owned(), "fail_on"),
        ("gate {\n  fail_onn = \"low\"\n}\n".to_owned(), "fail_onn"),
        ("gate {\n  fail_on = \"low\"\n  fail_on = \"none\"\n}\n".to_owned(), "fail_on"),
        (format!("gate {{\n  fail_on = {}\n}}\n", "[".repeat(5000)), "nesting depth"),
        ("\u{0}".to_owned(), "onus.hcl"),
    ];
    for (text, message) in table {
        std::fs::write(&path, &text).expect("a file");
        let stderr = refused(message, &["--config", &config]);
        assert!(stderr.contains(message), "{message}: {stderr}");
    }
    std::fs::write(&path, waiver("s3/versioning")).expect("a file");
    assert_ne!(
        onus(&["check", PLAN, "--config", &config]).status.code(),
        Some(2),
        "the waiver is one with a control that exists"
    );
    refused("no configuration", &["--config", "/nonexistent"]);
    refused("no baseline", &["--baseline", "/nonexistent"]);
    std::fs::write(&path, "{\"baseline\":").expect("a file");
    refused("half a baseline", &["--baseline", &config]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_answer() {
    for arguments in [&["--output", "sarif=/dev/full"][..], &["--output", "json=/proc/onus"], &["--write-baseline", "/dev/full"]]
    {
        let output = onus(&[&["check", PLAN], arguments].concat());
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains("cannot write"), "{arguments:?}: {stderr}");
    }
    for format in ["human", "json", "sarif", "csv", "junit"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("the device");
        let command = &mut Command::new(env!("CARGO_BIN_EXE_onus"));
        let status =
            command.args(["check", PLAN, "--format", format]).current_dir(root()).stdout(full).stderr(Stdio::null()).status();
        assert_eq!(status.expect("the binary runs").code(), Some(2), "{format}");
    }
}

/// Whoever reads has seen enough; the gate has not changed by it.
#[test]
fn a_reader_that_goes_away_does_not_change_the_gate() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_onus"))
        .args(["check", "fixtures/acme/plan.json", "--format", "json"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

/// However early or late a run is ended, a report is the one before or the whole new one.
#[cfg(unix)]
#[test]
fn a_run_that_is_ended_leaves_no_half_report() {
    const BEFORE: &str = "{\"before\":true}";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.sarif");
    let (mut ended, mut finished) = (0, 0);
    for attempt in 0..12_u64 {
        std::fs::write(&path, BEFORE).expect("a file");
        let mut child = Command::new(env!("CARGO_BIN_EXE_onus"))
            .args(["check", "fixtures/acme/plan.json", "--output", &format!("sarif-full={}", path.display())])
            .current_dir(root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        std::thread::sleep(Duration::from_millis(attempt * attempt * 4));
        let pid = child.id().to_string();
        drop(Command::new("kill").args(["-TERM", &pid]).stderr(Stdio::null()).status());
        let code = child.wait().expect("it ends").code();
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(whole(&text), "attempt {attempt}: {} bytes", text.len());
        if code.is_none() {
            ended += 1;
        } else {
            finished += 1;
        }
    }
    assert!(ended > 0, "{finished} runs were faster than the signal");
}

fn whole(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok()
}

/// The same answer with the network taken away.
#[cfg(target_os = "linux")]
#[test]
fn no_network_is_needed() {
    let alone = |program: &str, arguments: &[&str]| {
        let command = &mut Command::new("unshare");
        command.args(["--map-root-user", "--net", program]).args(arguments).current_dir(root()).env_clear().output()
    };
    // Not every machine lets its users make name spaces.
    if !alone("/bin/true", &[]).is_ok_and(|output| output.status.success()) {
        return;
    }
    for arguments in [
        &["check", "fixtures/acme/plan.json", "--format", "json"][..],
        &["matrix", "fixtures/acme/plan.json", "--format", "html"],
        &["explain", "s3/versioning"],
    ] {
        let without = alone(env!("CARGO_BIN_EXE_onus"), arguments).expect("the binary runs");
        let with = onus(arguments);
        assert_eq!((without.status.code(), without.stdout), (with.status.code(), with.stdout), "{arguments:?}");
    }
}

/// What could speak to others is neither among the dependencies nor in the code.
#[test]
fn nothing_can_open_a_connection() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    let deny = std::fs::read_to_string(root().join("deny.toml")).expect("the rules for dependencies");
    let banned: Vec<&str> = deny.lines().filter_map(|line| line.trim().strip_prefix("{ crate = \"")?.split('"').next()).collect();
    assert!(banned.contains(&"reqwest") && banned.contains(&"socket2") && banned.len() > 15, "{banned:?}");
    for name in banned {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name}");
    }
    for entry in walkdir::WalkDir::new(root().join("src")) {
        let path = entry.expect("readable").into_path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("readable");
            let names = ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "ToSocketAddrs"];
            assert!(!names.iter().any(|name| text.contains(name)), "{}", path.display());
        }
    }
}

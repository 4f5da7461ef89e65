//! What Terraform 1.11.4 answers. Each line of `terraform.txt` is an expression and its value there, `!` for an error.

use super::testing::answer;

#[test]
fn terraform_says_the_same() {
    let mut wrong = Vec::new();
    for line in include_str!("terraform.txt").lines() {
        let (text, wanted) = line.rsplit_once(" => ").expect("an expression and a value");
        let got = answer(text).map_or_else(|_| "!".to_owned(), |value| value.replace("any[", "["));
        if got != wanted {
            wrong.push(format!("\n{text}\n  wanted {wanted}\n  got    {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

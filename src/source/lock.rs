//! `.terraform.lock.hcl`: which version of each provider was chosen.

/// The version of a provider, by its full name.
pub(super) fn version(text: &str, provider: &str) -> Option<String> {
    let body = hcl_edit::parser::parse_body(text).ok()?;
    let is = |block: &&hcl_edit::structure::Block| {
        block.ident.as_str() == "provider" && block.labels.first().is_some_and(|label| label.as_str() == provider)
    };
    let block = body.blocks().find(is)?;
    block.body.attributes().find(|attribute| attribute.key.as_str() == "version")?.value.as_str().map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn the_version_stands_in_the_block_of_the_provider() {
        let text = r#"
            provider "registry.terraform.io/hashicorp/aws" {
              version     = "5.100.0"
              constraints = "~> 5.100"
              hashes      = ["h1:x="]
            }
        "#;
        assert_eq!(version(text, "registry.terraform.io/hashicorp/aws").as_deref(), Some("5.100.0"));
        assert_eq!(version(text, "registry.terraform.io/hashicorp/random"), None);
        assert_eq!(version("provider {", "registry.terraform.io/hashicorp/aws"), None);
    }
}

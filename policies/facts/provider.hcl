# Blocks of the provider's own configuration: one that is not written is an empty list, as everywhere in its schema.

provider "aws" {
  unset "assume_role" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assume_role-configuration-block"
  }
  unset "assume_role_with_web_identity" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assume_role_with_web_identity-configuration-block"
  }
  unset "default_tags" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block"
  }
  unset "endpoints" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/custom-service-endpoints"
  }
  unset "ignore_tags" {
    value  = []
    source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs#ignore_tags-configuration-block"
  }
}

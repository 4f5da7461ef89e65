# Tags that are left out. The provider knows tags_all before apply wherever the resource, or the provider's default_tags, have tags with known
# values. It is unknown where neither have any, and where a tag of the resource is unknown.

resource "aws_security_group" {
  computed "tags_all" {
    value  = attrs.tags == null && provider.default_tags == null ? {} : onus::undecided("the tags of the resource are not known before apply")
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_vpc" {
  computed "tags_all" {
    value  = attrs.tags == null && provider.default_tags == null ? {} : onus::undecided("the tags of the resource are not known before apply")
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_db_instance" {
  computed "tags_all" {
    value  = attrs.tags == null && provider.default_tags == null ? {} : onus::undecided("the tags of the resource are not known before apply")
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_rds_cluster" {
  computed "tags_all" {
    value  = attrs.tags == null && provider.default_tags == null ? {} : onus::undecided("the tags of the resource are not known before apply")
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_s3_bucket" {
  computed "tags_all" {
    value  = attrs.tags == null && provider.default_tags == null ? {} : onus::undecided("the tags of the resource are not known before apply")
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_kms_key" {
  computed "tags_all" {
    value  = attrs.tags == null && provider.default_tags == null ? {} : onus::undecided("the tags of the resource are not known before apply")
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

# Tags that are left out. The provider knows tags_all before apply wherever the resource or the provider's default_tags have tags; it is unknown
# where neither have any. (A resource whose own tags are unknown has an unknown tags_all as well: a policy looks at those first.)

resource "aws_instance" {
  unset "tags_all" {
    value  = {}
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_ebs_volume" {
  unset "tags_all" {
    value  = {}
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_security_group" {
  unset "tags_all" {
    value  = {}
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_vpc" {
  unset "tags_all" {
    value  = {}
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_db_instance" {
  unset "tags_all" {
    value  = {}
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_rds_cluster" {
  unset "tags_all" {
    value  = {}
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_s3_bucket" {
  unset "tags_all" {
    value  = {}
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

resource "aws_kms_key" {
  unset "tags_all" {
    value  = {}
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging"
  }
}

input "required-tags" {
  type        = list(string)
  default     = ["Owner", "DataClassification", "Environment"]
  description = "Keys of the tags that every resource carries."
}

control {
  title      = "Resources carry the required tags"
  obligation = "shared/configuration-management"
  severity   = "low"
  why        = "Tags say who is responsible for a resource, how sensitive its data is and which environment it belongs to. Without them nobody can be asked, and rules that depend on tags do not reach the resource."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami           = "ami-0123456789abcdef0"
      instance_type = "t3.micro"
      tags = {
        Owner              = "team"
        DataClassification = "internal"
        Environment        = "prod"
      }
    }
  HCL
  limits     = "default_tags whose values are unknown before apply are not in a plan."
  unset      = "A resource without tags, in a provider without default_tags, has none."
  frameworks = {
    "security-hub" = ["EC2.175", "RDS.28", "RDS.30"]
  }
  references = [
    "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/guides/resource-tagging",
  ]
}

resource_policy "aws_instance" "instance" {
  enforce {
    condition     = core::alltrue([for k in input.required-tags : onus::has_tag_key(attrs, k)])
    error_message = "tags are missing: ${core::join(", ", [for k in input.required-tags : k if !onus::has_tag_key(attrs, k)])}"
  }
}

resource_policy "aws_ebs_volume" "volume" {
  enforce {
    condition     = core::alltrue([for k in input.required-tags : onus::has_tag_key(attrs, k)])
    error_message = "tags are missing: ${core::join(", ", [for k in input.required-tags : k if !onus::has_tag_key(attrs, k)])}"
  }
}

resource_policy "aws_security_group" "security_group" {
  enforce {
    condition     = core::alltrue([for k in input.required-tags : onus::has_tag_key(attrs, k)])
    error_message = "tags are missing: ${core::join(", ", [for k in input.required-tags : k if !onus::has_tag_key(attrs, k)])}"
  }
}

resource_policy "aws_vpc" "network" {
  enforce {
    condition     = core::alltrue([for k in input.required-tags : onus::has_tag_key(attrs, k)])
    error_message = "tags are missing: ${core::join(", ", [for k in input.required-tags : k if !onus::has_tag_key(attrs, k)])}"
  }
}

resource_policy "aws_db_instance" "database" {
  enforce {
    condition     = core::alltrue([for k in input.required-tags : onus::has_tag_key(attrs, k)])
    error_message = "tags are missing: ${core::join(", ", [for k in input.required-tags : k if !onus::has_tag_key(attrs, k)])}"
  }
}

resource_policy "aws_rds_cluster" "database_cluster" {
  enforce {
    condition     = core::alltrue([for k in input.required-tags : onus::has_tag_key(attrs, k)])
    error_message = "tags are missing: ${core::join(", ", [for k in input.required-tags : k if !onus::has_tag_key(attrs, k)])}"
  }
}

resource_policy "aws_s3_bucket" "bucket" {
  enforce {
    condition     = core::alltrue([for k in input.required-tags : onus::has_tag_key(attrs, k)])
    error_message = "tags are missing: ${core::join(", ", [for k in input.required-tags : k if !onus::has_tag_key(attrs, k)])}"
  }
}

resource_policy "aws_kms_key" "key" {
  enforce {
    condition     = core::alltrue([for k in input.required-tags : onus::has_tag_key(attrs, k)])
    error_message = "tags are missing: ${core::join(", ", [for k in input.required-tags : k if !onus::has_tag_key(attrs, k)])}"
  }
}

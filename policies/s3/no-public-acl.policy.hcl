control {
  title      = "No ACL opens a bucket or an object to the public"
  obligation = "s3/customer-data"
  severity   = "critical"
  why        = "A canned ACL such as public-read, or a grant to the group of all users, opens the data to everyone on the internet. The group of authenticated users is no better: it holds everyone who has any AWS account."
  remedy     = <<-HCL
    resource "aws_s3_bucket_acl" "example" {
      bucket = aws_s3_bucket.example.id
      acl    = "private"
    }
  HCL
  unset      = "Without an ACL a bucket or an object is private."
  frameworks = {
    "fsbp"           = ["S3.2", "S3.3"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "10.3.2", "3.5.1.3", "A1.1.2", "A1.1.3", "A3.4.1"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(a)(2)(i)", "164.312(e)(1)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_acl",
  ]
}

resource_policy "aws_s3_bucket" "acl" {
  locals {
    acls = core::getresources("aws_s3_bucket_acl", { bucket = onus::bucket_id(attrs) })
    # what the bucket itself shows is the state before this plan where the separate resource exists and the argument is not set
    acl    = onus::is_set(core::try(attrs.acl, null)) || core::length(local.acls) == 0 ? core::try(attrs.acl, null) : null
    grants = onus::is_set(core::try(attrs.grant, [])) || core::length(local.acls) == 0 ? core::try(attrs.grant, []) : []
  }
  enforce {
    condition     = !onus::is_public_acl(local.acl)
    error_message = "the ACL of the bucket is ${local.acl}"
  }
  enforce {
    condition     = !core::anytrue([for g in local.grants : onus::is_public_group(core::try(g.uri, null))])
    error_message = "a grant of the bucket is for everyone"
  }
  enforce {
    condition     = !core::anytrue([for a in local.acls : onus::is_public_acl(core::try(a.acl, null))])
    error_message = "the ACL of the bucket is ${core::try([for a in local.acls : a.acl][0], "public")}"
  }
  enforce {
    condition     = !core::anytrue([for a in local.acls : onus::has_public_grant(a)])
    error_message = "a grant in the ACL of the bucket is for everyone"
  }
}

# an ACL whose bucket belongs to another configuration
resource_policy "aws_s3_bucket_acl" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = !onus::is_public_acl(core::try(attrs.acl, null))
    error_message = "the ACL is ${core::try(attrs.acl, null)}"
  }
  enforce {
    condition     = !onus::has_public_grant(attrs)
    error_message = "a grant is for everyone"
  }
}

resource_policy "aws_s3_object" "acl" {
  enforce {
    condition     = !onus::is_public_acl(core::try(attrs.acl, null))
    error_message = "the ACL of the object is ${core::try(attrs.acl, null)}"
  }
}

resource_policy "aws_s3_bucket_object" "acl" {
  enforce {
    condition     = !onus::is_public_acl(core::try(attrs.acl, null))
    error_message = "the ACL of the object is ${core::try(attrs.acl, null)}"
  }
}

resource_policy "aws_s3_object_copy" "acl" {
  enforce {
    condition     = !onus::is_public_acl(core::try(attrs.acl, null))
    error_message = "the ACL of the object is ${core::try(attrs.acl, null)}"
  }
  enforce {
    condition     = !core::anytrue([for g in core::try(attrs.grant, []) : onus::is_public_group(core::try(g.uri, null))])
    error_message = "a grant of the object is for everyone"
  }
}

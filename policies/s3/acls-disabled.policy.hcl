control {
  title      = "ACLs are disabled"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "With ACLs every writer can open single objects to others, unseen by the bucket policy. BucketOwnerEnforced turns ACLs off, so that access is decided in policies alone."
  remedy     = <<-HCL
    resource "aws_s3_bucket_ownership_controls" "example" {
      bucket = aws_s3_bucket.example.id
      rule {
        object_ownership = "BucketOwnerEnforced"
      }
    }
  HCL
  unset      = "A new bucket without aws_s3_bucket_ownership_controls has ACLs disabled, because AWS does so since April 2023."
  limits     = "The object ownership of a bucket that exists already and has no aws_s3_bucket_ownership_controls in the plan does not show."
  subsumed_by = ["s3/no-public-acl"]
  frameworks = {
    "fsbp"           = ["S3.12"]
    "nist-800-53-r5" = ["AC-2(1)", "AC-3", "AC-3(15)", "AC-3(7)", "AC-6"]
    "pci-dss-4"      = ["7.2.1", "7.2.2", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_ownership_controls",
  ]
}

resource_policy "aws_s3_bucket" "object_ownership" {
  locals {
    acls      = core::getresources("aws_s3_bucket_acl", { bucket = onus::bucket_id(attrs) })
    ownership = [for c in core::getresources("aws_s3_bucket_ownership_controls", { bucket = onus::bucket_id(attrs) }) : core::try(c.rule[0].object_ownership, null)]
    # without ownership controls the writer of an object owns it and ACLs are on: that is what removing them leads to. A bucket that
    # exists and has none here may have them in another configuration, or be older than the default
    removed = core::length(onus::removed("aws_s3_bucket_ownership_controls", { bucket = onus::bucket_id(attrs) })) > 0
    without = (
      meta.operation == "create" ? true
      : local.removed ? false
      : onus::undecided("no aws_s3_bucket_ownership_controls in this plan belongs to this existing bucket")
    )
  }
  enforce {
    condition     = core::length(local.ownership) == 0 ? local.without : core::contains(local.ownership, "BucketOwnerEnforced")
    error_message = core::length(local.ownership) == 0 ? "the plan removes aws_s3_bucket_ownership_controls, which turns ACLs on" : "object ownership is ${core::try(local.ownership[0], "not BucketOwnerEnforced")}, which leaves ACLs on"
  }
  enforce {
    condition     = core::length(local.acls) == 0
    focus         = [for a in local.acls : a.bucket]
    error_message = "aws_s3_bucket_acl gives the bucket an ACL"
  }
  # S3 accepts the deprecated argument with "private" where ACLs are off
  enforce {
    condition     = !onus::is_set(core::try(attrs.grant, null)) && (!onus::is_set(core::try(attrs.acl, null)) || attrs.acl == "private")
    error_message = "the bucket sets an ACL"
  }
}

# ownership controls of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_ownership_controls" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = core::try(attrs.rule[0].object_ownership, null) == "BucketOwnerEnforced"
    error_message = "object ownership is ${core::try(attrs.rule[0].object_ownership, "not BucketOwnerEnforced")}, which leaves ACLs on"
  }
}

control {
  title      = "Bucket versioning is enabled"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "Without versioning an overwritten or deleted object is gone for good, whether a bug, a person or ransomware did it. With it the earlier version stays and can be restored."
  remedy     = <<-HCL
    resource "aws_s3_bucket_versioning" "example" {
      bucket = aws_s3_bucket.example.id
      versioning_configuration {
        status = "Enabled"
      }
    }
  HCL
  unset      = "A bucket without aws_s3_bucket_versioning has never been versioned."
  limits     = "Versions cost storage until a lifecycle rule expires them; s3/lifecycle looks at that."
  frameworks = {
    "security-hub"   = ["S3.14"]
    "nist-800-53-r5" = ["AU-9(2)", "CP-10", "CP-6", "CP-6(1)", "CP-6(2)", "CP-9", "SC-5(2)", "SI-12", "SI-13(5)"]
    "pci-dss-4"      = ["10.3.4"]
    "iso-27001-2022" = ["A.8.3", "A.8.10"]
    "soc2"           = ["A1.2", "C1.2", "CC7.4", "PI1.5"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(7)(i)", "164.308(a)(7)(ii)(A)", "164.308(a)(7)(ii)(B)", "164.308(a)(7)(ii)(C)", "164.310(d)(2)(iv)", "164.312(a)(2)(ii)", "164.312(c)(1)", "164.312(c)(2)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_versioning",
  ]
}

resource_policy "aws_s3_bucket" "versioning" {
  enforce {
    condition     = onus::is_versioned(attrs)
    error_message = "versioning is ${core::lower(core::try(onus::versioning_states(attrs)[0], "not enabled"))}"
  }
}

# versioning of a bucket that belongs to another configuration
resource_policy "aws_s3_bucket_versioning" "by_itself" {
  filter = core::length(core::getresources("aws_s3_bucket", { id = attrs.bucket })) == 0
  enforce {
    condition     = core::try(attrs.versioning_configuration[0].status, null) == "Enabled"
    error_message = "versioning is ${core::lower(core::try(attrs.versioning_configuration[0].status, "not enabled"))}"
  }
}

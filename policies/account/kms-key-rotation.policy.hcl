control {
  title      = "Key material is rotated"
  obligation = "ec2/server-side-encryption"
  severity   = "medium"
  why        = "Rotation limits how much data one piece of key material protects, and AWS does it without anything having to be encrypted anew. A key that never rotates is as old as everything it ever protected."
  remedy     = <<-HCL
    resource "aws_kms_key" "example" {
      enable_key_rotation = true
    }
  HCL
  unset      = "Rotation is off unless enable_key_rotation is true."
  limits     = "Only symmetric encryption keys whose material AWS makes can be rotated by AWS; asymmetric keys, HMAC keys, keys in custom key stores and imported material are not judged."
  frameworks = {
    "security-hub"   = ["KMS.4"]
    "cis-aws-3"      = ["3.6"]
    "cis-aws-5"      = ["3.6"]
    "nist-800-53-r5" = ["SC-12", "SC-12(2)", "SC-28(3)"]
    "pci-dss-4"      = ["3.7.4"]
    "iso-27001-2022" = ["A.8.5", "A.8.24"]
    "soc2"           = ["PI1.5"]
    "hipaa"          = ["164.312(a)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/kms_key",
  ]
}

resource_policy "aws_kms_key" "rotation" {
  locals {
    # plans of old providers lack two of them
    spec  = core::try(attrs.customer_master_key_spec, null)
    usage = core::try(attrs.key_usage, null)
    store = core::try(attrs.custom_key_store_id, null)
  }
  filter = (
    (local.spec == null || local.spec == "SYMMETRIC_DEFAULT")
    && (local.usage == null || local.usage == "ENCRYPT_DECRYPT")
    && (local.store == null || local.store == "")
  )
  enforce {
    condition     = attrs.enable_key_rotation == true
    error_message = "the key is never rotated"
  }
}

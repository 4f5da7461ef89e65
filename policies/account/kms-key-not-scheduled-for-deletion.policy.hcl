input "minimum-deletion-window" {
  type        = number
  default     = 30
  description = "Days a key has to wait between the order to delete it and its end."
}

control {
  title      = "Keys are neither deleted nor disabled"
  obligation = "ec2/server-side-encryption"
  severity   = "critical"
  why        = "What was encrypted with a deleted key can never be read again, backups and snapshots included. The waiting period is the only time in which a mistake can be taken back, so it should be the longest there is."
  remedy     = <<-HCL
    resource "aws_kms_key" "example" {
      deletion_window_in_days = 30
      is_enabled              = true
      lifecycle {
        prevent_destroy = true
      }
    }
  HCL
  unset      = "A deletion window that is left out is 30 days, and a key is enabled."
  frameworks = {
    "fsbp"           = ["KMS.3"]
    "nist-800-53-r5" = ["SC-12", "SC-12(2)"]
    "pci-dss-4"      = ["3.5.1.1", "3.5.1.3", "3.6.1.2", "3.6.1.3", "3.6.1.4", "3.7.1", "3.7.2", "3.7.4", "3.7.6", "3.7.7", "4.2.1.1"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["CC6.1", "CC6.2"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)"]
  }
  references = [
    "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/kms_key",
  ]
}

resource_policy "aws_kms_key" "kept" {
  enforce {
    condition     = attrs.deletion_window_in_days == null ? true : attrs.deletion_window_in_days >= input.minimum-deletion-window
    error_message = "a deletion could be taken back for ${attrs.deletion_window_in_days} days only, not ${input.minimum-deletion-window}"
  }
  enforce {
    condition     = attrs.is_enabled != false
    error_message = "the key is disabled, so nothing encrypted with it can be read"
  }
}

resource_policy "aws_kms_key" "deleted" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan schedules the key for deletion"
  }
}

resource_policy "aws_kms_external_key" "external_kept" {
  enforce {
    condition     = attrs.deletion_window_in_days == null ? true : attrs.deletion_window_in_days >= input.minimum-deletion-window
    error_message = "a deletion could be taken back for ${attrs.deletion_window_in_days} days only, not ${input.minimum-deletion-window}"
  }
  # left out, it follows the key material: enabled as soon as that is imported
  enforce {
    condition     = onus::is_set(attrs.enabled) ? attrs.enabled != false : true
    error_message = "the key is disabled, so nothing encrypted with it can be read"
  }
}

resource_policy "aws_kms_external_key" "external_deleted" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan schedules the key for deletion"
  }
}

resource_policy "aws_kms_replica_key" "replica_kept" {
  enforce {
    condition     = attrs.deletion_window_in_days == null ? true : attrs.deletion_window_in_days >= input.minimum-deletion-window
    error_message = "a deletion could be taken back for ${attrs.deletion_window_in_days} days only, not ${input.minimum-deletion-window}"
  }
  enforce {
    condition     = attrs.enabled != false
    error_message = "the key is disabled, so nothing encrypted with it can be read"
  }
}

resource_policy "aws_kms_replica_key" "replica_deleted" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan schedules the key for deletion"
  }
}

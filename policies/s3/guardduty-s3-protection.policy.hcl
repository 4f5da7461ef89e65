control {
  title      = "GuardDuty watches S3 data events"
  obligation = "s3/customer-data"
  severity   = "medium"
  why        = "S3 Protection lets GuardDuty look at reads and writes of objects, and so notice data theft and destruction that no other data source shows."
  remedy     = <<-HCL
    resource "aws_guardduty_detector" "example" {
      enable = true
    }

    resource "aws_guardduty_detector_feature" "example" {
      detector_id = aws_guardduty_detector.example.id
      name        = "S3_DATA_EVENTS"
      status      = "ENABLED"
    }
  HCL
  unset      = "A new detector has S3 Protection on, because GuardDuty enables every feature that the call does not name."
  limits     = "A plan without a detector says nothing about the account. An organization can change the features of its members from outside."
  frameworks = {
    "fsbp" = ["GuardDuty.10"]
  }
  references = [
    "https://docs.aws.amazon.com/guardduty/latest/ug/s3-protection.html",
    "https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/guardduty_detector_feature",
  ]
}

resource_policy "aws_guardduty_detector" "s3_data_events" {
  locals {
    features = [for f in core::getresources("aws_guardduty_detector_feature", { detector_id = attrs.id, name = "S3_DATA_EVENTS" }) : f.status]
    # the deprecated block; for an existing detector it shows what is in force
    inline  = core::flatten([for d in core::try(attrs.datasources, []) : [for l in core::try(d.s3_logs, []) : l.enable]])
    without = meta.operation == "create" ? true : onus::undecided("no aws_guardduty_detector_feature in this plan sets S3_DATA_EVENTS for this existing detector")
  }
  enforce {
    condition     = core::try(attrs.enable, true) != false
    error_message = "the detector is off"
  }
  enforce {
    condition = (
      core::length(local.features) > 0 ? core::contains(local.features, "ENABLED")
      : core::length(local.inline) > 0 ? core::contains(local.inline, true)
      : local.without
    )
    error_message = "S3 Protection is off"
  }
}

# a feature whose detector belongs to another configuration
resource_policy "aws_guardduty_detector_feature" "by_itself" {
  filter = attrs.name == "S3_DATA_EVENTS" && core::length(core::getresources("aws_guardduty_detector", { id = attrs.detector_id })) == 0
  enforce {
    condition     = attrs.status == "ENABLED"
    error_message = "S3 Protection is off"
  }
}

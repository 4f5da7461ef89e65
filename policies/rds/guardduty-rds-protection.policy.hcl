control {
  title      = "GuardDuty watches logins to databases"
  obligation = "rds/customer-data"
  severity   = "medium"
  why        = "RDS Protection notices guessed passwords and logins from unusual places, which neither the network nor the database reports. It reads no data and slows nothing down."
  remedy     = <<-HCL
    resource "aws_guardduty_detector" "example" {
      enable = true
    }

    resource "aws_guardduty_detector_feature" "example" {
      detector_id = aws_guardduty_detector.example.id
      name        = "RDS_LOGIN_EVENTS"
      status      = "ENABLED"
    }
  HCL
  unset      = "A new detector has RDS Protection on, because GuardDuty enables every feature that the call does not name."
  limits     = "A plan without a detector says nothing about the account. An organization can change the features of its members from outside. Aurora and RDS for PostgreSQL are watched, other engines are not."
  frameworks = {
    "fsbp"      = ["GuardDuty.9"]
    "pci-dss-4" = ["11.5.1"]
  }
  references = [
    "https://docs.aws.amazon.com/guardduty/latest/ug/rds-protection.html",
    "https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/guardduty_detector_feature",
  ]
}

resource_policy "aws_guardduty_detector" "login_events" {
  locals {
    features = [for f in core::getresources("aws_guardduty_detector_feature", { detector_id = attrs.id, name = "RDS_LOGIN_EVENTS" }) : f.status]
    without  = meta.operation == "create" ? true : onus::undecided("no aws_guardduty_detector_feature in this plan sets RDS_LOGIN_EVENTS for this existing detector")
  }
  enforce {
    condition     = attrs.enable != false
    error_message = "the detector is off"
  }
  enforce {
    condition     = core::length(local.features) > 0 ? core::contains(local.features, "ENABLED") : local.without
    error_message = "RDS Protection is off"
  }
}

# a feature whose detector belongs to another configuration
resource_policy "aws_guardduty_detector_feature" "by_itself" {
  filter = attrs.name == "RDS_LOGIN_EVENTS" && core::length(core::getresources("aws_guardduty_detector", { id = attrs.detector_id })) == 0
  enforce {
    condition     = attrs.status == "ENABLED"
    error_message = "RDS Protection is off"
  }
}

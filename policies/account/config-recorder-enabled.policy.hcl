control {
  title      = "AWS Config records all resource types"
  obligation = "shared/configuration-management"
  severity   = "medium"
  why        = "AWS Config is the record of what a resource looked like before and after a change, and most checks of Security Hub rest on it. A recorder that is not started, or that leaves types out, leaves gaps nobody notices until the record is needed."
  remedy     = <<-HCL
    resource "aws_config_configuration_recorder" "example" {
      name     = "default"
      role_arn = "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
      recording_group {
        all_supported                 = true
        include_global_resource_types = true
      }
    }

    resource "aws_config_delivery_channel" "example" {
      s3_bucket_name = "example-config"
      depends_on     = [aws_config_configuration_recorder.example]
    }

    resource "aws_config_configuration_recorder_status" "example" {
      name       = aws_config_configuration_recorder.example.name
      is_enabled = true
      depends_on = [aws_config_delivery_channel.example]
    }
  HCL
  unset      = "A recorder without recording_group records all supported types. A recorder without aws_config_configuration_recorder_status is not started."
  limits     = "A plan without a recorder says nothing: the account may have one in another configuration. A delivery channel of another configuration does not show."
  frameworks = {
    "fsbp"           = ["Config.1"]
    "cis-aws-3"      = ["3.3"]
    "cis-aws-5"      = ["3.3"]
    "nist-800-53-r5" = ["CM-3", "CM-6(1)", "CM-8", "CM-8(2)"]
    "pci-dss-4"      = ["10.4.1.1", "11.5.2"]
    "iso-27001-2022" = ["A.5.16", "A.5.22"]
    "soc2"           = ["CC2.1", "CC3.1", "CC3.4", "CC8.1", "PI1.3"]
    "hipaa"          = ["164.308(a)(1)(ii)(A)"]
  }
  references = [
    "https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/config_configuration_recorder_status",
  ]
}

resource_policy "aws_config_configuration_recorder" "recorder" {
  locals {
    statuses = [for r in core::getresources("aws_config_configuration_recorder_status", { name = attrs.name }) : r if onus::is_near(r)]
    channels = onus::same_provider("aws_config_delivery_channel")
  }
  enforce {
    condition     = onus::is_set(attrs.recording_group) ? core::alltrue([for g in attrs.recording_group : g.all_supported != false]) : true
    error_message = "the recorder leaves resource types out: all_supported is false"
  }
  enforce {
    condition     = core::length(local.statuses) > 0
    error_message = "nothing starts the recorder: it has no aws_config_configuration_recorder_status"
  }
  enforce {
    condition     = core::length(local.statuses) == 0 || core::anytrue([for s in local.statuses : s.is_enabled])
    error_message = "the recorder is stopped"
  }
  enforce {
    condition     = core::length(local.channels) > 0 ? true : onus::undecided("the plan has no aws_config_delivery_channel, without which nothing is recorded")
    error_message = "the recorder has no delivery channel"
  }
}

# a recorder of another configuration
resource_policy "aws_config_configuration_recorder_status" "by_itself" {
  filter = core::length([for r in core::getresources("aws_config_configuration_recorder", { name = attrs.name }) : r if onus::is_near(r)]) == 0
  enforce {
    condition     = attrs.is_enabled ? onus::undecided("the recorder itself is not in this plan") : false
    error_message = "the recorder is stopped"
  }
}

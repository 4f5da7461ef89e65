control {
  title      = "Launch templates and configurations require a session token for metadata (IMDSv2)"
  obligation = "ec2/os-network-firewall"
  severity   = "high"
  why        = "A launch template is what Auto Scaling groups and fleets start instances from, by the hundred and for years. If it leaves IMDSv1 on, one forged request through any of those instances is enough to read the credentials of its role."
  remedy     = <<-HCL
    resource "aws_launch_template" "example" {
      name = "example"
      metadata_options {
        http_tokens = "required"
      }
    }
  HCL
  unset      = "The account default of the region decides, then the AMI; if neither asks for tokens, IMDSv1 stays on."
  limits     = "An AMI outside this plan with imds_support v2.0, or an account default set elsewhere, can require tokens without the plan showing it."
  frameworks = {
    "fsbp"           = ["EC2.170", "AutoScaling.3"]
    "nist-800-53-r5" = ["AC-3", "AC-3(15)", "AC-3(7)", "AC-6", "CA-9(1)", "CM-2"]
    "pci-dss-4"      = ["2.2.6"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html",
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/create-launch-template.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/launch_template#metadata-options",
  ]
}

resource_policy "aws_launch_template" "launch_template_imdsv2" {
  enforce {
    condition     = onus::template_disables_imds(attrs) || onus::template_requires_imds_tokens(attrs, null)
    error_message = "IMDSv1 is allowed: http_tokens is not \"required\""
    focus         = core::try(attrs.metadata_options[0].http_tokens, attrs.metadata_options)
  }
}

resource_policy "aws_launch_configuration" "launch_configuration_imdsv2" {
  enforce {
    condition     = onus::template_disables_imds(attrs) || onus::template_requires_imds_tokens(attrs, null)
    error_message = "IMDSv1 is allowed: http_tokens is not \"required\""
    focus         = core::try(attrs.metadata_options[0].http_tokens, attrs.metadata_options)
  }
}

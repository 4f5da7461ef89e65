control {
  title      = "Instances answer metadata requests only with a session token (IMDSv2)"
  obligation = "ec2/os-network-firewall"
  severity   = "high"
  why        = "Without session tokens one forged request through a vulnerable application is enough to read the credentials of the instance's role. IMDSv2 makes the caller fetch a token first, which such a request cannot do."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami           = "ami-12345678"
      instance_type = "t3.micro"
      metadata_options {
        http_tokens = "required"
      }
    }
  HCL
  unset      = "The launch template decides, then the account default of the region, then the AMI; if none of them asks for tokens, IMDSv1 stays on."
  limits     = "An AMI outside this plan with imds_support v2.0, or an account default set elsewhere, can require tokens without the plan showing it."
  frameworks = {
    "fsbp"           = ["EC2.8"]
    "cis-aws-3"      = ["5.6"]
    "cis-aws-5"      = ["5.7"]
    "nist-800-53-r5" = ["AC-3", "AC-3(15)", "AC-3(7)", "AC-6"]
    "pci-dss-4"      = ["2.2.6"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC7.2"]
    "hipaa"          = ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#metadata-options",
  ]
}

resource_policy "aws_instance" "instance_imdsv2" {
  enforce {
    condition     = onus::imds_disabled(attrs) || onus::requires_imds_tokens(attrs)
    error_message = "IMDSv1 is allowed: nothing that this instance is launched with sets http_tokens to \"required\""
    focus         = core::try(attrs.metadata_options[0].http_tokens, attrs.metadata_options)
  }
}

resource_policy "aws_spot_instance_request" "spot_imdsv2" {
  enforce {
    condition     = onus::imds_disabled(attrs) || onus::requires_imds_tokens(attrs)
    error_message = "IMDSv1 is allowed: nothing that this instance is launched with sets http_tokens to \"required\""
    focus         = core::try(attrs.metadata_options[0].http_tokens, attrs.metadata_options)
  }
}

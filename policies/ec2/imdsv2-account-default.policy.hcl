control {
  title      = "New instances of the account require a session token for metadata (IMDSv2) by default"
  obligation = "ec2/os-network-firewall"
  severity   = "medium"
  why        = "The default of the account catches every instance that does not say itself which version of the metadata service it wants, including those that are started by hand. With IMDSv2 as the default a forgotten setting does no harm."
  remedy     = <<-HCL
    resource "aws_ec2_instance_metadata_defaults" "example" {
      http_tokens = "required"
    }
  HCL
  unset      = "Without http_tokens in the resource there is no preference. Without the resource the account keeps what it has."
  limits     = "The default counts for one region, and for instances that are launched after it is set."
  frameworks = {
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_instance_metadata_defaults",
  ]
}

resource_policy "aws_ec2_instance_metadata_defaults" "account_imdsv2" {
  enforce {
    condition     = attrs.http_tokens == "required"
    error_message = "the account default does not require IMDSv2"
  }
}

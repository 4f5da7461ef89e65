control {
  title      = "Instances are scanned by Amazon Inspector"
  obligation = "shared/patch-management"
  severity   = "medium"
  why        = "Inspector looks for known holes in what is installed on instances and for ports that are reachable, again whenever a new hole is published. Where instances are not among the scanned types, holes are found by others first."
  remedy     = <<-HCL
    resource "aws_inspector2_enabler" "example" {
      account_ids    = ["111122223333"]
      resource_types = ["EC2"]
    }
  HCL
  limits     = "A plan without the resource says nothing: Inspector may be enabled by the organization or in another configuration."
  frameworks = {
    "fsbp" = ["Inspector.1"]
  }
  references = [
    "https://docs.aws.amazon.com/inspector/latest/user/scanning-ec2.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/inspector2_enabler",
  ]
}

resource_policy "aws_inspector2_enabler" "instances" {
  enforce {
    # an account may have a second resource for other types
    condition = core::contains(attrs.resource_types, "EC2") || core::anytrue([
      for e in onus::same_provider("aws_inspector2_enabler") : e.account_ids == attrs.account_ids && core::contains(e.resource_types, "EC2")
    ])
    error_message = "instances are not scanned: resource_types lacks EC2"
  }
}

control {
  title      = "Associations run on a schedule and weigh their result"
  obligation = "shared/configuration-management"
  severity   = "low"
  why        = "An association that runs once says nothing about the state of an instance a week later. Without a severity its failures drown among those that do not matter."
  remedy     = <<-HCL
    resource "aws_ssm_association" "example" {
      name                = "AWS-GatherSoftwareInventory"
      schedule_expression = "rate(1 day)"
      compliance_severity = "HIGH"
      targets {
        key    = "InstanceIds"
        values = ["*"]
      }
    }
  HCL
  unset      = "Without schedule_expression an association runs once, when it is made; without compliance_severity its severity is UNSPECIFIED."
  limits     = "Whether the association succeeds is not in a plan."
  frameworks = {
    "fsbp"           = ["SSM.3"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-2", "CM-2(2)", "CM-8", "CM-8(1)", "CM-8(3)", "SI-2(3)"]
    "pci-dss-4"      = ["2.2.1", "6.3.3"]
    "iso-27001-2022" = ["A.8.27"]
    "soc2"           = ["CC3.2", "CC6.1", "CC6.2", "CC7.1"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  }
  references = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/state-manager-associations-creating.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ssm_association",
  ]
}

resource_policy "aws_ssm_association" "association" {
  enforce {
    condition     = attrs.schedule_expression == null ? false : attrs.schedule_expression != ""
    error_message = "without schedule_expression the association runs only once"
  }
  enforce {
    condition     = attrs.compliance_severity == null ? false : !core::contains(["", "UNSPECIFIED"], attrs.compliance_severity)
    error_message = "compliance_severity is not set, so a failure carries no weight"
  }
}

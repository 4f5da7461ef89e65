control {
  title      = "Instances report their metrics every minute"
  obligation = "ec2/platform-app-management"
  severity   = "low"
  why        = "Basic monitoring sends a value every five minutes, so an alarm may come ten minutes late and short peaks never show. Detailed monitoring sends one every minute."
  remedy     = <<-HCL
    resource "aws_instance" "example" {
      ami           = "ami-12345678"
      instance_type = "t3.micro"
      monitoring    = true
    }
  HCL
  unset      = "Basic monitoring; the provider asks for it even where the launch template says otherwise."
  frameworks = {
    "pci-dss-4" = ["10.2.1.1", "10.4.1", "10.4.1.1", "10.4.2", "10.6.3", "10.7.1", "10.7.2", "A3.3.1", "A3.5.1"]
    "soc2"      = ["CC7.2"]
    "hipaa"     = ["164.312(b)"]
  }
  references = [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#monitoring",
  ]
}

resource_policy "aws_instance" "instance_detailed_monitoring" {
  enforce {
    condition     = attrs.monitoring == true
    error_message = "detailed monitoring is off"
  }
}

resource_policy "aws_launch_template" "launch_template_detailed_monitoring" {
  enforce {
    condition     = core::anytrue([for m in onus::blocks(attrs.monitoring) : m.enabled == true])
    error_message = "detailed monitoring is off"
  }
}

control {
  title      = "The traffic of every VPC is logged"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "Without flow logs nobody can tell after an incident who talked to whom, and a scan or a leak leaves no trace. A log of the whole VPC also covers subnets and interfaces that are added later."
  remedy     = <<-HCL
    resource "aws_flow_log" "example" {
      vpc_id               = aws_vpc.example.id
      traffic_type         = "ALL"
      log_destination_type = "s3"
      log_destination      = aws_s3_bucket.logs.arn
    }
  HCL
  unset      = "A VPC without an aws_flow_log is not logged."
  limits     = "Flow logs that another state manages are not visible. Logs of single subnets or interfaces do not count."
  frameworks = {
    "fsbp"           = ["EC2.6"]
    "cis-aws-3"      = ["3.7"]
    "cis-aws-5"      = ["3.7"]
    "nist-800-53-r5" = ["AC-4(26)", "AU-12", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "CA-7", "SI-7(8)"]
    "pci-dss-4"      = ["10.2.1.1", "10.2.1.2", "10.2.1.3", "10.2.1.4", "10.2.1.5", "10.2.1.6", "10.2.1.7", "10.2.2", "10.3.1", "10.6.3", "A1.2.1"]
    "iso-27001-2022" = ["A.8.15", "A.8.16", "A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.6", "CC7.2", "CC7.3"]
    "hipaa"          = ["164.308(a)(1)(ii)(D)", "164.308(a)(3)(ii)(A)", "164.308(a)(6)(ii)", "164.312(b)", "164.312(c)(2)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/flow_log",
  ]
}

resource_policy "aws_vpc" "flow_logs" {
  locals {
    logs = core::getresources("aws_flow_log", { vpc_id = attrs.id })
  }
  enforce {
    condition     = core::length(local.logs) > 0
    error_message = "no flow log records the traffic of this VPC"
  }
  enforce {
    condition     = core::length(local.logs) == 0 || core::anytrue([for log in local.logs : core::contains(["ALL", "REJECT"], log.traffic_type)])
    error_message = "the flow logs of this VPC record accepted traffic only"
  }
}

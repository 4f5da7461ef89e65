control {
  title      = "Ports of databases, file shares and cleartext protocols are closed to the internet"
  obligation = "ec2/os-network-firewall"
  severity   = "high"
  why        = "Databases, file shares, mail and cleartext logins are made for trusted networks: they are attacked all the time, often without a password, and the data behind them is what attackers want. Clients should reach them from a security group or a private network."
  remedy     = <<-HCL
    resource "aws_vpc_security_group_ingress_rule" "database" {
      security_group_id            = aws_security_group.example.id
      referenced_security_group_id = aws_security_group.app.id
      ip_protocol                  = "tcp"
      from_port                    = 5432
      to_port                      = 5432
    }
  HCL
  unset      = "A security group without ingress rules admits nothing. Protocol -1, or a rule without ports, opens every port."
  limits     = "A plan does not show rules that another state or the console adds, nor the entries of a prefix list that is managed elsewhere."
  subsumed_by = ["ec2/sg-no-world-all-traffic"]
  frameworks = {
    "fsbp"           = ["EC2.19"]
    "cis-aws-5"      = ["5.1.2"]
    "nist-800-53-r5" = ["AC-4", "AC-4(21)", "CA-9(1)", "CM-2", "CM-2(2)", "CM-7", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(21)", "SC-7(4)", "SC-7(5)"]
    "pci-dss-4"      = ["1.2.5", "1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "11.3.1.1", "11.3.1.3", "11.5.1.1", "11.5.2", "2.2.5", "7.2.1", "7.3.1", "A1.1.3"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_security_group_ingress_rule",
  ]
}

input "high-risk-ports" {
  type        = list(number)
  default     = [20, 21, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300]
  description = "Ports, over TCP or UDP, that the internet must not reach; SSH and RDP have controls of their own"
}

locals {
  internet = ["0.0.0.0/0", "::/0"]
}

resource_policy "aws_security_group" "high_risk_ports" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::some_port_open(local.rules, local.internet, input.high-risk-ports)
    error_message = "the internet can reach port ${core::join(", ", onus::open_ports(local.rules, local.internet, input.high-risk-ports))}"
    focus         = onus::open_port_sources(local.rules, local.internet, input.high-risk-ports)
  }
}

resource_policy "aws_default_security_group" "high_risk_ports" {
  locals {
    rules = onus::ingress_rules(attrs)
  }
  enforce {
    condition     = !onus::some_port_open(local.rules, local.internet, input.high-risk-ports)
    error_message = "the internet can reach port ${core::join(", ", onus::open_ports(local.rules, local.internet, input.high-risk-ports))}"
    focus         = onus::open_port_sources(local.rules, local.internet, input.high-risk-ports)
  }
}

resource_policy "aws_security_group_rule" "high_risk_ports" {
  filter = attrs.type == "ingress"
  locals {
    rules = onus::security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::some_port_open(local.rules, local.internet, input.high-risk-ports)
    error_message = "the internet can reach port ${core::join(", ", onus::open_ports(local.rules, local.internet, input.high-risk-ports))}"
    focus         = onus::open_port_sources(local.rules, local.internet, input.high-risk-ports)
  }
}

resource_policy "aws_vpc_security_group_ingress_rule" "high_risk_ports" {
  locals {
    rules = onus::vpc_security_group_rule(attrs, true)
  }
  enforce {
    condition     = !onus::some_port_open(local.rules, local.internet, input.high-risk-ports)
    error_message = "the internet can reach port ${core::join(", ", onus::open_ports(local.rules, local.internet, input.high-risk-ports))}"
    focus         = onus::open_port_sources(local.rules, local.internet, input.high-risk-ports)
  }
}

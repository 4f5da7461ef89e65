control {
  title      = "Load balancers write access logs"
  obligation = "ec2/network-traffic"
  severity   = "medium"
  why        = "The access log says who asked for what, when and from where, which is what an investigation of an incident starts with. It cannot be written afterwards."
  remedy     = <<-HCL
    resource "aws_lb" "example" {
      subnets = [aws_subnet.a.id, aws_subnet.b.id]
      access_logs {
        bucket  = aws_s3_bucket.logs.id
        enabled = true
      }
    }
  HCL
  unset      = "No block means no log. In the block `enabled` is false unless set on aws_lb, and true unless set on aws_elb."
  limits     = "Whether the bucket policy lets the load balancer write is not judged here. Network load balancers log TLS requests only and are judged if this plan shows a TLS listener."
  frameworks = {
    "fsbp"           = ["ELB.5"]
    "nist-800-53-r5" = ["AC-4(26)", "AU-10", "AU-12", "AU-2", "AU-3", "AU-6(3)", "AU-6(4)", "CA-7", "SC-7(9)", "SI-7(8)"]
    "pci-dss-4"      = ["10.2.1.1", "10.2.1.2", "10.2.1.3", "10.2.1.4", "10.2.1.5", "10.2.1.6", "10.2.1.7", "10.2.2", "10.3.1", "10.6.3", "A1.2.1"]
    "iso-27001-2022" = ["A.8.15"]
    "soc2"           = ["A1.2", "CC7.2", "CC7.3", "PI1.2"]
    "hipaa"          = ["164.308(a)(1)(ii)(D)", "164.308(a)(3)(ii)(A)", "164.308(a)(6)(ii)", "164.312(b)"]
  }
  references = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb#access_logs",
  ]
}

resource_policy "aws_lb" "access_logs" {
  filter = attrs.load_balancer_type == "application" || (attrs.load_balancer_type == "network" && onus::has_tls_listener(attrs))
  enforce {
    condition     = core::anytrue([for l in attrs.access_logs : l.enabled == true])
    error_message = "access logs are off"
  }
}

resource_policy "aws_alb" "alb_access_logs" {
  filter = attrs.load_balancer_type == "application" || (attrs.load_balancer_type == "network" && onus::has_tls_listener(attrs))
  enforce {
    condition     = core::anytrue([for l in attrs.access_logs : l.enabled == true])
    error_message = "access logs are off"
  }
}

resource_policy "aws_elb" "classic_access_logs" {
  enforce {
    condition     = core::anytrue([for l in attrs.access_logs : l.enabled != false])
    error_message = "access logs are off"
  }
}

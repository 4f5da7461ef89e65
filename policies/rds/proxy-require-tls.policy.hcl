control {
  title      = "Database proxy accepts TLS connections only"
  obligation = "rds/network-traffic"
  severity   = "medium"
  why        = "Without the requirement a client that does not ask for TLS sends its password and its data in clear. Nothing but the proxy can refuse such a client."
  remedy     = <<-HCL
    resource "aws_db_proxy" "example" {
      name           = "orders"
      engine_family  = "POSTGRESQL"
      role_arn       = aws_iam_role.proxy.arn
      vpc_subnet_ids = [aws_subnet.private_a.id, aws_subnet.private_b.id]
      require_tls    = true
      auth {
        secret_arn = aws_secretsmanager_secret.orders.arn
      }
    }
  HCL
  unset      = "Nothing is sent and RDS Proxy does not require TLS."
  frameworks = {
    "fsbp" = ["RDS.43"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.howitworks.html#rds-proxy-security.tls",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_proxy#require_tls-1",
  ]
}

resource_policy "aws_db_proxy" "require_tls" {
  enforce {
    condition     = attrs.require_tls == true
    error_message = "the proxy accepts connections without TLS"
  }
}

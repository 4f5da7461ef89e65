input "expired-certificate-authorities" {
  type        = list(string)
  default     = ["rds-ca-2015", "rds-ca-2019"]
  description = "certificate authorities of RDS that have expired"
}

control {
  title      = "Server certificate comes from a current authority"
  obligation = "rds/network-traffic"
  severity   = "low"
  why        = "The authority rds-ca-2019 expired in August 2024, so clients that check the certificate no longer connect. Clients that still do have stopped checking."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      ca_cert_identifier          = "rds-ca-rsa2048-g1"
    }
  HCL
  unset      = "The default authority of account and region."
  limits     = "Which authority is the default of the account."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL-certificate-rotation.html",
  ]
}

resource_policy "aws_db_instance" "certificate" {
  locals {
    authority = core::try(attrs.ca_cert_identifier, null)
  }
  enforce {
    condition     = meta.operation == "create" && !onus::is_set(local.authority) ? true : !core::contains(input.expired-certificate-authorities, local.authority)
    error_message = "the certificate comes from ${local.authority}, which has expired"
  }
}

resource_policy "aws_rds_cluster_instance" "certificate" {
  locals {
    authority = core::try(attrs.ca_cert_identifier, null)
  }
  enforce {
    condition     = meta.operation == "create" && !onus::is_set(local.authority) ? true : !core::contains(input.expired-certificate-authorities, local.authority)
    error_message = "the certificate comes from ${local.authority}, which has expired"
  }
}

resource_policy "aws_rds_cluster" "certificate" {
  locals {
    authority = core::try(attrs.ca_certificate_identifier, null)
  }
  enforce {
    condition     = meta.operation == "create" && !onus::is_set(local.authority) ? true : !core::contains(input.expired-certificate-authorities, local.authority)
    error_message = "the certificate comes from ${local.authority}, which has expired"
  }
}

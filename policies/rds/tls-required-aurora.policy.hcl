control {
  title      = "Aurora accepts TLS connections only"
  obligation = "rds/network-traffic"
  severity   = "medium"
  why        = "A client that does not ask for TLS sends its password and its data in clear through the network. Only the server can refuse such a client."
  remedy     = <<-HCL
    resource "aws_rds_cluster_parameter_group" "tls" {
      name   = "orders-aurora-mysql80-tls"
      family = "aurora-mysql8.0"
      parameter {
        name  = "require_secure_transport"
        value = "ON"
      }
    }

    resource "aws_rds_cluster" "example" {
      cluster_identifier              = "orders"
      engine                          = "aurora-mysql"
      master_username                 = "orders_owner"
      manage_master_user_password     = true
      db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.tls.name
    }
  HCL
  unset      = "In a default group, or one that does not set it, Aurora MySQL requires TLS from 8.4, Aurora PostgreSQL from 17. Without a version AWS takes its default, and the verdict is undecided."
  limits     = "Parameter groups outside the plan."
  frameworks = {
    "iso-27001-2022" = ["A.8.24"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Security.html#AuroraMySQL.Security.SSL",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Compare-v3-v84.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html#AuroraPostgreSQL.Security.SSL",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster_parameter_group",
  ]
}

resource_policy "aws_rds_cluster" "tls_mysql" {
  filter = core::contains(["aurora", "aurora-mysql"], core::lower(attrs.engine))
  enforce {
    condition     = onus::cluster_parameter_on(attrs, "require_secure_transport", ["1", "on"], "^aurora-mysql(8[.][4-9]|9[.]|[1-9][0-9])")
    error_message = "the cluster accepts connections without TLS: require_secure_transport is off"
  }
}

resource_policy "aws_rds_cluster" "tls_postgresql" {
  filter = core::lower(attrs.engine) == "aurora-postgresql"
  enforce {
    condition     = onus::cluster_parameter_on(attrs, "rds.force_ssl", ["1"], "^aurora-postgresql(1[7-9]|[2-9][0-9])$")
    error_message = "the cluster accepts connections without TLS: rds.force_ssl is off"
  }
}

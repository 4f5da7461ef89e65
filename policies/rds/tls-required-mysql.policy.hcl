control {
  title      = "MySQL and MariaDB accept TLS connections only"
  obligation = "rds/network-traffic"
  severity   = "medium"
  why        = "A client that does not ask for TLS sends its password and its data in clear through the network. Only the server can refuse such a client."
  remedy     = <<-HCL
    resource "aws_db_parameter_group" "tls" {
      name   = "orders-mysql84"
      family = "mysql8.4"
      parameter {
        name  = "require_secure_transport"
        value = "1"
      }
    }

    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "mysql"
      engine_version              = "8.4"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      parameter_group_name        = aws_db_parameter_group.tls.name
    }
  HCL
  unset      = "In a default group, or one that does not set it, require_secure_transport is off; for MariaDB it is on from 11.8."
  limits     = "Parameter groups outside the plan."
  frameworks = {
    "fsbp"           = ["RDS.44"]
    "security-hub"   = ["RDS.39"]
    "iso-27001-2022" = ["A.8.24"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.require-ssl.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mariadb-ssl-connections.require-ssl.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_parameter_group",
  ]
}

resource_policy "aws_db_instance" "tls" {
  filter = core::contains(["mysql", "mariadb"], onus::db_engine(attrs))
  enforce {
    condition = onus::db_parameter_on(
      attrs, "require_secure_transport", ["1", "on"],
      onus::db_engine(attrs) == "mariadb" ? "^mariadb(11[.]([89]|[1-9][0-9])|1[2-9][.])" : null,
    )
    error_message = "the database accepts connections without TLS: require_secure_transport is off"
  }
}

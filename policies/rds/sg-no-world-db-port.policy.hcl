control {
  title      = "Database port is not open to the internet"
  obligation = "rds/firewall-configuration"
  severity   = "critical"
  why        = "A security group that lets the whole internet reach the port leaves only the database password between an attacker and the data. Databases are scanned for and guessed at within minutes of being reachable."
  remedy     = <<-HCL
    resource "aws_security_group" "database" {
      name   = "database"
      vpc_id = aws_vpc.example.id
    }

    resource "aws_vpc_security_group_ingress_rule" "database_from_app" {
      security_group_id            = aws_security_group.database.id
      referenced_security_group_id = aws_security_group.app.id
      ip_protocol                  = "tcp"
      from_port                    = 5432
      to_port                      = 5432
    }

    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      vpc_security_group_ids      = [aws_security_group.database.id]
    }
  HCL
  unset      = "Without a port the database listens on the default port of its engine; without security groups the default group of the VPC is attached."
  limits     = "Rules of security groups that are not in the plan."
  frameworks = {
    "nist-800-53-r5" = ["SC-7(5)", "SC-7(7)", "SC-7(11)", "SC-7(12)", "SC-7(16)", "SC-7(21)", "SC-7(24)", "SC-7(25)", "SC-7(26)", "SC-7(27)", "SC-7(28)", "SC-7", "AC-4(21)", "AC-17", "AC-17(1)", "AC-17(4)", "AC-17(9)", "AC-17(10)", "CM-2", "CM-2(2)", "CM-6", "CM-7", "CM-8(6)", "CM-9"]
    "pci-dss-4"      = ["1.2.5", "1.2.8", "1.3.1", "1.3.2", "1.4.2", "1.5.1", "11.3.1.1", "11.3.1.3", "11.5.1.1", "11.5.2", "2.2.5", "7.2.1", "7.3.1", "A1.1.3"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(3)(ii)(B)", "164.308(a)(4)(i)", "164.308(a)(4)(ii)(B)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/vpc_security_group_ingress_rule",
  ]
}

resource_policy "aws_db_instance" "port_closed" {
  locals {
    port = onus::db_port(attrs)
    ids  = attrs.vpc_security_group_ids
  }
  enforce {
    condition     = !onus::groups_open_to(local.ids, "0.0.0.0/0", local.port)
    error_message = "${onus::port_in_words(local.port)} of the database is open to 0.0.0.0/0"
    focus         = [attrs.vpc_security_group_ids, onus::group_sources_open_to(local.ids, "0.0.0.0/0", local.port)]
  }
  enforce {
    condition     = !onus::groups_open_to(local.ids, "::/0", local.port)
    error_message = "${onus::port_in_words(local.port)} of the database is open to ::/0"
    focus         = [attrs.vpc_security_group_ids, onus::group_sources_open_to(local.ids, "::/0", local.port)]
  }
  enforce {
    condition = onus::groups_visible(local.ids)
  }
}

resource_policy "aws_rds_cluster" "port_closed" {
  locals {
    port = onus::cluster_port(attrs)
    ids  = attrs.vpc_security_group_ids
  }
  enforce {
    condition     = !onus::groups_open_to(local.ids, "0.0.0.0/0", local.port)
    error_message = "${onus::port_in_words(local.port)} of the cluster is open to 0.0.0.0/0"
    focus         = [attrs.vpc_security_group_ids, onus::group_sources_open_to(local.ids, "0.0.0.0/0", local.port)]
  }
  enforce {
    condition     = !onus::groups_open_to(local.ids, "::/0", local.port)
    error_message = "${onus::port_in_words(local.port)} of the cluster is open to ::/0"
    focus         = [attrs.vpc_security_group_ids, onus::group_sources_open_to(local.ids, "::/0", local.port)]
  }
  enforce {
    condition = onus::groups_visible(local.ids)
  }
}

resource_policy "aws_db_proxy" "port_closed" {
  locals {
    port = onus::proxy_port(attrs)
    ids  = attrs.vpc_security_group_ids
  }
  enforce {
    condition     = !onus::groups_open_to(local.ids, "0.0.0.0/0", local.port)
    error_message = "${onus::port_in_words(local.port)} of the proxy is open to 0.0.0.0/0"
    focus         = [attrs.vpc_security_group_ids, onus::group_sources_open_to(local.ids, "0.0.0.0/0", local.port)]
  }
  enforce {
    condition     = !onus::groups_open_to(local.ids, "::/0", local.port)
    error_message = "${onus::port_in_words(local.port)} of the proxy is open to ::/0"
    focus         = [attrs.vpc_security_group_ids, onus::group_sources_open_to(local.ids, "::/0", local.port)]
  }
  enforce {
    condition = onus::groups_visible(local.ids)
  }
}

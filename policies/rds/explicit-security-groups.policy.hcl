control {
  title      = "Database has security groups of its own"
  obligation = "rds/firewall-configuration"
  severity   = "medium"
  why        = "Without a named group the database gets the default group of the VPC, which lets in everything else that was started without one. A group of its own says who may connect."
  remedy     = <<-HCL
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
  unset      = "Nothing is sent and the default security group of the VPC is attached."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
  ]
}

resource_policy "aws_db_instance" "named_groups" {
  enforce {
    condition = onus::is_set(attrs.vpc_security_group_ids) ? (
      core::length(onus::attached_groups(attrs.vpc_security_group_ids)) > 0 || core::length(onus::stated_ids(attrs.vpc_security_group_ids)) > 0
    ) : meta.operation == "create" ? false : onus::undecided("the groups that are attached today may be the default group")
    error_message = "no security group is named: the database gets the default group of the VPC"
  }
}

resource_policy "aws_rds_cluster" "named_groups" {
  enforce {
    condition = onus::is_set(attrs.vpc_security_group_ids) ? (
      core::length(onus::attached_groups(attrs.vpc_security_group_ids)) > 0 || core::length(onus::stated_ids(attrs.vpc_security_group_ids)) > 0
    ) : meta.operation == "create" ? false : onus::undecided("the groups that are attached today may be the default group")
    error_message = "no security group is named: the cluster gets the default group of the VPC"
  }
}

resource_policy "aws_db_proxy" "named_groups" {
  enforce {
    condition = onus::is_set(attrs.vpc_security_group_ids) ? (
      core::length(onus::attached_groups(attrs.vpc_security_group_ids)) > 0 || core::length(onus::stated_ids(attrs.vpc_security_group_ids)) > 0
    ) : meta.operation == "create" ? false : onus::undecided("the groups that are attached today may be the default group")
    error_message = "no security group is named: the proxy gets the default group of the VPC"
  }
}

control {
  title      = "Database stands in private subnets only"
  obligation = "rds/firewall-configuration"
  severity   = "high"
  why        = "In a subnet with a route to an internet gateway one wrong switch or rule is enough to put the database on the internet. Without the route a mistake elsewhere has no effect."
  remedy     = <<-HCL
    resource "aws_route_table" "private" { # no route to an internet gateway
      vpc_id = aws_vpc.example.id
    }

    resource "aws_route_table_association" "a" {
      subnet_id      = aws_subnet.private_a.id
      route_table_id = aws_route_table.private.id
    }

    resource "aws_route_table_association" "b" {
      subnet_id      = aws_subnet.private_b.id
      route_table_id = aws_route_table.private.id
    }

    resource "aws_db_subnet_group" "example" {
      name       = "private"
      subnet_ids = [aws_subnet.private_a.id, aws_subnet.private_b.id]
    }

    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      db_subnet_group_name        = aws_db_subnet_group.example.name
    }
  HCL
  unset      = "Without a subnet group the database lands in the default VPC, whose subnets are public. A replica in the same region shares the subnet group of its source."
  limits     = "Subnets, route tables and default VPCs that are managed elsewhere or were changed by hand."
  frameworks = {
    "fsbp" = ["RDS.46"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html#subnet-types",
    "https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
  ]
}

resource_policy "aws_db_instance" "private_subnets" {
  locals {
    named   = onus::db_tells(attrs, attrs.db_subnet_group_name)
    replica = onus::is_set(attrs.replicate_source_db)
    sources = onus::db_named(attrs.replicate_source_db)
    public = (
      local.named ? onus::subnet_group_name_public(attrs.db_subnet_group_name) :
      !local.replica ? true :
      onus::agreed([
        for s in local.sources : !onus::is_near(s) ? true : (
          onus::db_tells(s, s.db_subnet_group_name) ? onus::subnet_group_name_public(s.db_subnet_group_name) :
          onus::is_set(s.replicate_source_db) ? onus::undecided("a longer chain of replicas is not followed") : true
        )
      ], "the subnets are those of a source which is not in this plan")
    )
  }
  enforce {
    condition     = !local.public
    error_message = local.named ? "a subnet of the database is routed to an internet gateway" : "no subnet group: the database lands in the public subnets of the default VPC"
  }
}

resource_policy "aws_rds_cluster" "private_subnets" {
  locals {
    named = onus::db_tells(attrs, attrs.db_subnet_group_name)
  }
  enforce {
    condition     = local.named ? !onus::subnet_group_name_public(attrs.db_subnet_group_name) : false
    error_message = local.named ? "a subnet of the cluster is routed to an internet gateway" : "no subnet group: the cluster lands in the public subnets of the default VPC"
  }
}

# without any database in the plan, as in the state of a network team, the groups are judged by themselves
resource_policy "aws_db_subnet_group" "private_subnets" {
  filter = local.alone
  locals {
    # the same for every group, so it is looked up once
    alone = core::length(core::getresources("aws_db_instance", {})) == 0 && core::length(core::getresources("aws_rds_cluster", {})) == 0
  }
  enforce {
    condition     = !onus::subnet_group_public(attrs)
    error_message = "a subnet of the group is routed to an internet gateway"
  }
}

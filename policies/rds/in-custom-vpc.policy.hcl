control {
  title       = "Database stands in a VPC of your own"
  obligation  = "rds/firewall-configuration"
  severity    = "medium"
  why         = "The default VPC has public subnets only and everything that was started without thought is its neighbour. A VPC of your own has the subnets, routes and rules that you decided on."
  remedy      = <<-HCL
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
  unset       = "The database lands in the default VPC. A replica in the same region shares the subnet group of its source."
  subsumed_by = ["rds/no-public-subnet"]
  frameworks = {
    "security-hub"   = ["RDS.18"]
    "iso-27001-2022" = ["A.8.20", "A.8.21", "A.8.22"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#db_subnet_group_name-1",
  ]
}

resource_policy "aws_db_instance" "subnet_group" {
  locals {
    custom = (
      onus::db_tells(attrs, attrs.db_subnet_group_name) ? onus::subnet_group_custom(attrs.db_subnet_group_name) :
      !onus::is_set(attrs.replicate_source_db) ? false :
      onus::agreed([
        for s in onus::db_named(attrs.replicate_source_db) : !onus::is_near(s) ? false : (
          onus::db_tells(s, s.db_subnet_group_name) ? onus::subnet_group_custom(s.db_subnet_group_name) :
          onus::is_set(s.replicate_source_db) ? onus::undecided("a longer chain of replicas is not followed") : false
        )
      ], "the subnet group is that of a source which is not in this plan")
    )
  }
  enforce {
    condition     = local.custom
    error_message = "the database lands in the default VPC"
  }
}

resource_policy "aws_rds_cluster" "subnet_group" {
  enforce {
    condition     = onus::db_tells(attrs, attrs.db_subnet_group_name) ? onus::subnet_group_custom(attrs.db_subnet_group_name) : false
    error_message = "the cluster lands in the default VPC"
  }
}

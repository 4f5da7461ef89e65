# What the AWS provider does with arguments of Amazon RDS resources that are left out, and which attributes are one value.

resource "aws_db_instance" {
  unset "vpc_security_group_ids" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance"
  }
  # since provider 5.0 the id is the resource id (db-…), not the identifier
  same   = [["id", "resource_id"]]
  unique = ["identifier", "address", "endpoint"]

  unset "engine_lifecycle_support" { # MySQL and PostgreSQL are enrolled in extended support
    value  = "open-source-rds-extended-support"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#engine_lifecycle_support-1"
  }

  unset "multi_az" { # nothing is sent: one zone
    value  = false
    source = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html"
  }

  unset "backup_retention_period" { # automated backups are off, although the default of the AWS API is 1; not so for a restore
    value  = 0
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#backup_retention_period-1"
  }
}

resource "aws_rds_cluster" {
  unset "vpc_security_group_ids" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster"
  }
  unset "engine_lifecycle_support" { # MySQL and PostgreSQL are enrolled in extended support
    value  = "open-source-rds-extended-support"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster#engine_lifecycle_support-1"
  }

  # monitoring of the instances is left to the instances; for a Multi-AZ DB cluster it is off
  unset "monitoring_interval" {
    value  = 0
    source = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html"
  }

  same   = [["id", "cluster_identifier"]]
  unique = ["cluster_identifier", "cluster_resource_id", "endpoint", "reader_endpoint"]

  unset "backup_retention_period" { # nothing is sent, AWS keeps one day; not so for a restore
    value  = 1
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster#backup_retention_period-1"
  }
}

resource "aws_rds_cluster_instance" {
  same   = [["id", "identifier"]]
  unique = ["identifier", "dbi_resource_id", "endpoint"]

  unset "publicly_accessible" {
    value  = false
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster_instance#publicly_accessible-1"
  }
}

resource "aws_rds_global_cluster" {
  same = [["id", "global_cluster_identifier"]]

  unset "engine_lifecycle_support" { # MySQL and PostgreSQL are enrolled in extended support
    value  = "open-source-rds-extended-support"
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_global_cluster#engine_lifecycle_support-1"
  }
}

resource "aws_db_proxy" {
  unset "vpc_security_group_ids" {
    value  = core::toset([])
    source = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_proxy"
  }
  same = [["id", "name"]]
}

resource "aws_db_snapshot" {
  same   = [["id", "db_snapshot_identifier"]]
  unique = ["db_snapshot_identifier", "db_snapshot_arn"]
}

resource "aws_db_snapshot_copy" {
  same   = [["id", "target_db_snapshot_identifier"]]
  unique = ["target_db_snapshot_identifier", "db_snapshot_arn"]
}

resource "aws_db_cluster_snapshot" {
  same   = [["id", "db_cluster_snapshot_identifier"]]
  unique = ["db_cluster_snapshot_identifier", "db_cluster_snapshot_arn"]
}

resource "aws_rds_cluster_snapshot_copy" {
  same   = [["id", "target_db_cluster_snapshot_identifier"]]
  unique = ["target_db_cluster_snapshot_identifier", "db_cluster_snapshot_arn"]
}

resource "aws_db_parameter_group" {
  same   = [["id", "name"]]
  unique = ["name"] # once a region: one that is made up differs from every other
}

resource "aws_rds_cluster_parameter_group" {
  same   = [["id", "name"]]
  unique = ["name"] # once a region: one that is made up differs from every other
}

resource "aws_db_option_group" {
  same   = [["id", "name"]]
  unique = ["name"] # once a region: one that is made up differs from every other
}

resource "aws_db_subnet_group" {
  same   = [["id", "name"]]
  unique = ["name"] # once a region: one that is made up differs from every other
}

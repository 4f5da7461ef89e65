control {
  title      = "Enhanced monitoring is on"
  obligation = "rds/customer-data"
  severity   = "low"
  why        = "The metrics of the operating system show which process eats the machine, which the hypervisor's cannot. An attack or a runaway job is found in minutes and not by guessing."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      monitoring_interval         = 60
      monitoring_role_arn         = aws_iam_role.rds_monitoring.arn
    }
  HCL
  unset      = "The interval is 0: off. The instances of a cluster follow an interval that is set for the cluster."
  frameworks = {
    "fsbp"           = ["RDS.6"]
    "nist-800-53-r5" = ["CA-7", "SI-2"]
    "hipaa"          = ["164.312(b)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#monitoring_interval-1",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster#monitoring_interval-1",
  ]
}

locals {
  intervals = [1, 5, 10, 15, 30, 60]
}

resource_policy "aws_db_instance" "monitoring" {
  enforce {
    condition     = core::contains(local.intervals, attrs.monitoring_interval)
    error_message = "enhanced monitoring is off"
  }
}

resource_policy "aws_rds_cluster_instance" "monitoring" {
  locals {
    clusters = onus::clusters_named(attrs.cluster_identifier)
  }
  enforce {
    condition = core::contains(local.intervals, attrs.monitoring_interval) || onus::agreed(
      [for c in local.clusters : core::contains(local.intervals, core::try(c.monitoring_interval, 0))],
      "the cluster, which may switch on monitoring for its instances, is not in this plan",
    )
    error_message = "enhanced monitoring is off"
  }
}

# the instances of a Multi-AZ DB cluster have no resource of their own
resource_policy "aws_rds_cluster" "monitoring" {
  filter = core::try(attrs.db_cluster_instance_class, null) != null
  enforce {
    condition     = core::contains(local.intervals, core::try(attrs.monitoring_interval, 0))
    error_message = "enhanced monitoring of the cluster is off"
  }
}

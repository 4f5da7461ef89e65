control {
  title      = "Cluster has instances in two zones"
  obligation = "shared/business-continuity"
  severity   = "medium"
  why        = "With one instance the cluster is down until a new one has started, when its host or its zone fails. A second instance in another zone takes over in less than a minute."
  remedy     = <<-HCL
    resource "aws_rds_cluster" "example" {
      cluster_identifier          = "orders"
      engine                      = "aurora-postgresql"
      master_username             = "orders_owner"
      manage_master_user_password = true
    }

    resource "aws_rds_cluster_instance" "example" {
      count              = 2
      cluster_identifier = aws_rds_cluster.example.id
      engine             = aws_rds_cluster.example.engine
      instance_class     = "db.r6g.large"
    }
  HCL
  unset      = "Without a zone Aurora spreads the instances over the zones of the subnet group. A Multi-AZ DB cluster always has three zones."
  limits     = "Instances that are managed elsewhere."
  frameworks = {
    "fsbp"           = ["RDS.15"]
    "cis-aws-5"      = ["2.2.4"]
    "nist-800-53-r5" = ["CP-10", "CP-6(2)", "SC-36", "SC-5(2)", "SI-13(5)"]
    "iso-27001-2022" = ["A.8.14"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster_instance#availability_zone-1",
  ]
}

# Aurora Serverless v1 keeps its own spare
resource_policy "aws_rds_cluster" "zones" {
  filter = core::try(attrs.engine_mode, null) != "serverless"
  locals {
    # the identifier of the cluster may be taken in another region as well
    instances = [for i in core::getresources("aws_rds_cluster_instance", { cluster_identifier = attrs.id }) : i if onus::is_near(i)]
    placed    = [for i in local.instances : i.availability_zone if onus::db_tells(i, i.availability_zone)]
    first     = core::try(local.placed[0], null)
    apart = (
      core::length(local.placed) < core::length(local.instances) ? true :
      core::anytrue([for z in local.placed : z != local.first])
    )
  }
  enforce {
    condition = (
      core::try(attrs.db_cluster_instance_class, null) != null ? true :
      core::length(local.instances) == 0 ? onus::undecided("no instance of the cluster is in this plan") :
      core::length(local.instances) > 1 && local.apart
    )
    error_message = core::length(local.instances) == 1 ? "the cluster has a single instance" : "all instances of the cluster are in one zone"
  }
}

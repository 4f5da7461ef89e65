control {
  title      = "Aurora MySQL cluster can be turned back in time"
  obligation = "shared/business-continuity"
  severity   = "low"
  why        = "After a wrong statement backtrack takes the cluster to the second before it, in minutes and without a restore. It has to be on before it is needed."
  remedy     = <<-HCL
    resource "aws_rds_cluster" "example" {
      cluster_identifier          = "orders"
      engine                      = "aurora-mysql"
      master_username             = "orders_owner"
      manage_master_user_password = true
      backtrack_window            = 86400
    }
  HCL
  unset      = "The window is 0: off."
  frameworks = {
    "fsbp"           = ["RDS.14"]
    "nist-800-53-r5" = ["CP-10", "CP-6", "CP-6(1)", "CP-6(2)", "CP-9", "SI-13(5)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster#backtrack_window-1",
  ]
}

resource_policy "aws_rds_cluster" "backtrack" {
  filter = core::contains(["aurora", "aurora-mysql"], core::lower(attrs.engine))
  enforce {
    condition     = attrs.backtrack_window == null ? false : attrs.backtrack_window > 0
    error_message = "the cluster cannot be turned back in time: backtrack_window is 0"
  }
}

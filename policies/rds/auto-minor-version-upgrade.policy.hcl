control {
  title      = "Minor engine versions are installed automatically"
  obligation = "shared/patch-management"
  severity   = "high"
  why        = "Minor versions carry the security fixes of the database engine. Without the automatic upgrade a known hole stays open until somebody thinks of it."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      auto_minor_version_upgrade  = true
    }
  HCL
  unset      = "The provider sends true."
  limits     = "Multi-AZ DB clusters: provider 5.100 has no argument for it. Whether upgrades have been installed."
  frameworks = {
    "fsbp"           = ["RDS.13", "RDS.35"]
    "cis-aws-3"      = ["2.3.2"]
    "cis-aws-5"      = ["2.2.2"]
    "nist-800-53-r5" = ["SI-2", "SI-2(2)", "SI-2(4)", "SI-2(5)"]
    "pci-dss-4"      = ["6.3.3"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html#USER_UpgradeDBInstance.Upgrading.AutoMinorVersionUpgrades",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#auto_minor_version_upgrade-1",
  ]
}

resource_policy "aws_db_instance" "auto_upgrade" {
  enforce {
    condition     = attrs.auto_minor_version_upgrade != false
    error_message = "minor versions are not installed automatically"
  }
}

resource_policy "aws_rds_cluster_instance" "auto_upgrade" {
  enforce {
    condition     = attrs.auto_minor_version_upgrade != false
    error_message = "minor versions are not installed automatically"
  }
}

control {
  title      = "Cluster storage is encrypted at rest"
  obligation = "rds/customer-data"
  severity   = "high"
  why        = "Unencrypted cluster volumes, snapshots and backups can be read by whoever gets hold of them. Encryption of a cluster cannot be switched on later without a copy and a restore."
  remedy     = <<-HCL
    resource "aws_rds_cluster" "example" {
      cluster_identifier          = "orders"
      engine                      = "aurora-postgresql"
      master_username             = "orders_owner"
      manage_master_user_password = true
      storage_encrypted           = true
    }
  HCL
  unset      = "Nothing is sent. Aurora encrypts clusters created since 18 February 2026 with a key owned by AWS; a Multi-AZ DB cluster is not encrypted."
  limits     = "Whether a snapshot or a source outside the plan is encrypted. The instances of a cluster share its storage and are not judged."
  frameworks = {
    "fsbp"           = ["RDS.27"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-3(6)", "SC-13", "SC-28", "SC-28(1)", "SC-7(10)", "SI-7(6)"]
    "pci-dss-4"      = ["3.5.1", "8.3.2"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["PI1.5"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster#storage_encrypted-1",
  ]
}

resource_policy "aws_rds_cluster" "storage_encrypted" {
  filter = meta.operation != "create" || !onus::cluster_restored(attrs)
  enforce {
    condition     = onus::cluster_encrypted(attrs)
    focus         = attrs.storage_encrypted
    error_message = "storage of the cluster is not encrypted"
  }
}

# a new restore: its own storage_encrypted is not sent, but a key is
resource_policy "aws_rds_cluster" "restore_encrypted" {
  filter = meta.operation == "create" && onus::cluster_restored(attrs)
  enforce {
    condition     = onus::cluster_storage_encrypted(attrs)
    error_message = "storage of the cluster is not encrypted: the cluster it is restored from is not"
  }
}

control {
  title      = "Database instance storage is encrypted at rest"
  obligation = "rds/customer-data"
  severity   = "high"
  why        = "An unencrypted volume, its snapshots and its backups can be read by whoever gets hold of them. Encryption cannot be switched on later without a copy and a restore."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      storage_encrypted           = true
    }
  HCL
  unset      = "The provider sends StorageEncrypted=false. For a replica or a restore nothing is sent and the source decides."
  limits     = "Whether a source outside the plan is encrypted."
  frameworks = {
    "fsbp"           = ["RDS.3"]
    "cis-aws-3"      = ["2.3.1"]
    "cis-aws-5"      = ["2.2.1"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-3(6)", "SC-13", "SC-28", "SC-28(1)", "SC-7(10)", "SI-7(6)"]
    "pci-dss-4"      = ["8.3.2"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["CC6.1", "CC6.2", "PI1.5"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(c)(1)", "164.312(e)(2)(ii)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#storage_encrypted-1",
  ]
}

resource_policy "aws_db_instance" "storage_encrypted" {
  filter = meta.operation != "create" || !onus::db_restored(attrs)
  enforce {
    condition     = attrs.storage_encrypted == true
    error_message = "storage is not encrypted: storage_encrypted is ${attrs.storage_encrypted == null ? "not set" : "false"}"
  }
}

# a new replica or restore: its own storage_encrypted is not sent
resource_policy "aws_db_instance" "source_encrypted" {
  filter = meta.operation == "create" && onus::db_restored(attrs)
  enforce {
    condition     = onus::db_encrypted(attrs)
    error_message = "storage is not encrypted: the database it is a replica or restore of is not"
  }
}

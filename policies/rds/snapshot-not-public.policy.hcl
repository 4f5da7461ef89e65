control {
  title      = "Database snapshot is not shared with everyone"
  obligation = "rds/customer-data"
  severity   = "critical"
  why        = "A public snapshot can be restored by every AWS account, with all data of the database in it. There is no password and no log that would tell you about it."
  remedy     = <<-HCL
    resource "aws_db_snapshot" "example" {
      db_instance_identifier = aws_db_instance.orders.identifier
      db_snapshot_identifier = "orders-before-migration"
      shared_accounts        = ["111122223333"]
    }
  HCL
  unset      = "The snapshot is private."
  frameworks = {
    "fsbp"           = ["RDS.1"]
    "nist-800-53-r5" = ["AC-21", "AC-3", "AC-3(7)", "AC-4", "AC-4(21)", "AC-6", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(20)", "SC-7(21)", "SC-7(3)", "SC-7(4)", "SC-7(9)"]
    "pci-dss-4"      = ["10.3.2", "3.5.1.3", "A1.1.2", "A3.4.1"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_snapshot#shared_accounts-1",
  ]
}

resource_policy "aws_db_snapshot" "not_public" {
  enforce {
    condition     = !core::contains(onus::list_or_empty(core::try(attrs.shared_accounts, null)), "all")
    error_message = "the snapshot is shared with every AWS account"
  }
}

resource_policy "aws_db_snapshot_copy" "not_public" {
  enforce {
    condition     = !core::contains(onus::list_or_empty(core::try(attrs.shared_accounts, null)), "all")
    error_message = "the copy of the snapshot is shared with every AWS account"
  }
}

resource_policy "aws_db_cluster_snapshot" "not_public" {
  enforce {
    condition     = !core::contains(onus::list_or_empty(core::try(attrs.shared_accounts, null)), "all")
    error_message = "the snapshot of the cluster is shared with every AWS account"
  }
}

resource_policy "aws_rds_cluster_snapshot_copy" "not_public" {
  enforce {
    condition     = !core::contains(onus::list_or_empty(core::try(attrs.shared_accounts, null)), "all")
    error_message = "the copy of the cluster's snapshot is shared with every AWS account"
  }
}

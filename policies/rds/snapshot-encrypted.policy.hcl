control {
  title      = "Database snapshot is encrypted"
  obligation = "rds/customer-data"
  severity   = "medium"
  why        = "A snapshot is the whole database in one piece, and it outlives the database. Unencrypted, everybody who may copy or restore it can read it."
  remedy     = <<-HCL
    resource "aws_db_instance" "orders" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      storage_encrypted           = true
    }

    resource "aws_db_snapshot" "example" {
      db_instance_identifier = aws_db_instance.orders.identifier
      db_snapshot_identifier = "orders"
    }

    # a copy is encrypted if it names a key, whatever its source is
    resource "aws_db_snapshot_copy" "example" {
      source_db_snapshot_identifier = aws_db_snapshot.example.db_snapshot_arn
      target_db_snapshot_identifier = "orders-encrypted"
      kms_key_id                    = aws_kms_key.database.arn
    }
  HCL
  unset      = "A snapshot is encrypted like its database, a copy without a key like its source."
  limits     = "Databases and snapshots outside the plan."
  frameworks = {
    "fsbp"           = ["RDS.4"]
    "nist-800-53-r5" = ["CA-9(1)", "CM-3(6)", "SC-13", "SC-28", "SC-28(1)", "SC-7(10)", "SI-7(6)"]
    "pci-dss-4"      = ["8.3.2"]
    "iso-27001-2022" = ["A.8.24"]
    "soc2"           = ["CC6.1", "CC6.2"]
    "hipaa"          = ["164.308(a)(1)(ii)(B)", "164.308(a)(4)(ii)(A)", "164.312(a)(2)(iv)", "164.312(c)(1)", "164.312(e)(2)(ii)", "164.314(b)(1)", "164.314(b)(2)", "164.314(b)(2)(i)", "164.314(b)(2)(ii)", "164.314(b)(2)(iii)", "164.314(b)(2)(iv)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_snapshot_copy#kms_key_id-1",
  ]
}

resource_policy "aws_db_snapshot" "encrypted" {
  enforce {
    condition     = onus::db_snapshot_encrypted(attrs)
    error_message = "the snapshot is not encrypted: its database is not"
  }
}

resource_policy "aws_db_snapshot_copy" "encrypted" {
  enforce {
    condition = onus::is_set(attrs.kms_key_id) || onus::agreed(
      [for s in onus::db_snapshot_copy_sources(attrs) : onus::db_snapshot_encrypted(s)],
      "the snapshot that is copied is not in this plan",
    )
    error_message = "the copy is not encrypted: kms_key_id is not set and its source is not"
  }
}

resource_policy "aws_db_cluster_snapshot" "encrypted" {
  enforce {
    condition     = onus::cluster_snapshot_encrypted(attrs)
    error_message = "the snapshot is not encrypted: its cluster is not"
  }
}

resource_policy "aws_rds_cluster_snapshot_copy" "encrypted" {
  locals {
    sources = onus::near_first(core::concat(
      onus::linked(attrs.source_db_cluster_snapshot_identifier, "aws_db_cluster_snapshot"),
      core::getresources("aws_db_cluster_snapshot", { db_cluster_snapshot_identifier = attrs.source_db_cluster_snapshot_identifier }),
    ))
  }
  enforce {
    condition = onus::is_set(attrs.kms_key_id) || onus::agreed(
      [for s in local.sources : onus::cluster_snapshot_encrypted(s)],
      "the snapshot that is copied is not in this plan",
    )
    error_message = "the copy is not encrypted: kms_key_id is not set and its source is not"
  }
}

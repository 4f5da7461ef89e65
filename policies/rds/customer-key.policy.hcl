control {
  title       = "Database is encrypted with a key of your own"
  obligation  = "rds/customer-data"
  severity    = "low"
  why         = "Only with a key of your own can you decide who decrypts, share an encrypted snapshot and make the data unreadable by disabling the key. The key that AWS manages allows none of it."
  remedy      = <<-HCL
    resource "aws_kms_key" "database" {
      description         = "database storage"
      enable_key_rotation = true
    }

    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      storage_encrypted           = true
      kms_key_id                  = aws_kms_key.database.arn
    }
  HCL
  unset       = "The key aws/rds, which AWS manages, or for a new Aurora cluster one that AWS owns. A replica or a restore has the key of its source."
  limits      = "The key of a source outside the plan."
  subsumed_by = ["rds/instance-storage-encrypted", "rds/cluster-storage-encrypted"]
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#kms_key_id-1",
  ]
}

resource_policy "aws_db_instance" "customer_key" {
  locals {
    answers = [
      for s in onus::db_sources(attrs) : (
        onus::is_set(s.kms_key_id) ? onus::is_customer_key(s.kms_key_id) :
        onus::db_restored(s) ? onus::undecided("a longer chain of replicas and restores is not followed") : false
      )
    ]
  }
  enforce {
    condition = (
      onus::is_set(attrs.kms_key_id) ? onus::is_customer_key(attrs.kms_key_id) :
      onus::db_restored(attrs) ? onus::agreed(local.answers, "the key is that of a source which is not in this plan") : false
    )
    error_message = "storage is not encrypted with a key of your own"
  }
}

resource_policy "aws_rds_cluster" "customer_key" {
  locals {
    answers = [
      for s in onus::cluster_sources(attrs) : (
        onus::is_set(s.kms_key_id) ? onus::is_customer_key(s.kms_key_id) :
        onus::cluster_restored(s) ? onus::undecided("a longer chain of restores is not followed") : false
      )
    ]
  }
  enforce {
    condition = (
      onus::is_set(attrs.kms_key_id) ? onus::is_customer_key(attrs.kms_key_id) :
      onus::cluster_restored(attrs) ? onus::agreed(local.answers, "the key is that of a source which is not in this plan") : false
    )
    error_message = "storage of the cluster is not encrypted with a key of your own"
  }
}

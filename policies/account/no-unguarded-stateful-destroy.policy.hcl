control {
  title      = "Nothing that holds data is destroyed unnoticed"
  obligation = "shared/configuration-management"
  severity   = "critical"
  why        = "A plan that destroys or replaces a database, volume, bucket, key, vault or secret takes the data with it, often for a changed name or a removed line. Such a step should be accepted by an owner, by name and with a reason, before it is applied."
  remedy     = <<-HCL
    # give back the argument that forces the new one, and let Terraform refuse the next such plan
    resource "aws_ebs_volume" "example" {
      availability_zone = "eu-central-1a"
      size              = 10
      lifecycle {
        prevent_destroy = true
      }
    }
  HCL
  limits     = "The lifecycle block is not in a plan. Whether a final snapshot is taken, or a deletion protection stops the step at apply, does not change the verdict: accept an intended destruction with a waiver."
  subsumed_by = ["account/kms-key-not-scheduled-for-deletion"]
  references = [
    "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
    "https://developer.hashicorp.com/terraform/internals/json-format",
  ]
}

resource_policy "aws_db_instance" "database_kept" {
  operations = ["update", "no-op"]
  enforce {
    condition     = true
    error_message = "the database is gone"
  }
}

resource_policy "aws_db_instance" "database_destroyed" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan destroys database `${prior_attrs.identifier}` and the data in it"
  }
}

resource_policy "aws_rds_cluster" "database_cluster_kept" {
  operations = ["update", "no-op"]
  enforce {
    condition     = true
    error_message = "the database cluster is gone"
  }
}

resource_policy "aws_rds_cluster" "database_cluster_destroyed" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan destroys database cluster `${prior_attrs.cluster_identifier}` and the data in it"
  }
}

resource_policy "aws_ebs_volume" "volume_kept" {
  operations = ["update", "no-op"]
  enforce {
    condition     = true
    error_message = "the volume is gone"
  }
}

resource_policy "aws_ebs_volume" "volume_destroyed" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan destroys volume `${prior_attrs.id}` and the data in it"
  }
}

resource_policy "aws_s3_bucket" "bucket_kept" {
  operations = ["update", "no-op"]
  enforce {
    condition     = true
    error_message = "the bucket is gone"
  }
}

resource_policy "aws_s3_bucket" "bucket_destroyed" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan destroys bucket `${prior_attrs.bucket}` and the data in it"
  }
}

resource_policy "aws_kms_key" "key_kept" {
  operations = ["update", "no-op"]
  enforce {
    condition     = true
    error_message = "the key is gone"
  }
}

resource_policy "aws_kms_key" "key_destroyed" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan destroys key `${prior_attrs.key_id}`, without which nothing encrypted with it can be read"
  }
}

resource_policy "aws_backup_vault" "backup_vault_kept" {
  operations = ["update", "no-op"]
  enforce {
    condition     = true
    error_message = "the backup vault is gone"
  }
}

resource_policy "aws_backup_vault" "backup_vault_destroyed" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan destroys backup vault `${prior_attrs.name}`"
  }
}

resource_policy "aws_secretsmanager_secret" "secret_kept" {
  operations = ["update", "no-op"]
  enforce {
    condition     = true
    error_message = "the secret is gone"
  }
}

resource_policy "aws_secretsmanager_secret" "secret_destroyed" {
  operations = ["delete"]
  enforce {
    condition     = false
    error_message = "this plan destroys secret `${prior_attrs.name}`"
  }
}

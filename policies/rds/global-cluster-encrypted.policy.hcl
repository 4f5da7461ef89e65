control {
  title      = "Global cluster is encrypted at rest"
  obligation = "rds/customer-data"
  severity   = "high"
  why        = "A global cluster copies the data into other regions, and every member has to be encrypted like the first one. What starts without encryption stays without it in all regions."
  remedy     = <<-HCL
    resource "aws_rds_global_cluster" "example" {
      global_cluster_identifier = "orders"
      engine                    = "aurora-postgresql"
      storage_encrypted         = true
    }
  HCL
  unset      = "Nothing is sent and the global cluster is not declared as encrypted. With source_db_cluster_identifier that cluster decides."
  limits     = "Whether a source cluster outside the plan is encrypted."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateGlobalCluster.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_global_cluster#storage_encrypted-1",
  ]
}

resource_policy "aws_rds_global_cluster" "storage_encrypted" {
  filter = meta.operation != "create" || !onus::is_set(attrs.source_db_cluster_identifier)
  enforce {
    condition     = onus::is_set(attrs.storage_encrypted) || meta.operation != "create" ? attrs.storage_encrypted == true : false
    error_message = "the global cluster is not encrypted"
  }
}

resource_policy "aws_rds_global_cluster" "source_encrypted" {
  filter = meta.operation == "create" && onus::is_set(attrs.source_db_cluster_identifier)
  enforce {
    condition = onus::agreed(
      [for c in onus::clusters_named(attrs.source_db_cluster_identifier) : onus::cluster_storage_encrypted(c)],
      "the source cluster, which decides about encryption, is not in this plan",
    )
    error_message = "the global cluster is not encrypted: the cluster it starts from is not"
  }
}

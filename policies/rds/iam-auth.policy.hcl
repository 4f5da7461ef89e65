control {
  title      = "Users can log in with IAM instead of a password"
  obligation = "shared/identities"
  severity   = "medium"
  why        = "A token of IAM is valid for a quarter of an hour and belongs to a person or a role, so access is granted, logged and taken away in one place. Passwords of the database live on in files and chats."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                          = "orders"
      engine                              = "postgres"
      instance_class                      = "db.t4g.medium"
      allocated_storage                   = 50
      username                            = "orders_owner"
      manage_master_user_password         = true
      iam_database_authentication_enabled = true
    }
  HCL
  unset      = "IAM authentication is off, for a replica too."
  limits     = "Whether the users inside the database were granted to log in with IAM."
  frameworks = {
    "fsbp"           = ["RDS.10", "RDS.12"]
    "nist-800-53-r5" = ["AC-2(1)", "AC-3", "AC-3(15)", "AC-3(7)", "AC-6"]
    "pci-dss-4"      = ["7.2.1", "7.2.2", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
    "soc2"           = ["CC1.3"]
    "hipaa"          = ["164.308(a)(3)(ii)(A)", "164.308(a)(4)(i)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#iam_database_authentication_enabled-1",
  ]
}

# only these engines have it, so where it is on the engine does not matter
resource_policy "aws_db_instance" "iam" {
  filter = attrs.iam_database_authentication_enabled == true || core::contains(["mysql", "postgres", "mariadb"], onus::db_engine(attrs))
  enforce {
    condition     = attrs.iam_database_authentication_enabled == true
    error_message = "IAM authentication is off"
  }
}

resource_policy "aws_rds_cluster" "iam" {
  enforce {
    condition     = attrs.iam_database_authentication_enabled == true
    error_message = "IAM authentication is off"
  }
}

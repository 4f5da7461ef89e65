control {
  title      = "Database instance has no public address"
  obligation = "rds/firewall-configuration"
  severity   = "critical"
  why        = "A public address puts the login of the database one security group rule away from the internet. Inside the VPC an attacker first has to get a foot into the network."
  remedy     = <<-HCL
    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "postgres"
      instance_class              = "db.t4g.medium"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      publicly_accessible         = false
    }
  HCL
  unset      = "The provider sends PubliclyAccessible=false, for instances of a cluster too although the plan shows them as known after apply."
  limits     = "Instances of a Multi-AZ DB cluster: provider 5.100 has no argument for them, AWS decides by the subnet group."
  frameworks = {
    "fsbp"           = ["RDS.2"]
    "cis-aws-3"      = ["2.3.3"]
    "cis-aws-5"      = ["2.2.3"]
    "nist-800-53-r5" = ["AC-4", "AC-4(21)", "SC-7", "SC-7(11)", "SC-7(16)", "SC-7(21)", "SC-7(4)", "SC-7(5)"]
    "pci-dss-4"      = ["1.4.4"]
    "soc2"           = ["CC6.1", "CC6.2", "CC6.6"]
    "hipaa"          = ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(C)", "164.312(a)(1)", "164.312(e)(1)"]
  }
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html#USER_VPC.Hiding",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_instance#publicly_accessible-1",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/rds_cluster_instance#publicly_accessible-1",
  ]
}

resource_policy "aws_db_instance" "private" {
  enforce {
    condition     = attrs.publicly_accessible != true
    error_message = "the database gets a public address"
  }
}

resource_policy "aws_rds_cluster_instance" "private" {
  enforce {
    condition     = attrs.publicly_accessible != true
    error_message = "the cluster instance gets a public address"
  }
}

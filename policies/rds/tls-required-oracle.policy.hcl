control {
  title      = "Oracle encrypts connections"
  obligation = "rds/network-traffic"
  severity   = "medium"
  why        = "Without an encryption option an Oracle database sends passwords and data in clear through the network. The default option group has none."
  remedy     = <<-HCL
    resource "aws_db_option_group" "encryption" {
      name                 = "orders-oracle-se2-19"
      engine_name          = "oracle-se2"
      major_engine_version = "19"
      option {
        option_name = "NATIVE_NETWORK_ENCRYPTION"
        option_settings {
          name  = "SQLNET.ENCRYPTION_SERVER"
          value = "REQUIRED"
        }
      }
    }

    resource "aws_db_instance" "example" {
      identifier                  = "orders"
      engine                      = "oracle-se2"
      instance_class              = "db.m6i.large"
      license_model               = "bring-your-own-license"
      allocated_storage           = 50
      username                    = "orders_owner"
      manage_master_user_password = true
      option_group_name           = aws_db_option_group.encryption.name
    }
  HCL
  unset      = "The default option group, without encryption. Native encryption without SQLNET.ENCRYPTION_SERVER is requested and not required."
  limits     = "The SSL option opens a second port for TLS; whether security groups close the first one is not judged here. Option groups outside the plan."
  references = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.Oracle.Options.NetworkEncryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.Oracle.Options.SSL.html",
    "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_option_group",
  ]
}

resource_policy "aws_db_instance" "encrypted_connections" {
  filter = core::startswith(onus::db_engine(attrs), "oracle-")
  locals {
    named   = onus::db_tells(attrs, attrs.option_group_name)
    groups = local.named ? [
      for g in core::getresources("aws_db_option_group", { name = attrs.option_group_name }) : g if onus::is_near(g)
    ] : []
    default = local.named ? core::startswith(attrs.option_group_name, "default:") : true
    encrypting = core::anytrue(core::flatten([
      for g in local.groups : [
        for o in g.option : o.option_name == "SSL" || (o.option_name == "NATIVE_NETWORK_ENCRYPTION" && core::anytrue([
          for s in o.option_settings : s.name == "SQLNET.ENCRYPTION_SERVER" && core::lower(s.value) == "required"
        ]))
      ]
    ]))
  }
  enforce {
    condition = (
      local.encrypting ? true :
      core::length(local.groups) > 0 ? false :
      !local.named && meta.operation == "create" && onus::db_restored(attrs) ? onus::undecided("the option group is that of the source") :
      local.default ? false : onus::undecided("the option group is not in this plan")
    )
    error_message = "no option requires encrypted connections"
  }
}

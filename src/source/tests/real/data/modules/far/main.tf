variable "name" {}
variable "kms_key" {
  description = "Key that encrypts the volume"
  default     = null
}
variable "settings" {
  default = {}
}

locals {
  settings = merge({ encrypted = false }, var.settings)
}

module "inner" {
  source    = "./modules/inner"
  name      = var.name
  encrypted = var.settings.encrypted
  kms_key   = var.kms_key
}

# The AWS shared responsibility model, as far as EC2, RDS and S3 go: who carries what. AWS secures the cloud, the customer
# secures what they put into it; how much that is depends on the service: infrastructure (EC2), container (RDS) or abstracted
# (S3). `source` is the page that states the party or, where the model does not go into the service, what AWS does there.

service "ec2" {
  title = "Amazon EC2"
  resources = [
    "aws_instance", "aws_spot_*", "aws_ec2_*", "aws_launch_*", "aws_ami*", "aws_ebs_*", "aws_volume_attachment", "aws_snapshot_*",
    "aws_autoscaling_*", "aws_placement_group", "aws_key_pair", "aws_eip*", "aws_network_interface*", "aws_security_group*",
    "aws_default_security_group", "aws_vpc*", "aws_subnet*", "aws_default_*", "aws_network_acl*", "aws_route*", "aws_main_route_table_association",
    "aws_internet_gateway*", "aws_nat_gateway*", "aws_egress_only_internet_gateway", "aws_flow_log", "aws_lb*", "aws_alb*", "aws_elb*",
    "aws_load_balancer_*", "aws_proxy_protocol_policy", "aws_ssm_*", "aws_inspector2_*", "aws_dlm_*", "aws_imagebuilder_*", "aws_app_cookie_stickiness_policy",
    "aws_customer_gateway", "aws_vpn_*", "aws_dx_*", "aws_cloudwatch_log_group", "aws_wafv2_*", "data.aws_ami",
  ]
  source = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-security.html"
}

service "rds" {
  title     = "Amazon RDS"
  resources = ["aws_db_*", "aws_rds_*"]
  source    = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.html"
}

service "s3" {
  title     = "Amazon S3"
  resources = ["aws_s3*", "aws_macie2_*"]
  source    = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security.html"
}

service "account" {
  title = "Account-wide"
  resources = [
    "aws_iam_*", "aws_kms_*", "aws_backup_*", "aws_config_*", "aws_cloudtrail*", "aws_guardduty_*", "aws_accessanalyzer_*", "aws_securityhub_*",
    "aws_secretsmanager_*", "aws_organizations_*", "aws_account_*",
  ]
  source = "https://aws.amazon.com/compliance/shared-responsibility-model/"
}

# --- Amazon EC2: infrastructure as a service, so the customer carries most ------------------------------------------------

obligation "ec2/customer-data" {
  title    = "Customer data on EC2"
  party    = "customer"
  customer = "Decide what data volumes, snapshots and images hold, and with whom they are shared."
  aws      = "Keeps storage of one customer apart from that of another and wipes it before reuse."
  source   = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/data-protection.html"
}

obligation "ec2/platform-app-management" {
  title    = "Platform and application management"
  party    = "customer"
  customer = "Install, configure and run what is on the instance: agents, runtimes, applications, images."
  aws      = "Runs the hypervisor and the hosts."
  source   = "https://aws.amazon.com/compliance/shared-responsibility-model/"
}

obligation "ec2/os-network-firewall" {
  title    = "Operating system, network and firewall configuration"
  party    = "customer"
  customer = "Configure the guest operating system, security groups, network ACLs, subnets and the instance metadata service."
  aws      = "Isolates networks and hosts, and enforces what security groups and network ACLs say."
  source   = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/infrastructure-security.html"
}

obligation "ec2/network-traffic" {
  title    = "Network traffic protection"
  party    = "customer"
  customer = "Encrypt traffic, log it, and keep it off the public internet where it need not be there."
  aws      = "Encrypts traffic between zones and regions at the physical layer, and between instances of types that can do it."
  source   = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/data-protection.html"
}

obligation "ec2/server-side-encryption" {
  title    = "Server-side encryption"
  party    = "customer"
  customer = "Switch encryption of volumes, snapshots and images on, and look after the keys."
  aws      = "Offers encryption of EBS and the key service."
  source   = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"
}

obligation "ec2/client-side-encryption" {
  title    = "Client-side encryption and data integrity"
  party    = "customer"
  customer = "Encrypt and sign data in the application before it leaves it."
  aws      = "Offers SDKs and keys to do it with."
  source   = "https://aws.amazon.com/compliance/shared-responsibility-model/"
}

# --- Amazon RDS: a managed service, AWS carries the operating system and the engine ---------------------------------------

obligation "rds/customer-data" {
  title    = "Customer data in RDS"
  party    = "customer"
  customer = "Decide what is stored, encrypt it at rest, share snapshots with care, log access, manage database users."
  aws      = "Runs the engine and its storage, takes the backups that are asked for, and offers encryption at rest."
  source   = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.html"
}

obligation "rds/network-traffic" {
  title    = "Network traffic protection"
  party    = "customer"
  customer = "Demand TLS from every client, and have clients verify the certificate."
  aws      = "Offers TLS and issues the certificates."
  source   = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html"
}

obligation "rds/client-side-encryption" {
  title    = "Client-side encryption"
  party    = "customer"
  customer = "Encrypt sensitive columns in the application before they are stored."
  aws      = "Offers SDKs and keys to do it with."
  source   = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/DataDurability.html"
}

obligation "rds/firewall-configuration" {
  title    = "Firewall configuration"
  party    = "customer"
  customer = "Place databases in private subnets and open security groups to those who need them only."
  aws      = "Enforces the security groups and keeps the host of a database out of reach."
  source   = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html"
}

# --- Amazon S3: an abstracted service, the customer carries the data and who can reach it ---------------------------------

obligation "s3/customer-data" {
  title    = "Customer data in S3"
  party    = "customer"
  customer = "Decide what is stored, who can reach it, how it is encrypted, versioned, logged and deleted."
  aws      = "Stores objects on several devices, in three zones or more unless the class is a One Zone class, and encrypts new ones at rest."
  source   = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html"
}

obligation "s3/client-side-encryption" {
  title    = "Client-side encryption"
  party    = "customer"
  customer = "Encrypt objects before upload where the data asks for it, and refuse uploads that are not encrypted as required."
  aws      = "Offers the encryption client and keys."
  source   = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingClientSideEncryption.html"
}

# --- Shared: AWS does it for its layer, the customer for theirs -----------------------------------------------------------

obligation "shared/patch-management" {
  title    = "Patch management"
  party    = "shared"
  services = ["ec2", "rds"]
  customer = "EC2: patch guest operating systems and applications. RDS: choose a version that is still supported and let it take its updates."
  aws      = "Patches hosts and hypervisors. RDS: patches the operating system and the engine, in the window that the customer sets (not RDS Custom). S3: patches all of it."
  source   = "https://aws.amazon.com/compliance/shared-responsibility-model/"
}

obligation "shared/configuration-management" {
  title    = "Configuration management"
  party    = "shared"
  customer = "Configure guests, databases and applications, and watch for drift."
  aws      = "Configures its infrastructure devices."
  source   = "https://aws.amazon.com/compliance/shared-responsibility-model/"
}

obligation "shared/awareness-training" {
  title    = "Awareness and training"
  party    = "shared"
  services = ["account"]
  customer = "Train your own people."
  aws      = "Trains AWS employees."
  source   = "https://aws.amazon.com/compliance/shared-responsibility-model/"
}

# --- Customer's throughout, whatever the service --------------------------------------------------------------------------

obligation "shared/identities" {
  title    = "Identities"
  party    = "customer"
  customer = "Grant least privilege, keep credentials out of code and state, manage people who join and leave."
  aws      = "Runs IAM and enforces what it is told."
  source   = "https://docs.aws.amazon.com/IAM/latest/UserGuide/security.html"
}

# AWS's page does not name devices; other models of the kind do, and leave them to the customer whatever the service.
obligation "shared/devices" {
  title    = "Devices"
  party    = "customer"
  services = ["account"]
  customer = "Secure the devices that reach the data."
  source   = "https://learn.microsoft.com/azure/security/fundamentals/shared-responsibility"
}

obligation "shared/business-continuity" {
  title    = "Business continuity"
  party    = "customer"
  customer = "Back up, spread over zones and regions, protect against deletion, and rehearse recovery."
  aws      = "Offers regions, zones and backup services."
  source   = "https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/shared-responsibility-model-for-resiliency.html"
}

# --- AWS's own: nothing to do, but a reader should see where the line runs -------------------------------------------------

obligation "aws/facilities" {
  title  = "Regions, availability zones, edge locations"
  party  = "aws"
  aws    = "Guards the buildings, the power and the hardware, and destroys media that are taken out of service."
  source = "https://aws.amazon.com/compliance/data-center/controls/"
}

obligation "aws/virtualization" {
  title  = "Hosts, hypervisor and network infrastructure"
  party  = "aws"
  aws    = "Runs and patches hosts and hypervisor, keeps customers apart, runs the physical network."
  source = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/infrastructure-security.html"
}

obligation "aws/managed-platforms" {
  title    = "Operating system and platform of managed services"
  party    = "aws"
  services = ["rds", "s3", "account"]
  aws      = "RDS: installs and patches the operating system under the database, which customers cannot reach (RDS Custom apart). S3: runs the whole platform."
  source   = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html"
}

obligation "aws/database-engine" {
  title    = "Database software"
  party    = "aws"
  services = ["rds"]
  aws      = "Installs the engine, offers and applies its patches, takes backups and fails over as the customer has configured it."
  source   = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html"
}

obligation "aws/object-storage" {
  title    = "Durability of objects, encryption at rest and the endpoints of the service"
  party    = "aws"
  services = ["s3"]
  aws      = "Stores each object redundantly, finds and repairs what is lost, encrypts what is stored, and runs the endpoints, which offer TLS."
  source   = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html"
}

# --- What no plan can show: an owner has to state it -----------------------------------------------------------------------
# `resources`: the types that the statement is about. Without them it is about people and processes, whatever a plan holds.

attestation "ec2/data-classification" {
  obligation = "ec2/customer-data"
  statement  = "We know what data our volumes, snapshots and images hold, and it may be there."
  evidence   = "a DataClassification tag"
  resources  = ["aws_ebs_volume", "aws_instance", "aws_launch_template", "aws_ami", "aws_ebs_snapshot"]
}

attestation "ec2/application-management" {
  obligation = "ec2/platform-app-management"
  statement  = "Applications and runtimes are kept current, configured safely and guarded against malware."
  evidence   = "Inspector, GuardDuty runtime monitoring, pinned launch template versions"
  resources  = ["aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_spot_instance_request"]
}

attestation "ec2/guest-os-hardening" {
  obligation = "ec2/os-network-firewall"
  statement  = "Guest operating systems are hardened and their own firewall is configured."
  evidence   = "SSM associations, image builder components, user data"
  resources  = ["aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_spot_instance_request"]
}

attestation "ec2/in-transit-inside-vpc" {
  obligation = "ec2/network-traffic"
  statement  = "Traffic between instances is encrypted by the application or the instance type."
  evidence   = "target group protocols, instance types"
  resources  = ["aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_spot_instance_request"]
}

attestation "ec2/client-side-encryption" {
  obligation = "ec2/client-side-encryption"
  statement  = "Applications encrypt and sign data that needs it before it leaves them."
  evidence   = "instance roles with kms:Encrypt or kms:GenerateDataKey on a named key"
  resources  = ["aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_spot_instance_request"]
}

attestation "ec2/os-patch-level" {
  obligation = "shared/patch-management"
  statement  = "Running instances are at the patch level that our policy demands."
  evidence   = "patch baselines, maintenance windows, Inspector"
  resources  = ["aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_spot_instance_request"]
}

attestation "rds/db-accounts" {
  obligation = "rds/customer-data"
  statement  = "Database users, grants and password rules inside the engine are reviewed."
  evidence   = "IAM authentication, secret rotation"
  resources  = ["aws_db_instance", "aws_rds_cluster"]
}

attestation "rds/client-verifies-tls" {
  obligation = "rds/network-traffic"
  statement  = "Clients verify the server certificate against a current CA bundle."
  evidence   = "controls that demand TLS, the CA of the instance"
  resources  = ["aws_db_instance", "aws_rds_cluster", "aws_db_proxy"]
}

attestation "rds/client-side-encryption" {
  obligation = "rds/client-side-encryption"
  statement  = "Columns that need it are encrypted by the application before they are stored."
  evidence   = "application roles with access to a KMS key"
  resources  = ["aws_db_instance", "aws_rds_cluster"]
}

attestation "s3/data-classification" {
  obligation = "s3/customer-data"
  statement  = "We know what data each bucket may hold and whether it may be public."
  evidence   = "tags, Macie"
  resources  = ["aws_s3_bucket", "aws_s3_directory_bucket"]
}

attestation "s3/client-side-encryption" {
  obligation = "s3/client-side-encryption"
  statement  = "Objects that need it are encrypted by the client before upload."
  evidence   = "bucket policies that refuse the wrong encryption, writer roles with kms:GenerateDataKey"
  resources  = ["aws_s3_bucket", "aws_s3_directory_bucket"]
}

attestation "account/account-baseline" {
  obligation = "shared/configuration-management"
  statement  = "Account- and region-wide settings that live in another state are as they should be."
  evidence   = "only what is in this plan"
}

attestation "account/identities-lifecycle" {
  obligation = "shared/identities"
  statement  = "People have MFA, get access when they join, lose it when they leave, and are reviewed."
  evidence   = "the account password policy, MFA conditions in policies"
}

attestation "account/business-continuity-tested" {
  obligation = "shared/business-continuity"
  statement  = "Recovery targets are agreed, and restore and failover are rehearsed."
  evidence   = "backup plans, restore testing plans"
}

attestation "account/awareness-training" {
  obligation = "shared/awareness-training"
  statement  = "Our people are trained for what they do on AWS."
}

attestation "account/devices" {
  obligation = "shared/devices"
  statement  = "Devices that reach our data are managed and secured."
  evidence   = "client VPN authentication, conditions in IAM policies"
}

# Types whose id and ARN AWS makes up when it makes the resource, with random parts: nobody can have written them down before.
# The id of other types is a name that somebody chose, or that of the resource they belong to, as that of a bucket policy.

server_made {
  kinds = [
    "aws_acm_certificate", "aws_ami", "aws_ami_copy", "aws_ami_from_instance", "aws_api_gateway_rest_api", "aws_apigatewayv2_api",
    "aws_backup_plan", "aws_backup_selection", "aws_cloudfront_distribution", "aws_cloudfront_origin_access_control",
    "aws_cloudfront_origin_access_identity", "aws_customer_gateway", "aws_db_proxy", "aws_default_security_group", "aws_dx_connection", "aws_dx_gateway",
    "aws_ebs_snapshot", "aws_ebs_snapshot_copy", "aws_ebs_snapshot_import", "aws_ebs_volume", "aws_ec2_client_vpn_endpoint",
    "aws_ec2_fleet", "aws_ec2_managed_prefix_list", "aws_ec2_transit_gateway", "aws_ec2_transit_gateway_route_table",
    "aws_ec2_transit_gateway_vpc_attachment", "aws_efs_access_point", "aws_efs_file_system", "aws_egress_only_internet_gateway",
    "aws_eip", "aws_flow_log", "aws_fsx_lustre_file_system", "aws_fsx_openzfs_file_system", "aws_fsx_windows_file_system",
    "aws_guardduty_detector", "aws_iam_server_certificate", "aws_instance", "aws_internet_gateway", "aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key",
    "aws_launch_template", "aws_alb", "aws_alb_listener", "aws_alb_target_group", "aws_lb", "aws_lb_listener", "aws_lb_listener_rule",
    "aws_lb_target_group", "aws_lb_trust_store", "aws_nat_gateway", "aws_network_acl", "aws_network_interface",
    "aws_organizations_account", "aws_organizations_organizational_unit", "aws_route53_resolver_endpoint",
    "aws_route53_zone", "aws_route_table", "aws_secretsmanager_secret", "aws_security_group", "aws_security_group_rule",
    "aws_spot_fleet_request", "aws_spot_instance_request", "aws_ssm_activation",
    "aws_ssm_association", "aws_ssm_maintenance_window", "aws_ssm_maintenance_window_target", "aws_ssm_maintenance_window_task",
    "aws_ssm_patch_baseline", "aws_subnet", "aws_vpc", "aws_vpc_dhcp_options", "aws_vpc_endpoint", "aws_vpc_endpoint_service",
    "aws_vpc_ipam", "aws_vpc_ipam_pool", "aws_vpc_peering_connection", "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule", "aws_vpn_connection", "aws_vpn_gateway", "aws_wafv2_ip_set", "aws_wafv2_rule_group",
    "aws_wafv2_web_acl",
  ]
  source = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html"
}

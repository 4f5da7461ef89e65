# Größe
resource "aws_ebs_volume" "windows" {
  availability_zone = "eu-central-1a"
  size              = 8
  /* ü */ encrypted = false
}

# An administrative stack that gives every stack with the label "teleport" credentials for SSH and one Kubernetes cluster.
# From a release: source = "https://github.com/OWNER/machine-id/releases/download/v1.2.3/machine-id-spacelift.tar.gz//terraform"

module "machine_id" {
  source = "../.."

  proxy   = "teleport.example.com"
  token   = "deploy-app"
  outputs = ["ssh", "kubernetes:staging"]
  options = {
    ttl          = "2h"
    "expect-bot" = "deploy"
  }

  labels = ["autoattach:teleport"]
}

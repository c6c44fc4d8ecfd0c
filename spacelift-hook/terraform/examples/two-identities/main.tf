# One bot that may look, for the plan, and one that may change, for the apply; on two stacks.

module "machine_id" {
  source = "../.."

  proxy       = "teleport.example.com"
  read_token  = "plan-app"
  write_token = "apply-app"
  outputs     = ["ssh", "terraform"]

  space_id  = "production"
  stack_ids = ["app", "network"]
}

# Everything there is to decide, without a provider: so it can be tested anywhere.

terraform {
  required_version = ">= 1.5"
}

locals {
  # Words that have a variable of their own, or that cannot work here.
  own_options     = ["proxy", "token", "outputs"]
  refused_options = ["allow-workspace", "export-env"]
  unknown_options = setsubtract(keys(var.options), local.known_options)

  # A variable that is null is not set at all.
  all_environment = merge(
    { for name, value in var.options : "MACHINE_ID_OPT_${upper(replace(name, "-", "_"))}" => value },
    {
      MACHINE_ID_OPT_PROXY        = var.proxy
      MACHINE_ID_OPT_TOKEN        = var.token
      MACHINE_ID_OPT_OUTPUTS      = join(" ", var.outputs)
      MACHINE_ID_HOOK_READ_TOKEN  = var.read_token
      MACHINE_ID_HOOK_WRITE_TOKEN = var.write_token
      MACHINE_ID_HOOK_PHASE       = var.phase
      MACHINE_ID_DOWNLOAD_BASE    = var.download_base
      MACHINE_ID_HOME             = var.program_home
    },
  )
  environment = { for name, value in local.all_environment : name => value if value != null }

  # Spacelift takes no line breaks in a variable, and puts other variables in where it finds this.
  unfit_variables = [for name, value in local.environment : name if can(regex("[\\x00-\\x1f]|[$][{]", value))]

  scripts = "${path.module}/../../.."
  files = {
    "machine-id/login.sh"  = file("${local.scripts}/login.sh")
    "machine-id/logout.sh" = file("${local.scripts}/logout.sh")
  }

  login  = ". \"$${TF_VAR_spacelift_workspace_root:-/mnt/workspace}/machine-id/login.sh\""
  logout = ". \"$${TF_VAR_spacelift_workspace_root:-/mnt/workspace}/machine-id/logout.sh\""
  hooks = {
    before_init    = [local.login]
    before_plan    = [local.login]
    before_apply   = [local.login]
    before_perform = [local.login]
    before_destroy = [local.login]
    after_run      = [local.logout]
  }
}

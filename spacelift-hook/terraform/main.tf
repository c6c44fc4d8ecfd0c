# A context that gives each phase of its stacks short-lived Teleport credentials. What is decided here is in modules/hook.

module "hook" {
  source = "./modules/hook"

  proxy         = var.proxy
  token         = var.token
  read_token    = var.read_token
  write_token   = var.write_token
  outputs       = var.outputs
  phase         = var.phase
  options       = var.options
  download_base = var.download_base
  program_home  = var.program_home
}

resource "spacelift_context" "this" {
  name        = var.name
  description = "Short-lived Teleport credentials for each phase of a run."
  space_id    = var.space_id
  labels      = var.labels

  before_init    = module.hook.hooks.before_init
  before_plan    = module.hook.hooks.before_plan
  before_apply   = module.hook.hooks.before_apply
  before_perform = module.hook.hooks.before_perform
  before_destroy = module.hook.hooks.before_destroy
  after_run      = module.hook.hooks.after_run
}

resource "spacelift_mounted_file" "this" {
  for_each = module.hook.files

  context_id    = spacelift_context.this.id
  relative_path = each.key
  content       = base64encode(each.value)
  write_only    = false
}

resource "spacelift_environment_variable" "this" {
  for_each = module.hook.environment

  context_id = spacelift_context.this.id
  name       = each.key
  value      = each.value
  write_only = false
}

resource "spacelift_context_attachment" "this" {
  for_each = var.stack_ids

  context_id = spacelift_context.this.id
  stack_id   = each.value
  priority   = var.priority
}

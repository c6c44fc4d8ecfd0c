# With a mock of Spacelift's provider, whose schema terraform must be able to get: ./verify spacelift-hook brings one.

mock_provider "spacelift" {}

variables {
  proxy = "teleport.example.com"
  token = "deploy-app"
}

run "the_context_has_the_hooks" {
  assert {
    condition     = spacelift_context.this.before_init == tolist(module.hook.hooks.before_init) && spacelift_context.this.before_apply == tolist(module.hook.hooks.before_apply) && spacelift_context.this.after_run == tolist(module.hook.hooks.after_run)
    error_message = "hooks are lost"
  }

  assert {
    condition     = alltrue([for name, lines in module.hook.hooks : length(lines) == 1])
    error_message = "one line for each hook"
  }
}

run "the_scripts_are_mounted_whole" {
  assert {
    condition     = alltrue([for path, content in module.hook.files : base64decode(spacelift_mounted_file.this[path].content) == content])
    error_message = "a script is changed on its way"
  }

  assert {
    condition     = alltrue([for file in spacelift_mounted_file.this : file.context_id == spacelift_context.this.id])
    error_message = "a script lies elsewhere"
  }
}

run "the_variables_are_set" {
  variables {
    outputs = ["ssh"]
    options = { ttl = "2h" }
  }

  assert {
    condition     = { for name, variable in spacelift_environment_variable.this : name => variable.value } == module.hook.environment
    error_message = "variables are lost"
  }
}

run "it_is_put_on_stacks_only_if_asked" {
  assert {
    condition     = length(spacelift_context_attachment.this) == 0
    error_message = "put on a stack that nobody named"
  }
}

run "it_is_put_on_the_stacks_named" {
  variables {
    stack_ids = ["app", "network"]
    priority  = 3
    labels    = ["autoattach:teleport"]
  }

  assert {
    condition     = keys(spacelift_context_attachment.this) == ["app", "network"] && alltrue([for each in spacelift_context_attachment.this : each.priority == 3])
    error_message = "not on these stacks"
  }

  assert {
    condition     = contains(spacelift_context.this.labels, "autoattach:teleport")
    error_message = "the label is lost"
  }
}

run "mistakes_are_found_before_anything_is_made" {
  command = plan

  variables {
    proxy = "https://teleport.example.com"
  }

  expect_failures = [var.proxy]
}

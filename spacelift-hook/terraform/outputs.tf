output "context_id" {
  description = "The context, to attach it elsewhere."
  value       = spacelift_context.this.id
}

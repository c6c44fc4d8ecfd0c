# An administrative stack that gives a stack loopback ports to a database and to an application.

module "machine_id" {
  source = "../.."

  proxy   = "teleport.example.com"
  token   = "deploy-app"
  outputs = ["database:pg-main,user=ci,name=app,port=auto", "application:grafana,port=8080"]

  stack_ids = ["app"]
}

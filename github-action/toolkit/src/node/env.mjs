// The step's variables; on Windows their names have no letter case.
const variables = JSON.parse(host.variables())
const key = name => {
  if (typeof name !== 'string' || host.platform() !== 'win32' || name in variables) return name
  const upper = name.toUpperCase()
  return Object.keys(variables).find(each => each.toUpperCase() === upper) ?? name
}

export const env = new Proxy(variables, {
  get: (target, name) => target[key(name)],
  has: (target, name) => key(name) in target,
  deleteProperty: (target, name) => delete target[key(name)],
  set: (target, name, value) => {
    target[key(name)] = String(value)
    return true
  }
})

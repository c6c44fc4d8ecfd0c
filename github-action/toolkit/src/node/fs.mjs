// Only what the toolkit's commands need; Java lets it touch the runner's own files alone.
const ioError = (code, call, file) =>
  Object.assign(new Error(`${code}: ${call} '${file}'`), {code, path: file, syscall: call})

const append = (file, text) => {
  if (!host.append(String(file), String(text))) throw ioError('EACCES', 'open', file)
}

export const constants = {F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1}
export const existsSync = file => host.exists(String(file))
export const appendFileSync = (file, text) => append(file, text)
export const promises = {
  access: async file => {
    if (!host.usable(String(file))) throw ioError('ENOENT', 'access', file)
  },
  appendFile: async (file, text) => append(file, text),
  writeFile: async (file, text) => {
    if (!host.replace(String(file), String(text))) throw ioError('EACCES', 'open', file)
  }
}
export default {constants, existsSync, appendFileSync, promises}

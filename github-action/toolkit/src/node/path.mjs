const windows = host.platform() === 'win32'
export const sep = windows ? '\\' : '/'
export const delimiter = windows ? ';' : ':'
export default {sep, delimiter}

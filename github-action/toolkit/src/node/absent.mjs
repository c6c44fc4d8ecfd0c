// Parts of Node that the toolkit names and no command of it needs; whoever does learns it at once.
const absent = name => () => {
  throw new Error(`${name} is not available here`)
}

export class ProxyAgent {
  constructor() {
    absent('undici')()
  }
}

export class EventEmitter {
  constructor() {
    absent('events')()
  }
}

export class StringDecoder {
  constructor() {
    absent('string_decoder')()
  }
}

export const spawn = absent('child_process')
export const execFile = absent('child_process')
export const setTimeout = absent('timers')
export const setImmediate = absent('timers')
export const ok = absent('assert')
export default {}

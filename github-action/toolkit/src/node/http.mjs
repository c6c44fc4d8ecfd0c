// One request through Java's client; the whole reply comes at once, and is handed on as the stream that Node would give.
import {Buffer} from './buffer.mjs'
import {await_} from './loop.mjs'

class Message {
  constructor(statusCode, headers, body) {
    this.statusCode = statusCode
    this.headers = headers
    this.body = body
    this.listeners = {}
  }

  on(event, listener) {
    this.listeners[event] = listener
    if (event === 'end') {
      Promise.resolve().then(() => {
        if (this.body !== '') this.listeners.data?.(new Buffer(this.body))
        this.listeners.end()
      })
    }
    return this
  }
}

export class Agent {
  constructor(options) {
    this.options = options
  }

  destroy() {}
}

export const globalAgent = {maxSockets: Infinity}

export const requestOver = scheme => (options, respond) => {
  const listeners = {}
  let body = ''
  let limit = 0
  return {
    on: (event, listener) => {
      listeners[event] = listener
    },
    setTimeout: time => {
      limit = time
    },
    write: text => {
      body += text
    },
    end: () => {
      const id = await_((error, status, headers, text) => {
        if (error !== '') listeners.error?.(new Error(error))
        else respond(new Message(status, JSON.parse(headers), text))
      })
      const question = {
        url: `${scheme}://${options.host}:${options.port}${options.path}`,
        method: options.method,
        headers: options.headers,
        proxy: options.agent?.proxy,
        limit
      }
      host.request(id, JSON.stringify(question), body)
    }
  }
}

export const request = requestOver('http')

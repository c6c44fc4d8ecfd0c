// Bodies cross as text, so a buffer here is text too.
export class Buffer {
  constructor(text) {
    this.text = text
  }

  static alloc() {
    return new Buffer('')
  }

  static from(text) {
    return new Buffer(String(text))
  }

  static concat(buffers) {
    return new Buffer(buffers.map(each => each.text).join(''))
  }

  static byteLength(text) {
    return host.utf8Length(String(text))
  }

  toString(encoding) {
    return encoding === 'base64' ? host.base64(this.text) : this.text
  }
}

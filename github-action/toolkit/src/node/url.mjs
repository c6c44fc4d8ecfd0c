// Java takes the address apart; the toolkit only reads the parts.
export class URL {
  constructor(text, base) {
    const parts = JSON.parse(host.parseUrl(String(text), base === undefined ? '' : String(base)))
    if (!parts) throw Object.assign(new TypeError('Invalid URL'), {code: 'ERR_INVALID_URL', input: String(text)})
    this._parts = parts
  }

  get href() {
    return this._parts.href
  }

  get protocol() {
    return this._parts.protocol
  }

  get username() {
    return this._parts.username
  }

  get password() {
    return this._parts.password
  }

  get hostname() {
    return this._parts.hostname
  }

  get port() {
    return this._parts.port
  }

  get pathname() {
    return this._parts.pathname
  }

  get search() {
    return this._parts.search
  }

  toString() {
    return this.href
  }
}

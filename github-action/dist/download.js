'use strict'
// Fetches a file of the release and believes its digest alone: https, or http on loopback; through the runner's HTTP proxy.
const crypto = require('node:crypto')
const fs = require('node:fs')
const http = require('node:http')
const https = require('node:https')
const path = require('node:path')
const {fileURLToPath} = require('node:url')

const TRIES = 3
const IDLE = 30_000
const REDIRECTS = 5

class Failure extends Error {
  constructor(code, message, final = false) {
    super(message)
    this.code = code
    this.final = final
  }
}

function sha256(file) {
  return crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex')
}

// The proxy's address for a target, by the usual variables in either letter case.
function proxyFor(target, env) {
  if (target.protocol !== 'https:') return undefined
  const text = env.https_proxy || env.HTTPS_PROXY
  const without = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/).filter(each => each)
  const host = target.hostname.toLowerCase()
  const bypass = without.some(each => {
    const name = each.replace(/^\*?\./, '').replace(/:\d+$/, '')
    return each === '*' || host === name || host.endsWith(`.${name}`)
  })
  return text && !bypass ? new URL(text.includes('://') ? text : `http://${text}`) : undefined
}

const allowed = url =>
  url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname))

// A socket through the proxy, which only passes bytes on.
function tunnel(proxy, target) {
  return new Promise((resolve, reject) => {
    const host = `${target.hostname}:${target.port || 443}`
    const headers = {host}
    if (proxy.username) {
      const user = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
      headers['proxy-authorization'] = `Basic ${Buffer.from(user).toString('base64')}`
    }
    const ask = http.request({host: proxy.hostname, port: proxy.port || 80, method: 'CONNECT', path: host, headers, timeout: IDLE})
    ask.on('connect', (reply, socket) => {
      if (reply.statusCode === 200) resolve(socket)
      else reject(new Failure('MID-1912', `the HTTP proxy answered ${reply.statusCode}`, true))
    })
    ask.on('timeout', () => ask.destroy(new Error('the HTTP proxy does not answer')))
    ask.on('error', reject)
    ask.end()
  })
}

async function get(url, file, env, redirects = 0) {
  if (!allowed(url)) throw new Failure('MID-1912', `only https is downloaded from, not ${url.origin}`, true)
  const proxy = proxyFor(url, env)
  const socket = proxy && (await tunnel(proxy, url))
  const options = {headers: {'user-agent': 'machine-id-action'}, timeout: IDLE, agent: false}
  if (socket) options.createConnection = () => require('node:tls').connect({socket, servername: url.hostname})
  const client = url.protocol === 'https:' ? https : http
  const next = await new Promise((resolve, reject) => {
    const request = client.get(url, options, reply => {
      const status = reply.statusCode
      if (status >= 300 && status < 400 && reply.headers.location) {
        reply.resume()
        resolve(new URL(reply.headers.location, url))
      } else if (status !== 200) {
        reply.resume()
        reject(new Failure('MID-1912', `${url.origin}${url.pathname} answered ${status}`, status < 500 && status !== 429))
      } else {
        const out = fs.createWriteStream(file, {mode: 0o600})
        reply.on('error', reject)
        out.on('error', reject)
        out.on('finish', () => (reply.complete ? resolve(undefined) : reject(new Error('the download broke off'))))
        reply.pipe(out)
      }
    })
    request.on('timeout', () => request.destroy(new Error('no answer in 30 s')))
    request.on('error', reject)
  })
  if (next === undefined) return
  if (redirects >= REDIRECTS) throw new Failure('MID-1912', 'too many redirects', true)
  await get(next, file, env, redirects + 1)
}

async function bring(base, name, file, env) {
  const local = base.startsWith('file:') ? fileURLToPath(base) : /^https?:/i.test(base) ? '' : base
  if (local) fs.copyFileSync(path.join(local, name), file)
  else await get(new URL(`${base.replace(/\/*$/, '')}/${name}`), file, env)
}

// The file `name` of the release in `directory`, verified; one that is there already is used if its digest is right.
async function fetch(release, name, directory, base, env, say) {
  const digest = release.files[name]
  const file = path.join(directory, name)
  try {
    if (sha256(file) === digest) return file
  } catch {
    // not there yet
  }
  if (base === 'none') throw new Failure('MID-1912', `${name} is not here, and downloading is switched off`, true)
  fs.mkdirSync(directory, {recursive: true, mode: 0o700})
  const half = path.join(directory, `.new-${crypto.randomUUID()}`)
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await bring(base, name, half, env)
        break
      } catch (error) {
        if (error.final || attempt === TRIES) throw error instanceof Failure ? error : new Failure('MID-1912', `${name} could not be fetched: ${error.message}`)
        say(`attempt ${attempt} failed (${error.message}); trying again`)
        await new Promise(resolve => setTimeout(resolve, 500 * 2 ** attempt * Math.random()))
      }
    }
    const found = sha256(half)
    if (found !== digest) throw new Failure('MID-1913', `${name} has the digest ${found}, and ${digest} was expected`, true)
    fs.renameSync(half, file)
    return file
  } finally {
    fs.rmSync(half, {force: true})
  }
}

module.exports = {Failure, fetch, proxyFor, sha256}

'use strict'
// Starts the action's Java program: finds a Java, the jar or the runtime bundle, passes signals on, ends as the program ends.
// What the post step needs is saved before anything is done. No dependencies.
const {spawn, spawnSync} = require('node:child_process')
const crypto = require('node:crypto')
const fs = require('node:fs')
const path = require('node:path')
const {Failure, fetch, sha256} = require('./download')
const java = require('./java')
const release = require('./release')

const JAR = 'machine-id-action.jar'
const ADVICE = {
  'MID-1911': 'name a Java 17, 21 or 25 by java-home, use actions/setup-java before this step, or the program machine-id itself',
  'MID-1912': 'allow the address, or name a mirror or a directory by the input download-base',
  'MID-1913': 'somebody changed the file, or it belongs to another release; do not use it',
  'MID-1914': 'check the disk, and that tar is there',
  'MID-1915': 'name the home directory of a Java 17, 21 or 25'
}

const input = name => (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
const say = text => process.stdout.write(`${text.replace(/[\r\n]+/g, ' ').replace(/^::/, ': :')}\n`)
const escape = text => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')

function fail(error) {
  const code = error instanceof Failure ? error.code : 'MID-1914'
  const text = `error[${code}]: ${error.message}\nhint: ${ADVICE[code]}`
  process.stdout.write(`::error title=Machine ID (${code})::${escape(text)}\n`)
  process.exitCode = 1
}

function saveState(name, value) {
  const file = process.env.GITHUB_STATE
  if (!file) return
  const end = `end_${crypto.randomUUID()}`
  fs.appendFileSync(file, `${name}<<${end}\n${value}\n${end}\n`)
}

function platform() {
  const arch = {x64: 'x64', arm64: 'arm64'}[process.arch] ?? process.arch
  if (process.platform === 'linux') {
    const glibc = process.report?.getReport().header.glibcVersionRuntime
    return `linux-${glibc ? '' : 'musl-'}${arch}`
  }
  return `${{darwin: 'macos', win32: 'windows'}[process.platform] ?? process.platform}-${arch}`
}

function base() {
  return input('download-base') || process.env.MACHINE_ID_DOWNLOAD_BASE || release.base
}

// Kept between jobs where the runner has a place for that; every use verifies the digest anew.
function cache(own) {
  const tools = process.env.RUNNER_TOOL_CACHE
  if (!tools) return own
  const place = path.join(tools, 'machine-id-action', release.version)
  try {
    fs.mkdirSync(place, {recursive: true})
    fs.accessSync(place, fs.constants.W_OK)
    return place
  } catch {
    return own
  }
}

async function jar(own) {
  const beside = path.join(__dirname, JAR)
  if (!release.version) {
    const built = path.join(__dirname, '..', 'target', JAR)
    if (fs.existsSync(built)) return built
    throw new Failure('MID-1911', 'this copy of the action is no release and its jar is not built')
  }
  if (fs.existsSync(beside) && sha256(beside) === release.files[JAR]) return beside
  return fetch(release, JAR, cache(own), base(), process.env, say)
}

// The release's own Java with everything in it, for runners and containers without one.
async function bundle(own) {
  const name = `machine-id-action-${platform()}.tar.gz`
  if (!release.files[name]) throw new Failure('MID-1911', `there is no Java ${java.OLDEST} or newer here, and no runtime bundle for ${platform()}`)
  say(`no Java ${java.OLDEST} or newer here; using the runtime bundle ${name}`)
  const archive = await fetch(release, name, cache(own), base(), process.env, say)
  fs.mkdirSync(own, {recursive: true, mode: 0o700})
  const tar = spawnSync('tar', ['-xzf', archive, '-C', own], {encoding: 'utf8'})
  if (tar.status !== 0) throw new Failure('MID-1914', `${name} could not be unpacked: ${tar.error?.message ?? tar.stderr}`)
  const home = path.join(own, 'machine-id-action')
  const cached = fs.readdirSync(path.join(home, 'lib')).find(file => file.endsWith('.aot'))
  return {home, version: java.major(home), jar: path.join(home, 'lib', JAR), aot: cached ? path.join(home, 'lib', cached) : ''}
}

// What to start: {home, version, jar}.
async function choose(own) {
  const named = input('java-home')
  if (named && java.major(named) < java.OLDEST) throw new Failure('MID-1915', `the input java-home names no Java ${java.OLDEST} or newer: ${named}`)
  const found = named ? {home: named, version: java.major(named)} : java.find(process.env)
  return found ? {...found, jar: await jar(own)} : bundle(own)
}

function flags({version, aot}) {
  const list = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  if (aot) list.push(`-XX:AOTCache=${aot}`, '-Xlog:disable', '-Xlog:all=error:stderr')
  else list.push('-Xshare:auto')
  if (version >= 24) list.push('--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow')
  return list
}

function start(chosen, part, use) {
  // Listened to before there is a Java: a signal in between would end this process alone and leave Java running.
  const pass = signal => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  signals.forEach(signal => process.on(signal, pass))
  const child = spawn(java.program(chosen.home), [...flags(chosen), '-jar', chosen.jar, part], {
    stdio: 'inherit',
    env: {...process.env, MACHINE_ID_ACTION_USE: use}
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      signals.forEach(each => process.removeListener(each, pass))
      resolve(code ?? 128 + (require('node:os').constants.signals[signal] ?? 0))
    })
  })
}

const place = use => path.join(process.env.RUNNER_TEMP || require('node:os').tmpdir(), `machine-id-action-${use}`)

async function main() {
  const use = crypto.randomUUID()
  saveState('use', use)
  saveState('own', place(use))
  const chosen = await choose(place(use))
  saveState('java', JSON.stringify(chosen))
  process.exitCode = await start(chosen, 'main', use)
}

// Runs after every end of the step, also after one in which nothing was done.
async function post() {
  const use = process.env.STATE_use
  if (!use) return
  try {
    if (process.env.STATE_java) process.exitCode = await start(JSON.parse(process.env.STATE_java), 'post', use)
  } finally {
    if (process.env.STATE_own === place(use)) fs.rmSync(place(use), {recursive: true, force: true})
  }
}

module.exports = {choose, flags, platform, run: part => (part === 'main' ? main() : post()).catch(fail)}

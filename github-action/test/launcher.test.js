'use strict'
// The launcher by itself, with stand-ins for Java and for the place of the release's files: node --test test/launcher.test.js
const assert = require('node:assert/strict')
const {spawn, spawnSync} = require('node:child_process')
const crypto = require('node:crypto')
const fs = require('node:fs')
const http = require('node:http')
const os = require('node:os')
const path = require('node:path')
const {test, beforeEach, afterEach} = require('node:test')

const dist = path.join(__dirname, '..', 'dist')
const java = require(path.join(dist, 'java.js'))
const {proxyFor} = require(path.join(dist, 'download.js'))
const {flags, platform} = require(path.join(dist, 'launcher.js'))

const JAR = 'machine-id-action.jar'
const sha256 = text => crypto.createHash('sha256').update(text).digest('hex')
let place
let server

beforeEach(() => {
  place = fs.mkdtempSync(path.join(os.tmpdir(), 'launcher-'))
})

afterEach(async () => {
  if (server) await new Promise(done => server.close(done))
  server = undefined
  fs.rmSync(place, {recursive: true, force: true})
})

// A directory that looks like a JDK; its java runs the shell script.
function jdk(name, version, script = 'exit 0') {
  const home = path.join(place, name)
  fs.mkdirSync(path.join(home, 'bin'), {recursive: true})
  fs.writeFileSync(path.join(home, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\n`)
  fs.writeFileSync(path.join(home, 'bin', 'java'), `#!/bin/sh\n${script}\n`, {mode: 0o755})
  return home
}

// The action as a release has it, with these files' digests.
function action(files = {}, base = 'none', version = '1.2.3') {
  const copy = path.join(place, 'action')
  fs.cpSync(dist, path.join(copy, 'dist'), {recursive: true})
  const release = {version, base, files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256(text)]))}
  fs.writeFileSync(path.join(copy, 'dist', 'release.js'), `module.exports = ${JSON.stringify(release)}`)
  return copy
}

function environment(more = {}) {
  const temp = path.join(place, 'temp')
  fs.mkdirSync(temp, {recursive: true})
  fs.appendFileSync(path.join(place, 'state'), '')
  return {PATH: '/usr/bin:/bin', RUNNER_TEMP: temp, GITHUB_STATE: path.join(place, 'state'), ...more}
}

function launch(copy, script, env) {
  const child = spawn(process.execPath, [path.join(copy, 'dist', script)], {env, stdio: ['ignore', 'pipe', 'pipe']})
  let out = ''
  child.stdout.on('data', text => (out += text))
  child.stderr.on('data', text => (out += text))
  const ended = new Promise(resolve => child.on('close', (code, signal) => resolve({code, signal, out})))
  return {child, ended, said: () => out}
}

const run = (copy, script, env) => launch(copy, script, env).ended

function state() {
  const found = {}
  const lines = fs.readFileSync(path.join(place, 'state'), 'utf8').split('\n')
  for (let i = 0; i + 2 < lines.length; i += 3) found[`STATE_${lines[i].split('<<')[0]}`] = lines[i + 1]
  return found
}

// Serves answers in turn; the last one stays.
async function serve(...answers) {
  const asked = []
  server = http.createServer((request, reply) => {
    asked.push(request.url)
    const [status, body, headers] = answers[Math.min(asked.length, answers.length) - 1]
    reply.writeHead(status, headers)
    reply.end(body)
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  return {base: `http://127.0.0.1:${server.address().port}/v1`, asked}
}

test('java: 25 is preferred, then 21, then 17, by the variables of the images', () => {
  const env = {
    JAVA_HOME_17_X64: jdk('a', '17.0.9'),
    JAVA_HOME_21_AARCH64: jdk('b', '21'),
    JAVA_HOME_11_X64: jdk('c', '11.0.2'),
    JAVA_HOME: jdk('d', '1.8.0_402')
  }
  assert.deepEqual(java.find(env), {home: env.JAVA_HOME_21_AARCH64, version: 21})
  env.JAVA_HOME_25_arm64 = jdk('e', '25.0.3')
  assert.equal(java.find(env).version, 25)
  delete env.JAVA_HOME_25_arm64
  delete env.JAVA_HOME_21_AARCH64
  assert.equal(java.find(env).version, 17)
})

test('java: one that is too old, or no Java at all, is passed over', () => {
  const empty = path.join(place, 'empty')
  fs.mkdirSync(empty)
  assert.equal(java.find({JAVA_HOME: jdk('old', '11'), JAVA_HOME_25_X64: empty, PATH: '/nonexistent:relative:'}), undefined)
})

test('java: a newer one than is known is taken only where nothing else is', () => {
  const newer = jdk('newer', '27')
  assert.equal(java.find({JAVA_HOME: newer}).version, 27)
  assert.equal(java.find({JAVA_HOME: newer, JAVA_HOME_17_X64: jdk('known', '17')}).version, 17)
})

test('java: a link in PATH leads to where the JDK is', () => {
  const home = jdk('real', '21.0.1')
  const bin = path.join(place, 'bin')
  fs.mkdirSync(bin)
  fs.symlinkSync(path.join(home, 'bin', 'java'), path.join(bin, 'java'))
  assert.equal(java.find({PATH: `/nonexistent:${bin}`}).home, fs.realpathSync(home))
})

test('flags: what an older Java does not know is left out', () => {
  assert.ok(!flags({version: 17}).some(flag => /native|unsafe/.test(flag)))
  assert.ok(flags({version: 25}).includes('--sun-misc-unsafe-memory-access=allow'))
  assert.ok(flags({version: 25, aot: '/x/y.aot'}).includes('-XX:AOTCache=/x/y.aot'))
})

test('main: starts the jar with the use, hands on the exit code, saves state first', async () => {
  const home = jdk('java', '21', 'echo "args: $*"; echo "use: $MACHINE_ID_ACTION_USE"; cat "$GITHUB_STATE"; exit 7')
  const copy = action({[JAR]: 'jar'})
  fs.writeFileSync(path.join(copy, 'dist', JAR), 'jar')
  const {code, out} = await run(copy, 'main.js', environment({JAVA_HOME: home}))
  assert.equal(code, 7)
  assert.match(out, /args: .*-jar \S*dist\/machine-id-action\.jar main\n/)
  const use = state().STATE_use
  assert.match(use, /^[0-9a-f-]{36}$/)
  assert.ok(out.includes(`use: ${use}`))
  assert.ok(out.includes(`\n${use}\n`), 'the state was there before Java started')
})

test('post: runs the same Java and jar again, and removes what main unpacked', async () => {
  const home = jdk('java', '21', 'echo "$8"; for a; do last=$a; done; echo "part: $last"')
  const copy = action({[JAR]: 'jar'})
  fs.writeFileSync(path.join(copy, 'dist', JAR), 'jar')
  await run(copy, 'main.js', environment({JAVA_HOME: home}))
  fs.mkdirSync(state().STATE_own, {recursive: true})
  const {code, out} = await run(copy, 'post.js', environment(state()))
  assert.equal(code, 0)
  assert.match(out, /part: post/)
  assert.ok(!fs.existsSync(state().STATE_own))
})

test('post: without main nothing is done or said', async () => {
  assert.deepEqual(await run(action(), 'post.js', environment()), {code: 0, signal: null, out: ''})
})

test('post: what main had no time to find is no failure', async () => {
  const own = path.join(place, 'temp', 'machine-id-action-00000000-0000-4000-8000-000000000000')
  fs.mkdirSync(own, {recursive: true})
  const env = environment({STATE_use: '00000000-0000-4000-8000-000000000000', STATE_own: own})
  assert.equal((await run(action(), 'post.js', env)).code, 0)
  assert.ok(!fs.existsSync(own))
})

test('post: another directory than its own is never removed', async () => {
  const other = path.join(place, 'precious')
  fs.mkdirSync(other)
  await run(action(), 'post.js', environment({STATE_use: '00000000-0000-4000-8000-000000000000', STATE_own: other}))
  assert.ok(fs.existsSync(other))
})

for (const signal of ['SIGINT', 'SIGTERM']) {
  test(`main: ${signal} reaches Java, whose own end counts`, async () => {
    const home = jdk('java', '21', `trap 'echo got it; exit 99' INT TERM; echo ready; for i in $(seq 600); do sleep 0.05; done`)
    const copy = action({[JAR]: 'jar'})
    fs.writeFileSync(path.join(copy, 'dist', JAR), 'jar')
    const {child, ended, said} = launch(copy, 'main.js', environment({JAVA_HOME: home}))
    while (!said().includes('ready')) {
      assert.equal(child.exitCode, null, said())
      await new Promise(done => setTimeout(done, 10))
    }
    child.kill(signal)
    const {code, out} = await ended
    assert.equal(code, 99)
    assert.match(out, /got it/)
  })
}

test('main: a Java that a signal ended gives 128 and its number', async () => {
  const copy = action({[JAR]: 'jar'})
  fs.writeFileSync(path.join(copy, 'dist', JAR), 'jar')
  const {code} = await run(copy, 'main.js', environment({JAVA_HOME: jdk('java', '21', 'kill -KILL $$')}))
  assert.equal(code, 137)
})

test('main: no Java and no bundle is one clear error', async () => {
  const {code, out} = await run(action({[JAR]: 'jar'}), 'main.js', environment({PATH: '/nonexistent'}))
  assert.equal(code, 1)
  assert.match(out, /^::error title=Machine ID \(MID-1911\)::error\[MID-1911\].*%0Ahint: .*setup-java/m)
})

test('main: java-home that is none is said, and nothing else is taken', async () => {
  const env = environment({JAVA_HOME: jdk('good', '21'), 'INPUT_JAVA-HOME': path.join(place, 'none')})
  const {code, out} = await run(action({[JAR]: 'jar'}), 'main.js', env)
  assert.equal(code, 1)
  assert.match(out, /MID-1915/)
})

test('main: java-home wins', async () => {
  const copy = action({[JAR]: 'jar'})
  fs.writeFileSync(path.join(copy, 'dist', JAR), 'jar')
  const env = environment({JAVA_HOME_25_X64: jdk('a', '25', 'exit 3'), 'INPUT_JAVA-HOME': jdk('b', '17', 'exit 4')})
  assert.equal((await run(copy, 'main.js', env)).code, 4)
})

const withJava = more => environment({JAVA_HOME: jdk('java', '21', 'echo "jar: $(cat "$5")"'), ...more})

test('download: the jar is fetched, verified, kept in the tool cache and used again', async () => {
  const {base, asked} = await serve([200, 'the jar'])
  const copy = action({[JAR]: 'the jar'}, base)
  const env = withJava({RUNNER_TOOL_CACHE: path.join(place, 'tools')})
  assert.match((await run(copy, 'main.js', env)).out, /jar: the jar/)
  assert.match((await run(copy, 'main.js', env)).out, /jar: the jar/)
  assert.deepEqual(asked, ['/v1/machine-id-action.jar'])
  assert.deepEqual(fs.readdirSync(path.join(place, 'tools/machine-id-action/1.2.3')), [JAR])
})

test('download: a changed file in the tool cache is never started', async () => {
  const {base, asked} = await serve([200, 'the jar'])
  const copy = action({[JAR]: 'the jar'}, base)
  const cache = path.join(place, 'tools/machine-id-action/1.2.3')
  fs.mkdirSync(cache, {recursive: true})
  fs.writeFileSync(path.join(cache, JAR), 'evil')
  const {out} = await run(copy, 'main.js', withJava({RUNNER_TOOL_CACHE: path.join(place, 'tools')}))
  assert.match(out, /jar: the jar/)
  assert.equal(asked.length, 1)
})

test('download: a wrong digest ends it, and the file is gone', async () => {
  const {base, asked} = await serve([200, 'evil'])
  const env = withJava({RUNNER_TOOL_CACHE: path.join(place, 'tools')})
  const {code, out} = await run(action({[JAR]: 'the jar'}, base), 'main.js', env)
  assert.equal(code, 1)
  assert.match(out, /MID-1913/)
  assert.equal(asked.length, 1)
  assert.deepEqual(fs.readdirSync(path.join(place, 'tools/machine-id-action/1.2.3')), [])
})

test('download: a fault is tried again, a refusal is not', async () => {
  const first = await serve([503, ''], [502, ''], [200, 'the jar'])
  assert.match((await run(action({[JAR]: 'the jar'}, first.base), 'main.js', withJava())).out, /jar: the jar/)
  assert.equal(first.asked.length, 3)
  await new Promise(done => server.close(done))
  const second = await serve([404, ''])
  const {code, out} = await run(action({[JAR]: 'the jar'}, second.base), 'main.js', withJava())
  assert.equal(code, 1)
  assert.match(out, /MID-1912.*answered 404/)
  assert.equal(second.asked.length, 1)
})

test('download: a redirect is followed, but not away from https or loopback', async () => {
  const good = await serve([302, '', {location: '/elsewhere'}], [200, 'the jar'])
  assert.match((await run(action({[JAR]: 'the jar'}, good.base), 'main.js', withJava())).out, /jar: the jar/)
  await new Promise(done => server.close(done))
  const bad = await serve([302, '', {location: 'http://203.0.113.1/x'}])
  assert.match((await run(action({[JAR]: 'the jar'}, bad.base), 'main.js', withJava())).out, /MID-1912.*only https/)
})

test('download: a directory or a file address can stand for the release', async () => {
  const mirror = path.join(place, 'mirror')
  fs.mkdirSync(mirror)
  fs.writeFileSync(path.join(mirror, JAR), 'the jar')
  const copy = action({[JAR]: 'the jar'}, 'https://203.0.113.1')
  assert.match((await run(copy, 'main.js', withJava({'INPUT_DOWNLOAD-BASE': mirror}))).out, /jar: the jar/)
  assert.match((await run(copy, 'main.js', withJava({MACHINE_ID_DOWNLOAD_BASE: `file://${mirror}`}))).out, /jar: the jar/)
})

test('download: none fetches nothing', async () => {
  const {code, out} = await run(action({[JAR]: 'x'}, 'https://203.0.113.1'), 'main.js', withJava({'INPUT_DOWNLOAD-BASE': 'none'}))
  assert.equal(code, 1)
  assert.match(out, /MID-1912.*switched off/)
})

test('bundle: without a Java the runtime bundle is unpacked, started, and removed by post', async () => {
  const home = path.join(place, 'machine-id-action')
  jdk('machine-id-action', '25', 'echo "bundle: $*"')
  fs.mkdirSync(path.join(home, 'lib'))
  fs.writeFileSync(path.join(home, 'lib', JAR), 'jar')
  fs.writeFileSync(path.join(home, 'lib', 'machine-id-action.aot'), 'cache')
  const name = `machine-id-action-${platform()}.tar.gz`
  const mirror = path.join(place, 'mirror')
  fs.mkdirSync(mirror)
  assert.equal(spawnSync('tar', ['-czf', path.join(mirror, name), '-C', place, 'machine-id-action']).status, 0)
  const copy = action({[JAR]: 'jar', [name]: fs.readFileSync(path.join(mirror, name))}, mirror)
  const bin = path.join(place, 'bin')
  fs.mkdirSync(bin)
  for (const tool of ['tar', 'gzip', 'sh']) fs.symlinkSync(`/bin/${tool}`, path.join(bin, tool))
  const env = environment({PATH: bin})
  const {code, out} = await run(copy, 'main.js', env)
  assert.equal(code, 0, out)
  assert.match(out, /bundle: .*-XX:AOTCache=\S*machine-id-action\.aot.* main/)
  assert.ok(fs.existsSync(state().STATE_own))
  assert.match((await run(copy, 'post.js', {...env, ...state()})).out, /bundle: .* post/)
  assert.ok(!fs.existsSync(state().STATE_own))
})

test('proxy: by the usual variables, lower case first, and around it where they say so', () => {
  const target = new URL('https://github.com/x')
  assert.equal(proxyFor(target, {}), undefined)
  assert.equal(proxyFor(target, {HTTPS_PROXY: 'http://proxy:3128'}).host, 'proxy:3128')
  assert.equal(proxyFor(target, {https_proxy: 'a:1', HTTPS_PROXY: 'b:2'}).host, 'a:1')
  assert.equal(proxyFor(target, {HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com, github.com'}), undefined)
  assert.equal(proxyFor(new URL('https://api.github.com'), {HTTPS_PROXY: 'http://p:1', no_proxy: '.github.com'}), undefined)
  assert.equal(proxyFor(new URL('https://notgithub.com'), {HTTPS_PROXY: 'http://p:1', no_proxy: 'github.com'}).host, 'p:1')
  assert.equal(proxyFor(new URL('http://127.0.0.1'), {HTTPS_PROXY: 'http://p:1'}), undefined)
})

test('proxy: the tunnel is asked for with the password, and a refusal is final', async () => {
  const asked = []
  server = http.createServer()
  server.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await new Promise(done => server.listen(0, '127.0.0.1', done))
  const env = withJava({HTTPS_PROXY: `http://user:pass%20word@127.0.0.1:${server.address().port}`})
  const {code, out} = await run(action({[JAR]: 'x'}, 'https://releases.example/v1'), 'main.js', env)
  assert.equal(code, 1)
  assert.match(out, /MID-1912.*proxy answered 403/)
  assert.ok(!out.includes('pass'))
  assert.deepEqual(asked, [`releases.example:443 Basic ${Buffer.from('user:pass word').toString('base64')}`])
})

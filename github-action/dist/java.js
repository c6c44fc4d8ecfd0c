'use strict'
// Finds a Java that can run the action: 25, 21 or 17 by the variables of the runner's images, then JAVA_HOME, then PATH.
const fs = require('node:fs')
const path = require('node:path')

const OLDEST = 17
const NEWEST = 25 // the engine is known to run up to here; a newer one is taken only where nothing else is
const executable = process.platform === 'win32' ? 'java.exe' : 'java'

// The major version by the file that every JDK has, 0 where it is no Java.
function major(home) {
  try {
    fs.accessSync(path.join(home, 'bin', executable), fs.constants.X_OK)
    const found = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(fs.readFileSync(path.join(home, 'release'), 'utf8'))
    return found ? Number(found[1]) : 0
  } catch {
    return 0
  }
}

function variables(env) {
  const names = []
  for (const version of [25, 21, 17]) {
    for (const arch of ['X64', 'arm64', 'ARM64', 'AARCH64']) names.push(`JAVA_HOME_${version}_${arch}`)
  }
  return [...names, 'JAVA_HOME'].map(name => env[name]).filter(home => home)
}

// The homes of what PATH leads to; a link is followed to where the JDK really is.
function search(env) {
  return String(env.PATH ?? env.Path ?? '')
    .split(path.delimiter)
    .filter(place => path.isAbsolute(place))
    .flatMap(place => {
      try {
        return [path.dirname(path.dirname(fs.realpathSync(path.join(place, executable))))]
      } catch {
        return []
      }
    })
}

// {home, version}, or undefined where there is none.
function find(env) {
  const all = [...variables(env), ...search(env)].map(home => ({home, version: major(home)}))
  const fit = all.filter(java => java.version >= OLDEST)
  return fit.find(java => java.version <= NEWEST) ?? fit[0]
}

const program = home => path.join(home, 'bin', executable)

module.exports = {OLDEST, find, major, program}

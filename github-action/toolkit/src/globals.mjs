// What the toolkit takes for granted of Node's global names; `host` is the Java object, the only way out of here.
import {Buffer} from './node/buffer.mjs'
import {URL} from './node/url.mjs'
import {env} from './node/env.mjs'
import {later} from './node/loop.mjs'

const process = {
  env,
  platform: host.platform(),
  arch: 'unknown',
  exitCode: undefined,
  cwd: () => host.workingDirectory(),
  stdout: {
    write: text => {
      host.write(String(text))
      return true
    }
  }
}

globalThis.machineExitCode = () => process.exitCode ?? 0

const setTimeout = (work, time = 0) => later(work, time)
const clearTimeout = timer => timer?.cancel()

export {Buffer, URL, process, setTimeout, clearTimeout}

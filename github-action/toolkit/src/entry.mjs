// The whole toolkit behind one function, for the Java side.
import * as core from '@actions/core'
import {calls} from './calls.mjs'

const known = calls(core)

// Arguments and result cross as JSON; `done` takes an error's text, or none and the result.
globalThis.machineCall = (name, args, done) => {
  const fail = error => done(String(error?.message ?? error), '')
  try {
    const result = known[name](...JSON.parse(args))
    if (typeof result?.then === 'function') result.then(value => done('', JSON.stringify(value ?? null)), fail)
    else done('', JSON.stringify(result ?? null))
  } catch (error) {
    fail(error)
  }
}

// Replays a script of calls with GitHub's toolkit in Node itself, for the comparison: node replay.mjs CALLS RESULTS
import * as core from '@actions/core'
import {readFileSync, writeFileSync} from 'node:fs'
import {calls} from '../src/calls.mjs'

const known = calls(core)
const results = []
for (const [name, ...args] of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  try {
    results.push((await known[name](...args)) ?? null)
  } catch (error) {
    results.push({error: String(error?.message ?? error)})
  }
}
results.push(process.exitCode ?? 0)
writeFileSync(process.argv[3], JSON.stringify(results))
process.exitCode = 0

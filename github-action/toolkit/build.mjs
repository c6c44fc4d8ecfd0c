// Bundles GitHub's toolkit with the little of Node that it needs into one script for the engine in the jar: node build.mjs FILE
import {build} from 'esbuild'
import {fileURLToPath} from 'node:url'

const out = process.argv[2]
if (!out) {
  console.error('usage: node build.mjs FILE')
  process.exit(2)
}
const here = path => fileURLToPath(new URL(path, import.meta.url))
const own = ['os', 'path', 'fs', 'crypto', 'http', 'https', 'tunnel']
const absent = ['undici', 'events', 'child_process', 'timers', 'string_decoder', 'assert']
const result = await build({
  entryPoints: [here('src/entry.mjs')],
  outfile: out,
  absWorkingDir: here('.'),
  bundle: true,
  format: 'iife',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  inject: [here('src/globals.mjs')],
  alias: {
    ...Object.fromEntries(own.map(name => [name, here(`src/node/${name}.mjs`)])),
    ...Object.fromEntries(absent.map(name => [name, here('src/node/absent.mjs')]))
  },
  logLevel: 'warning',
  metafile: true
})
const bytes = Object.values(result.metafile.outputs)[0].bytes
console.log(`toolkit: ${bytes} bytes`)

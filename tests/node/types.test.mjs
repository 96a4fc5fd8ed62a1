// The types: consumers of both module kinds type-check, and the generated parts are up to date.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { describe, it } from 'node:test'
import * as api from 'webex-broadworks'
import * as testing from 'webex-broadworks/testing'
import { ROOT, TOKEN } from './help.mjs'
import { camel } from './play.mjs'

const require = createRequire(import.meta.url)
const ts = require('typescript')
const { native } = require('../../bindings-node/dist/internal/load.js')

const DESCRIBED = readFileSync(join(ROOT, 'api/operations.toml'), 'utf8')
const RESOURCES = [...DESCRIBED.matchAll(/^\[resource\.(\w+)\]$/gm)].map(([, name]) => camel(name))

const DIST = join(ROOT, 'bindings-node/dist')
const SOURCES = join(ROOT, 'bindings-node/ts')

/** The names of the values that a declaration file declares. */
function declaredValues(path) {
  const program = ts.createProgram([path], { module: ts.ModuleKind.NodeNext, types: ['node'] })
  const checker = program.getTypeChecker()
  const symbols = checker.getExportsOfModule(
    checker.getSymbolAtLocation(program.getSourceFile(path)),
  )
  return symbols.filter(({ flags }) => flags & ts.SymbolFlags.Value).map(({ name }) => name)
}

const DECLARATIONS = readdirSync(DIST, { recursive: true })
  .filter((file) => file.endsWith('.d.ts') && !file.startsWith('internal'))
  .map((file) => join(DIST, file))

/** The exported names of a file, and the keys of its interfaces and classes, that no comment explains. */
function undocumentedIn(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const found = []
  const check = (node, owner) => {
    const isHidden =
      ts.isConstructorDeclaration(node) || (node.name && ts.isPrivateIdentifier(node.name))
    if (!isHidden && ts.getJSDocCommentsAndTags(node).length === 0) {
      // A narrower key of an outcome, an error or a key says what its base says.
      if (!owner.isNarrower(node)) found.push(`${owner.name}.${node.name?.getText() ?? node.kind}`)
    }
  }
  for (const statement of source.statements) {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isClassDeclaration(statement)) continue
    const name = `${basename(path)}: ${statement.name.text}`
    check(statement, { name, isNarrower: () => false })
    const isNarrower = () => statement.heritageClauses !== undefined
    for (const member of statement.members) check(member, { name, isNarrower })
  }
  return found
}

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

describe('types', () => {
  for (const project of ['tsconfig.json', 'tsconfig.node16.json', 'tsconfig.bundler.json']) {
    it(`fit consumers of every kind of module by ${project}, and refuse mistakes`, () => {
      const path = join(ROOT, 'tests/node/types', project)
      const tsc = require.resolve('typescript/bin/tsc')
      const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', path], {
        encoding: 'utf8',
      })
      assert.equal(stdout, '')
      assert.equal(status, 0)
    })
  }

  it('are documented key by key', () => {
    const undocumented = DECLARATIONS.flatMap(undocumentedIn)
    assert.deepEqual(undocumented, [])
  })

  it('declare what there is, and nothing else, in both kinds of module', () => {
    for (const [module, name] of [
      [api, 'webex-broadworks'],
      [testing, 'webex-broadworks/testing'],
    ]) {
      const names = Object.keys(module)
      assert.ok(names.length > 1)
      assert.deepEqual(names.sort(), Object.keys(require(name)).sort())
      for (const value of names) assert.equal(module[value], require(name)[value], value)
    }
  })

  it('show nothing internal', () => {
    for (const path of DECLARATIONS) {
      const text = readFileSync(path, 'utf8')
      assert.doesNotMatch(text, /internal|native'|\bSession\b/, path)
    }
  })

  it('of operations are those that the description has', () => {
    const ids = [...DESCRIBED.matchAll(/^id = "(\w+\.\w+)"$/gm)].map(([, id]) => id)
    const client = new api.Client({ token: TOKEN })
    const offered = RESOURCES.flatMap((resource) => {
      const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(client[resource]))
      const names = methods.filter((name) => name !== 'constructor')
      return names.map((name) => snake(`${resource}.${name}`))
    })
    assert.deepEqual(offered.sort(), ids.sort())
  })

  it('of the native part are those of the library that was built', () => {
    const declared = declaredValues(join(SOURCES, 'native.d.ts')).filter(
      (name) => !name.startsWith('__'),
    )
    const built = Object.keys(native).filter((name) => !name.startsWith('__'))
    assert.deepEqual(declared.sort(), built.sort())
    const command = ['diff', '--name-only', '--', 'bindings-node/ts/native.d.ts']
    const changed = execFileSync('git', command, { cwd: ROOT, encoding: 'utf8' })
    assert.equal(changed, '', 'the build changed these files: commit them')
  })
})

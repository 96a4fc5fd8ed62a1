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
const native = require('../../bindings-node/load.cjs')

const DESCRIBED = readFileSync(join(ROOT, 'api/operations.toml'), 'utf8')
const RESOURCES = [...DESCRIBED.matchAll(/^\[resource\.(\w+)\]$/gm)].map(([, name]) => camel(name))

/** The names of values that a declaration file exports, what it re-exports included. */
function declaredValues(file) {
  const program = ts.createProgram([join(ROOT, 'bindings-node', file)], {
    module: ts.ModuleKind.NodeNext,
    types: ['node'],
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(join(ROOT, 'bindings-node', file))
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source))
  return symbols.filter(({ flags }) => flags & ts.SymbolFlags.Value).map(({ name }) => name)
}

const DECLARATIONS = readdirSync(join(ROOT, 'bindings-node'), { recursive: true })
  .filter((file) => file.endsWith('.d.cts') && !file.startsWith('native'))
  .map((file) => join(ROOT, 'bindings-node', file))

/** The exported names of a file, and the keys of its interfaces and classes, that no comment explains. */
function undocumentedIn(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const found = []
  const check = (node, owner) => {
    const isConstructor = ts.isConstructorDeclaration(node)
    if (!isConstructor && ts.getJSDocCommentsAndTags(node).length === 0) {
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

  it('declare what there is, and nothing else', () => {
    assert.deepEqual(declaredValues('index.d.cts').sort(), Object.keys(api).sort())
    assert.deepEqual(declaredValues('testing.d.cts').sort(), Object.keys(testing).sort())
  })

  it('declare every resource and every method', () => {
    const client = new api.Client({ token: TOKEN })
    for (const [files, object] of [
      [['client.d.cts', 'generated/resources.d.cts'], client],
      [['client.d.cts'], Object.getPrototypeOf(api.Client.prototype)],
      ...RESOURCES.map((resource) => [['generated/resources.d.cts'], client[resource]]),
      [['bulk.d.cts'], api.BulkRun.prototype],
      [['bulk.d.cts'], client.bulk],
      [['bulk.d.cts'], client.bulk.directorySync],
    ]) {
      const texts = files.map((file) => readFileSync(join(ROOT, 'bindings-node', file), 'utf8'))
      const declared = texts.join('\n')
      const names = [object, Object.getPrototypeOf(object)].flatMap(Object.getOwnPropertyNames)
      const isInherited = (name) => name === 'constructor' || name in Object.prototype
      for (const name of names.filter((name) => !isInherited(name))) {
        assert.match(declared, new RegExp(`^  (readonly )?${name}[(:<]`, 'm'), `${files}: ${name}`)
      }
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
    const declared = declaredValues('native.d.cts').filter((name) => !name.startsWith('__'))
    const built = Object.keys(native).filter((name) => !name.startsWith('__'))
    assert.deepEqual(declared.sort(), built.sort())
    const changed = execFileSync(
      'git',
      ['diff', '--name-only', '--', 'bindings-node/native.d.cts'],
      { cwd: ROOT, encoding: 'utf8' },
    )
    assert.equal(changed, '', 'the build changed these files: commit them')
  })
})
